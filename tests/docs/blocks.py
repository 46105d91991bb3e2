"""The blocks of a page that are run: files to write, commands with their output, and parts made from the code.

A fence tagged `json question.json` is a file; a fence tagged `console` holds `$ warrantor ...` lines with their output.
Fences tagged `python cell` are run one after another, as in a notebook; what one prints, and the value of its last
line, stand in the fence after it, tagged `text output`.
"""

import ast
import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
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
    def cell(self) -> bool:
        return self.info == ("python", "cell")

    @property
    def output(self) -> bool:
        return self.info == ("text", "output")

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
    """Writes the page's files into `folder` and runs its commands and cells there; each block that shows what came out,
    with what did.

    A file may be shown after the commands that read it; one shown twice changes between the two.
    """
    shown = blocks(page)
    for block in reversed(shown):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    names: dict[str, object] = {"__name__": "page"}
    for block, after in zip_longest(shown, shown[1:]):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.console:
            yield block, "\n".join(_answered(line, folder) for line in commands(block))
        elif block.cell:
            text = _evaluated(block, names, folder)
            if after is not None and after.output:
                yield after, text
            elif text:
                raise AssertionError(f"the cell at line {block.line} lacks a `text output` fence for\n{text}")


def _evaluated(cell: Block, names: dict[str, object], folder: Path) -> str:
    """What a cell prints, and the value of its last line, unless that is None. Tables are 100 columns wide."""
    import polars as pl

    *lines, last = ast.parse(cell.text).body
    value = None
    with _captured(folder) as out, pl.Config(tbl_width_chars=100, tbl_rows=12, fmt_str_lengths=48):
        if not isinstance(last, ast.Expr):
            lines = [*lines, last]
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)  # noqa: S102
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
        if value is not None:
            print(value)
    return _tidy(out.getvalue()) if out.getvalue() else ""


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
    with _captured(folder) as out, contextlib.suppress(SystemExit):
        main(arguments)
    return _tidy(out.getvalue())


@contextlib.contextmanager
def _captured(folder: Path) -> Iterator[io.StringIO]:
    """What is printed in a folder, in a terminal of 80 columns without colour."""
    out = io.StringIO()
    before, environment = Path.cwd(), dict(os.environ)
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield out
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+$", "", text, flags=re.M).rstrip("\n") + "\n"
