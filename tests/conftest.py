"""What all tests share: which of them this machine can run, and an honest list of what it left out.

`--nothing-left-out` (CI) turns anything left out into a failure.
"""

import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

# A busy machine is no fault of ours: how long an example takes fails no test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# The one without windows shows the same pages for a third of the work.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _BROWSERS)), None)
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences", "admin_client"}
_WITH_SPARK = (
    "tests/adapters/engines/test_engines.py", "tests/agreement/test_engines.py",
    "tests/entrypoints/cli/test_bulk_engines.py",
    "tests/core/decision/pushdown/test_expressions.py", "tests/core/decision/pushdown/test_traps.py",
)  # fmt: skip
_left_out: dict[str, list[str]] = {}

BROWSER_HELP = "Chromium is not on this machine; get it with `apt-get install chromium-headless-shell`"
POSTGRESQL_HELP = (
    "the database tests ran on SQLite only; set DATABASE_URL, "
    "such as postgres://postgres@127.0.0.1/postgres, and run `make test` again"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nothing-left-out", action="store_true", help="fail when a test was left out")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, object, object]:
    """Marks what touches the database, before `-m database` picks; without a browser leaves its tests out.

    Where processes share out the files, the long ones come first: one begun last would be waited for by all the others.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES:
            item.add_marker("database")
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason=BROWSER_HELP))
    told = yield
    if os.environ.get("PYTEST_XDIST_WORKER"):
        tests = Counter(item.path for item in items)
        long = {item.path for item in items if any(item.iter_markers("browser")) or any(item.iter_markers("long"))}
        items.sort(key=lambda item: (item.path not in long, -tests[item.path]))
    return told


class _ByFile(LoadFileScheduling):
    """Shares out files; those that need Spark go to one process, as a cluster takes long to start and to get warm."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "spark" if file in _WITH_SPARK else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    return _ByFile(config, log)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _left_out.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    strict = session.config.getoption("--nothing-left-out")
    if strict and _left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("left out")
    for reason, tests in sorted(_left_out.items()):
        terminalreporter.line(f"{len(tests)} tests: {reason}")
    if not ON_POSTGRESQL and not os.environ.get("WARRANTOR_POSTGRESQL_FOLLOWS"):
        terminalreporter.line(f"PostgreSQL: {POSTGRESQL_HELP}")
    elif not _left_out:
        terminalreporter.line("nothing")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the machine's browser, for playwright's `executable_path`."""
    if CHROMIUM is None:
        pytest.skip(BROWSER_HELP)
    return CHROMIUM


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    """One headless browser for all tests; open a context of your own for each test."""
    playwright = pytest.importorskip("playwright.sync_api")
    # Django refuses the database where it sees playwright's event loop; the tests' own thread is safe.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
