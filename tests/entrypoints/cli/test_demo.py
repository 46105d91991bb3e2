"""`warrantor demo` as a stranger runs it: a real process that answers, says where to click, and leaves nothing."""

import re
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entrypoints.cli.running import PATIENCE, Site, run, running

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Site]:
    # What a real site's environment says must not reach the demonstration.
    with running(
        "demo", "--port", "0", folder=folder, DATABASE_URL="postgres://x:y@127.0.0.1:1/z", WARRANTOR_HTTPS="1"
    ) as site:
        yield site


def first_mail(folder: Path) -> str:
    """What the worker beside the site mails, as soon as it did."""
    given_up = time.monotonic() + PATIENCE
    while not (folder.exists() and any(path.stat().st_size for path in folder.iterdir())):
        assert time.monotonic() < given_up
        time.sleep(0.1)
    return next(folder.iterdir()).read_text()


def example(site: Site, kind: str) -> str:
    found = re.search(rf"^ +{kind} +(\S+)", site.output, re.MULTILINE)
    assert found, site.output
    return found[1]


def test_it_says_how_much_it_made_up_and_where_to_click(demo: Site) -> None:
    assert "2000 units of 5 programs" in demo.output.replace(" ... ", " ")
    for path in ("check/", "terms/", "styleguide/"):
        assert f"{demo.address}/{path}" in demo.output
    assert "removed at the end" in demo.output
    assert demo.output.endswith("Stop with Ctrl-C.\n")


@pytest.mark.parametrize("path", ["/", "/check/", "/terms/", "/styleguide/", "/static/portal/warrantor.css"])
def test_the_pages_answer(demo: Site, path: str) -> None:
    assert demo.get(path)[0] == 200


def test_debug_pages_are_off(demo: Site) -> None:
    status, page = demo.get("/nowhere/")
    assert status == 404
    assert "DEBUG" not in page
    assert "urlpatterns" not in page


@pytest.mark.parametrize(("kind", "answer"), [("covered", "yes"), ("not covered", "no"), ("needs a fact", "missing")])
def test_the_examples_are_what_they_are_called(demo: Site, kind: str, answer: str) -> None:
    given = demo.json(f"/check/?serial={example(demo, kind)}&format=json")
    assert given["answer"] == answer
    assert given["clauses"]


def test_the_check_page_offers_units_to_try(demo: Site) -> None:
    page = demo.get("/check/")[1]
    offered = re.findall(r"\?serial=([^&\"]+)&amp;program=([a-z]+)", page)
    assert len({program for _, program in offered}) == 5
    serial, program = offered[0]
    status, receipt = demo.get(f"/check/?serial={serial}&program={program}")
    assert status == 200
    assert serial in receipt


def test_a_busy_port_is_named_with_a_way_out(demo: Site, folder: Path) -> None:
    port = demo.address.rpartition(":")[2]
    done = run("demo", "--port", port, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"port {port} of `127.0.0.1`" in done.stderr
    assert "--port 0" in done.stderr
    assert done.stderr.count("\n") == 1


def test_it_ends_cleanly_and_leaves_nothing(tmp_path: Path) -> None:
    with running("demo", "--port", "0", "--units", "500", folder=tmp_path) as site:
        assert [path.name.startswith("warrantor-demo-") for path in tmp_path.iterdir()] == [True]
        assert site.end(signal.SIGINT) == (0, "")
        assert site.is_gone()
    assert list(tmp_path.iterdir()) == []


def test_kept_records_come_up_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept 100%"
    with running("demo", "--port", "0", "--units", "500", "--keep", str(kept), folder=tmp_path) as site:
        first = example(site, "covered")
        assert site.end(signal.SIGTERM) == (0, "")
        assert site.is_gone()
    assert [path.name for path in tmp_path.iterdir()] == ["kept 100%"]
    with sqlite3.connect(kept / "demo.sqlite3") as database:
        assert database.execute("select count(*) from registry_unit").fetchone() == (500,)
    # and at every address of the machine
    with running("demo", "--host", "0.0.0.0", "--port", "0", "--keep", str(kept), folder=tmp_path) as site:
        assert "kept from an earlier demonstration" in site.output
        assert example(site, "covered") == first
        assert "Subject: [C" in first_mail(kept / "mail"), "the claims of the demonstration are told"
        assert site.address.startswith("http://127.0.0.1:")
        with socket.create_connection(("127.0.0.1", int(site.address.rpartition(":")[2]))) as line:
            line.sendall(b"GET /check/ HTTP/1.0\r\nHost: stand.example.org\r\n\r\n")
            assert b" 200 " in line.recv(100)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--units", "499"], "expected 500 to 20000 units"),
        (["--units", "many"], "expected 500 to 20000 units"),
        (["--port", "65536"], "expected a number from 0 to 65535"),
        (["--port", "-1"], "expected"),
    ],
)
def test_a_wrong_command_line_is_explained(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run("demo", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_host_that_is_none_is_explained(tmp_path: Path) -> None:
    done = run("demo", "--host", "no.such.host.invalid", "--port", "0", folder=tmp_path)
    assert done.returncode == 2
    assert "`no.such.host.invalid`" in done.stderr


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("demo", "--port", "0", "--keep", str(tmp_path / "file" / "below"), folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("warrantor demo: ")
    assert "Traceback" not in done.stderr
