"""The text of a made-up document: clauses gathered, put in any order, among clauses that only people read."""

from dataclasses import dataclass

from tests.agreement import words
from tests.agreement.dice import Dice

_SOME = frozenset(("name", "acts"))


@dataclass
class Plan:
    """What has been written of a plan so far."""

    name: str
    sold: bool = False
    given: bool = False
    each: str = ""
    starting: bool = False
    """Whether conditions may read its first day without a guard."""
    ending: bool = False
    levelled: bool = False
    renews: bool = False

    @property
    def reads(self) -> frozenset[str]:
        """What a condition may read of it."""
        found = set(_SOME)
        found |= {"bought"} if self.sold and not self.given else set()
        found |= {"starts"} if self.starting else set()
        found |= {"ends"} if self.ending else set()
        found |= {"level"} if self.levelled else set()
        found |= {"prior_ends"} if self.renews else set()
        return frozenset(found)


class Writing:
    """Clauses gathered so far, each with an id of its own."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.clauses: list[tuple[str, str | None]] = []

    def add(self, letter: str, block: str | None) -> str:
        """Adds a clause, narrative where it has no block; its id."""
        number = len(self.clauses) + 1
        clause = f"{letter}.{number}" if letter in "GP" and number % 3 == 0 else f"{letter}{number}"
        self.clauses.append((clause, block))
        return clause

    def document(self, front: str) -> str:
        """The whole text; `FACTS` in the front stands for a clause that justifies a change of the schema."""
        dice, clauses = self.dice, self.clauses
        if dice.one_in(3):
            clauses = dice.shuffled(clauses)
        if dice.one_in(6):
            # so many clauses that a set of them takes two words
            prose: list[tuple[str, str | None]] = [
                (f"N{number}", None) for number in range(dice.pick((50, 58, 62, 63, 70)))
            ]
            cut = dice.between(0, len(clauses))
            clauses = clauses[:cut] + prose + clauses[cut:]
        return f"---\n{front.replace('FACTS', self.clauses[0][0])}\n---\n\n" + "\n".join(
            f"## {name} {{#{name}}}\n" + (f"\n```terms\n{block}\n```\n" if block else "\nA person reads this.\n")
            for name, block in clauses
        )


def quoted(text: str) -> str:
    """A text that YAML takes as it stands."""
    return f'"{text}"'


def front_of(
    zone: str, number: int, chooser: str, lists: dict[str, tuple[str, ...]], facts: dict[str, str],
    severed: dict[str, list[str]],
) -> str:  # fmt: skip
    """The front matter of a version."""
    effective = ("", ", effective: 2023-06-15", ", effective: 2024-02-29T12:00:00+01:00")[number]
    chosen = f", chosen_by: {chooser}" if chooser else ""
    lines = [
        "program: made", "title: Made up", f"version: {{id: v{number}{effective}{chosen}}}", f"time_zone: {zone}",
        f"levels: [{', '.join(words.LEVELS)}]", "calendars: {office: {hours: {mon-fri: [['09:00', '17:00']]}}}",
    ]  # fmt: skip
    if lists:
        lines.append("lists: {" + ", ".join(f"{k}: [{', '.join(v)}]" for k, v in lists.items()) + "}")
    if facts:
        lines.append("facts:\n" + "\n".join(f"  {path}: {{{change}, clause: FACTS}}" for path, change in facts.items()))
    if severed:
        lines.append("severed: {" + ", ".join(f"{k}: [{', '.join(v)}]" for k, v in severed.items()) + "}")
    return "\n".join(lines)
