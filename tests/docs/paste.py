"""`python -m tests.docs.paste`: writes into the pages what their commands print and what is made from the code."""

import tempfile
from pathlib import Path

from tests.docs.blocks import PAGES, replay
from tests.docs.made import fill


def main() -> None:
    """Every page; says which changed. Read the difference before it is kept."""
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        page.write_text(fill(before), encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            shown = list(replay(page, Path(folder)))
        lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
        for block, text in reversed(shown):
            lines[block.line : block.line + len(block.text.splitlines())] = [text]
        page.write_text("".join(lines), encoding="utf-8")
        if page.read_text(encoding="utf-8") != before:
            print(f"changed {page.name}")


if __name__ == "__main__":
    main()
