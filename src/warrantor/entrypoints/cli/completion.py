"""`warrantor completion SHELL`: prints a completion script, made from the parsers themselves."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Prints a script that lets the shell complete commands, options and file names.

  bash   source <(warrantor completion bash)        in ~/.bashrc
  zsh    source <(warrantor completion zsh)         in ~/.zshrc, after compinit
  fish   warrantor completion fish | source         in ~/.config/fish/config.fish"""


@dataclass(frozen=True)
class Option:
    """An option of a command; `choices` are the values it takes, if it names them."""

    flags: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A command; `choices` are the words that may stand where an argument is due."""

    name: str
    help: str
    options: tuple[Option, ...]
    choices: tuple[str, ...]


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "completion",
        help="print a completion script for a shell",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=sorted(_SCRIPTS), help="the shell that reads the script")


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    from warrantor.entrypoints.cli.main import COMMANDS, build_parser

    print(_SCRIPTS[args.shell](entries(build_parser(COMMANDS), COMMANDS)))
    return 0


def entries(parser: argparse.ArgumentParser, lines: dict[str, str]) -> list[Entry]:
    """Every command of the parser with its options."""
    subparsers = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return [_entry(name, lines[name], command) for name, command in subparsers.choices.items()]


def _entry(name: str, line: str, parser: argparse.ArgumentParser) -> Entry:
    options: list[Option] = []
    words: list[str] = []
    for action in parser._actions:
        choices = tuple(str(choice) for choice in action.choices or ())
        if action.option_strings:
            text = (action.help or "").replace("%%", "%")
            options.append(Option(tuple(action.option_strings), text, action.nargs != 0, choices))
        else:
            words += choices
    return Entry(name, line, tuple(options), tuple(words))


def _bash(commands: list[Entry]) -> str:
    def case(entry: Entry) -> Iterator[str]:
        yield f"    {entry.name})"
        flags = " ".join(flag for option in entry.options for flag in option.flags)
        yield f"      options={shlex.quote(flags)}"
        yield f"      values={shlex.quote(' '.join(entry.choices))}"
        for option in entry.options:
            if option.takes_value:
                known = shlex.quote(" ".join(option.choices))
                yield f"      case $before in {'|'.join(option.flags)}) options= values={known};; esac"
        yield "      ;;"

    names = shlex.quote(" ".join(entry.name for entry in commands) + " --help --version")
    return "\n".join(
        [
            "_warrantor() {",
            "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options= values=",
            "  if [ $COMP_CWORD -eq 1 ]; then",
            f'    COMPREPLY=($(compgen -W {names} -- "$current"))',
            "    return",
            "  fi",
            "  case ${COMP_WORDS[1]} in",
            *(line for entry in commands for line in case(entry)),
            "  esac",
            "  if [[ $current == -* ]]; then values=$options; fi",
            '  COMPREPLY=($(compgen -W "$values" -- "$current"))',
            "}",
            "complete -o bashdefault -o default -F _warrantor warrantor",
        ]
    )


def _zsh(commands: list[Entry]) -> str:
    def argument(option: Option) -> Iterator[str]:
        value = f":value:({' '.join(option.choices)})" if option.choices else ":value:_files"
        for flag in option.flags:
            text = option.help.replace("[", "(").replace("]", ")").replace(":", " ")
            yield shlex.quote(f"{flag}[{text}]{value if option.takes_value else ''}")

    def case(entry: Entry) -> str:
        rest = f"*:argument:({' '.join(entry.choices)})" if entry.choices else "*:file:_files"
        flags = " ".join(text for option in entry.options for text in argument(option))
        return f"    {entry.name}) _arguments {flags} {shlex.quote(rest)};;"

    described = " ".join(shlex.quote(f"{entry.name}:{entry.help}") for entry in commands)
    return "\n".join(
        [
            "#compdef warrantor",
            "_warrantor() {",
            "  if (( CURRENT == 2 )); then",
            f"    local -a commands=({described})",
            "    _describe command commands",
            "    return",
            "  fi",
            "  shift words",
            "  (( CURRENT-- ))",
            "  case $words[1] in",
            *(case(entry) for entry in commands),
            "  esac",
            "}",
            "compdef _warrantor warrantor",
        ]
    )


def _fish(commands: list[Entry]) -> str:
    lines = []
    for entry in commands:
        lines.append(f"complete -c warrantor -n __fish_use_subcommand -f -a {entry.name} -d {_fish_quote(entry.help)}")
        seen = f"complete -c warrantor -n '__fish_seen_subcommand_from {entry.name}'"
        if entry.choices:
            lines.append(f"{seen} -f -a {_fish_quote(' '.join(entry.choices))}")
        for option in entry.options:
            flags = " ".join(map(_fish_flag, option.flags))
            value = f" -r -a {_fish_quote(' '.join(option.choices))}" if option.choices else " -r"
            lines.append(f"{seen} {flags} -d {_fish_quote(option.help)}{value if option.takes_value else ''}")
    return "\n".join(lines)


def _fish_flag(flag: str) -> str:
    return f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"


def _fish_quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_SCRIPTS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
