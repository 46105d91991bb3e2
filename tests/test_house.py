"""The order of the house, where imports cannot show it: relations, packages placed, one clock."""

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "warrantor"
OURS = "warrantor.apps."


def contracts() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter")
    return read


def placed(contract: str) -> list[str]:
    """Names in a contract of layers, from the top; neighbours on one line stand one after another."""
    lines = contracts()[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [name.strip(" ()") for line in lines for name in line.split("|") if name.strip()]


def packages(folder: Path) -> set[str]:
    found = {path.parent.name for path in folder.glob("*/*.py")} | {path.stem for path in folder.glob("*.py")}
    return {name for name in found if not name.startswith("__")}


@pytest.mark.parametrize(("contract", "folder"), [("layers", "."), ("apps", "apps"), ("core", "core")])
def test_every_package_is_placed(contract: str, folder: str) -> None:
    assert packages(SOURCE / folder) <= set(placed(contract))


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def test_relations_point_down_the_order_of_apps() -> None:
    order = placed("apps")
    assert len(our_models()) > 5
    for model in our_models():
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField) or field.model is not model:
                continue
            target = field.related_model
            if not target.__module__.startswith(OURS):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            assert order.index(here) <= order.index(there), f"{model.__name__}.{field.name} points up to {there}"
            assert field.remote_field.hidden, f"{model.__name__}.{field.name} wants related_name='+'"


CLOCKS = {"now", "today", "utcnow", "localtime", "localdate"}


def clock_reads(path: Path) -> list[str]:
    """Places that read the clock, as `file:line`."""
    found = [node for node in ast.walk(ast.parse(path.read_text())) if _reads_clock(node)]
    return [f"{path.relative_to(ROOT)}:{node.lineno}" for node in found]


def _reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    owner = node.value.id
    calendar = owner in {"datetime", "date", "timezone", "dt"} and node.attr in CLOCKS
    return calendar or (owner == "time" and node.attr in {"time", "time_ns"})


def test_there_is_one_door_to_now() -> None:
    reads = [read for path in SOURCE.rglob("*.py") for read in clock_reads(path)]
    assert [read.rpartition(":")[0] for read in reads] == ["src/warrantor/config/clock.py"], reads


def test_no_file_names_a_package_index_or_a_place_on_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    words = [
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs" + ".org",
        "deb." + "debian",
        "/ro" + "ot/",
        "/wo" + "rk/",
    ]
    found = []
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000:
            text = path.read_text(errors="ignore")
            found += [f"{name}: {word}" for word in words if word in text]
    assert not found


WITH_RECORDS = {"demo", "journal", "keys", "replay", "serve"}
"""Commands that need the records; all others answer without Django."""


def test_decisions_need_no_django() -> None:
    code = (
        "import sys; from warrantor.entrypoints.cli import main;"
        f"[main.command_module(name) for name in main.COMMANDS if name not in {WITH_RECORDS}];"
        "import warrantor.adapters.documents;"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
