"""The blocks of a page that are run: files to write, commands with their output, and parts made from the code.

A fence tagged `json question.json` is a file; a fence tagged `console` holds `$ warrantor ...` lines with their output.
"""

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from warrantor.entrypoints.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
MADE = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, its text, and the first line of that text in the page (from 0)."""

    info: tuple[str, ...]
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The name of the file it stands for."""
        return self.info[1] if len(self.info) > 1 and "." in self.info[1] else None

    @property
    def console(self) -> bool:
        return self.info[:1] == ("console",) and self.text.startswith("$ ")


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    return [
        Block(tuple(token.info.split()), token.content, token.map[0] + 1)
        for token in tokens
        if token.type == "fence" and token.map is not None
    ]


def replay(page: Path, folder: Path) -> Iterator[tuple[Block, str]]:
    """Writes the page's files into `folder` and runs its commands there; each console block with what came out.

    A file may be shown after the commands that read it; one shown twice changes between the two.
    """
    for block in reversed(blocks(page)):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.console:
            yield block, "\n".join(_answered(line, folder) for line in commands(block))


def commands(block: Block) -> list[str]:
    """The command lines of a console block; one that ends in a backslash goes on."""
    joined = block.text.replace("\\\n", "\\\0")
    return [line[2:].replace("\\\0", "\\\n") for line in joined.splitlines() if line.startswith("$ ")]


def _answered(command: str, folder: Path) -> str:
    words = shlex.split(command)
    if words[0] != "warrantor":
        raise AssertionError(f"`{command}` is not a command of ours; show it in a block without a `$`")
    return f"$ {command}\n{run(words[1:], folder)}"


def run(arguments: list[str], folder: Path) -> str:
    """What a command prints in a terminal of 80 columns without colour, errors included."""
    out = io.StringIO()
    before, environment = Path.cwd(), dict(os.environ)
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
            main(arguments)
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)
    return re.sub(r"[ \t]+$", "", out.getvalue(), flags=re.M).rstrip("\n") + "\n"
