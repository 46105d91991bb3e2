"""The look: contrast of the tokens, both dark blocks alike, the size, what is vendored."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import warrantor.entrypoints.portal as portal

STATIC = Path(portal.__file__).parent / "static" / "portal"
TEST_VENDOR = Path(__file__).parent / "vendor"
CSS = (STATIC / "warrantor.css").read_text(encoding="utf-8")


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    light = CSS.index(':root, [data-bs-theme="light"]')
    device = CSS.index("@media (prefers-color-scheme: dark)")
    chosen = CSS.index('[data-bs-theme="dark"] {')
    end = CSS.index(":root, [data-bs-theme] {")
    return tokens(CSS[light:device]), tokens(CSS[device:chosen]), tokens(CSS[chosen:end])


LIGHT, DEVICE, DARK = blocks()
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "canvas", "sunken")),
    ("link", "paper"), ("link", "canvas"), ("link-strong", "canvas"), ("on-link", "link"), ("on-link", "link-strong"),
]  # fmt: skip
TONES = [(tone, f"{tone}-tint") for tone in ("yes", "no", "missing", "person", "ended", "note")]
TONES += [("ink", f"{tone}-tint") for tone in ("yes", "no", "missing", "person", "note")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS + TONES)
def test_text_can_be_read_on_its_ground(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(theme: dict[str, str]) -> None:
    assert contrast(theme["edge"], theme["paper"]) >= 3
    assert contrast(theme["edge"], theme["canvas"]) >= 3


def test_the_design_was_measured_right() -> None:
    assert round(contrast(LIGHT["ink"], LIGHT["paper"]), 1) == 16.4
    assert round(contrast(DARK["link"], DARK["paper"]), 1) == 8.4
    assert round(contrast(LIGHT["missing"], LIGHT["missing-tint"]), 1) == 6.7


def test_dark_by_device_and_dark_by_choice_are_the_same() -> None:
    assert DEVICE == DARK
    assert LIGHT.keys() == DARK.keys()


def test_our_stylesheet_stays_small_and_fetches_nothing_from_afar() -> None:
    assert len(gzip.compress(CSS.encode(), 9)) < 14 * 1024
    assert not re.search(r"url\([\"']?(?:https?:)?//", CSS)
    for file in STATIC.glob("*.js"):
        assert "http" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [STATIC / "vendor", TEST_VENDOR], ids=["served", "tests"])
def test_what_is_vendored_is_what_is_listed(folder: Path) -> None:
    listed = dict(
        re.findall(
            r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (folder / "VENDORED.md").read_text(encoding="utf-8"), re.M
        )
    )
    served = {file.name for file in folder.iterdir() if file.suffix in (".css", ".js", ".svg", ".wasm")}
    assert listed.keys() == served
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text(encoding="utf-8")))
    root = Path(portal.__file__).parent
    named = {
        name
        for file in root.rglob("*.html")
        for name in re.findall(r"{% icon ['\"]([a-z-]+)['\"]", file.read_text(encoding="utf-8"))
    }
    from warrantor.entrypoints.portal import words
    from warrantor.entrypoints.portal.problems.views import TROUBLES

    named |= {verdict.icon for verdict in words.VERDICTS.values()} | {icon for _, icon, _ in words.REASONS.values()}
    named |= {trouble.icon for trouble in TROUBLES.values()}
    assert named <= sprite
