"""The questions of a report: which are asked of a draft, with which fields, and what their answers say together.

Which kinds there are the terms say. What they need to know of a fault is asked of the engine: each answer may open the
next question or settle all. A return is asked for its reason; a question needs no unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from warrantor.adapters.documents import load_program
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.claims import deciding, intake, queries, rules
from warrantor.apps.claims.intake import Report
from warrantor.apps.claims.models import Claim, Draft
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.apps.registry.ports import program
from warrantor.apps.registry.queries import key_of, units
from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.check.fields import WORKED
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.parties import called
from warrantor.entrypoints.portal.privacy import AS_REGISTERED
from warrantor.entrypoints.portal.receipt.forms import form_for
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

TITLES = {
    "kind": "What is it about?", "unit": "Which unit is it?", "program": "Whose product is it?",
    "happened": "What happened?", "part": "Which part failed?", "reason": "Why does it go back?",
    "question": "What do you want to know?", "proof": "Photo and invoice", "contact": "How do we reach you?",
}  # fmt: skip
KINDS = (
    ("fault", "Something does not work"), ("return", "Something is to go back"), ("question", "I have a question"),
)  # fmt: skip
UNIT = Field("serial", "Serial number", "text", hint="On the label at the back or underneath, often after S/N.")
ASIDE = ("serial", "channel", "contact", "description", "since", "invoice", "unit", "reason", "fault", "question")
"""Fields of reports that have questions of their own, or are known."""
MOST = 50
"""Units that are listed; any other is found by its number."""
_UNKNOWN = ("", "I do not know")
_OWN = {"fault": "happened", "return": "reason", "question": "question"}
"""The question of each kind that tells what it is about."""
_UNTOLD = ("cause", "worked", "files", "kind")
"""Answers that are no fields of the report."""


def title(question: str) -> str:
    """What a page asks: a question of its own, or a fact on which the decision hangs."""
    return TITLES.get(question) or words.asked(question)


def askable(missing: Iterable[str], schema: Schema) -> list[str]:
    """Of the facts that an answer lacks those of the fault that its reporter can tell; not what a diagnosis finds."""
    names = [name.removeprefix("claim.") for name in missing]
    found = {asked.name for asked in rules.ASKED["diagnose"]}
    return [n for n in names if n in schema.claim and n not in found and form_for(f"claim.{n}", schema)]


@dataclass
class Asking:
    """A draft with what is known of its unit. `unit` is None where nobody may claim for one of that number."""

    row: Draft
    person: Person
    at: datetime
    several: list[Unit]
    """Those of the number that was typed, where they are of several programs."""
    unit: Unit | None
    program: Program | None

    @classmethod
    def read(cls, row: Draft, person: Person, at: datetime) -> "Asking":
        """A unit that somebody may not claim for is no other than one that is not on record."""
        said, chosen = row.answers.get("unit", {}), row.answers.get("program", {}).get("program", "")
        found = claimable(said.get("serial", ""), person)
        named = said.get("program") or chosen
        unit = found[0] if len(found) == 1 else next((one for one in found if one.program.name == named), None)
        program = unit.program if unit else Program.objects.filter(name=chosen).first()
        return cls(row, person, at, found if len(found) > 1 else [], unit, program)

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.row.answers

    @property
    def schema(self) -> Schema:
        assert self.program is not None
        return load_program(self.program.name).latest.schema

    @property
    def kind(self) -> str:
        """Of a draft that does not say it yet, a fault."""
        return str(self.answers.get("kind", {}).get("kind", "fault"))

    # -- how far it is -------------------------------------------------------------------------------------

    def questions(self) -> list[str]:
        """Those asked of this draft, as far as that can be told."""
        found = ["kind", *self._about()] if "kind" in self.answers else ["kind"]
        if self.program is None or len(found) == 1:
            return found
        if self.kind == "question":
            return [*found, "question", "contact"]
        if self.kind == "return":
            return [*found, "reason", "contact"]
        facts, ended = self._facts
        found += ["happened", "part", *facts]
        return [*found, "proof", "contact"] if ended else found

    def _about(self) -> list[str]:
        """How the unit or, where there is none, the program is told."""
        if self.kind == "question" and "unit" not in self.answers:
            return ["program"]
        return ["unit", "program"] if self.unit is None or "program" in self.answers else ["unit"]

    @property
    def last(self) -> str:
        """The page after all questions: the terms answer no question of a customer."""
        return "answers" if self.kind == "question" else "answer"

    def next(self) -> str:
        """The first question without an answer; the `last` page where each has one."""
        return next((name for name in self.questions() if name not in self.answers), self.last)

    @cached_property
    def _facts(self) -> tuple[list[str], bool]:
        """The facts that the decision hangs on, in the order in which it does; and whether no further one is open."""
        asked: list[str] = []
        if "happened" not in self.answers or "part" not in self.answers or self.unit is None:
            return [], self.unit is None and "part" in self.answers
        said = self._described()
        while (name := self._missing(said, asked)) is not None:
            asked.append(name)
            if name not in self.answers:
                return asked, False
            said |= self._fact(name)
        return asked, True

    def _missing(self, said: Mapping[str, Any], asked: list[str]) -> str | None:
        """The first fact of the fault itself that is wanted; what only the record can say is not asked of anybody."""
        wanted = askable(self.decided(said).get("missing", ()), self.schema)
        return next((name for name in wanted if name not in asked), None)

    def decided(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the terms would answer now. It is kept when the report is sent."""
        claim = self.unsaved(said)
        return load_program(claim.program.name).decide(deciding.question_of(claim, self.at))

    def unsaved(self, said: Mapping[str, Any]) -> Claim:
        """The claim that it would be."""
        assert self.program is not None
        serial = self.unit.serial if self.unit else self.serial
        return Claim(
            number="new", program=self.program, unit=self.unit, serial=serial, kind=self.kind, channel="web",
            said=dict(said), fault=self._fault(said), opened=self.at, report=self.told(),
        )  # fmt: skip

    def same(self) -> Claim | None:
        """The open claim about the fault that was described, or the return that was asked for."""
        described = {"fault": "part", "return": "reason"}.get(self.kind)
        if self.unit is None or described not in self.answers:
            return None
        return queries.find_claim(queries.same_fault(self.unit, self._fault(self.said())))

    def _fault(self, said: Mapping[str, Any]) -> str:
        return rules.fault_of(self.kind, said, self.told().get("reason", ""), "new")

    # -- fields ----------------------------------------------------------------------------------------------

    def fields(self, question: str) -> list[Field]:
        """What is asked on a page."""
        asked = {
            "kind": self._kind, "unit": self._unit, "program": self._program, "happened": self._happened,
            "part": self._part, "reason": self._reason, "question": self._question, "proof": self._proof,
            "contact": self._contact,
        }.get(question)  # fmt: skip
        return asked() if asked else self._of_fact(question)

    def _kind(self) -> list[Field]:
        offered = kinds_of([self.program] if self.program else Program.objects.all())
        return [Field("kind", "What is it?", "choice", tuple((kind, text) for kind, text in KINDS if kind in offered))]

    def _unit(self) -> list[Field]:
        mine = unit_choices(self.person, self.kind)
        if not mine:
            return [UNIT]
        chooser = Field("mine", "One of your units", "choice", (("", "Another, by its number"), *mine), optional=True)
        return [chooser, replace(UNIT, label="Serial number of another", optional=True)]

    def _program(self) -> list[Field]:
        among = [unit.program for unit in self.several] or list(Program.objects.order_by("title"))
        taking = [one for one in among if self.kind in kinds_of([one])]
        return [Field("program", "Program", "choice", tuple((one.name, one.title) for one in taking))]

    def _happened(self) -> list[Field]:
        causes = self.schema.claim["cause"].type.choices or ()
        told = tuple((cause, words.CAUSES.get(cause) or words.title(cause)) for cause in causes)
        return [
            Field("cause", "What made it fail?", "choice", told),
            Field("description", "What do you see?", "lines", hint="What it does or does not do, in your own words."),
            Field("worked", "Did it work when it was first used?", "choice", WORKED, optional=True),
            Field("since", "Since when?", "text", optional="since" not in self.lacks, hint="A day, or in words."),
        ]

    def _part(self) -> list[Field]:
        return [Field("part", "The part", "text", optional=True,
                      hint="Such as panel, battery or remote control. Leave it empty if you do not know.")]  # fmt: skip

    def _reason(self) -> list[Field]:
        known = tuple((reason, words.title(reason)) for reason in deciding.reasons_of(self._blank))
        why = Field("reason", "The reason", "choice", known) if known else Field("reason", "The reason", "text")
        hint = "If nothing is, say why you do not keep it."
        return [why, Field("description", "What is the matter with it?", "lines", hint=hint), *self._others()]

    def _question(self) -> list[Field]:
        return [Field("question", "Your question", "lines"), *self._others()]

    def _others(self) -> list[Field]:
        """What else the program needs of the report."""
        return [Field(name, words.title(name), "text", optional=True) for name in self.lacks if name not in ASIDE]

    def _of_fact(self, name: str) -> list[Field]:
        """A fact of the fault: nobody has to know it."""
        form = form_for(f"claim.{name}", self.schema)
        assert form is not None, "only facts that can be told are asked"
        [field] = form.fields
        choices = (_UNKNOWN, *field.choices) if field.choices else ()
        hint = "" if choices else "Leave it empty if you do not know."
        return [replace(field, label=words.asked(name), choices=choices, optional=True, hint=hint)]

    def _proof(self) -> list[Field]:
        kinds = (("photo", "A photo of the fault"), ("invoice", "An invoice"), ("other", "Something else"))
        country = Field("bought_in", "In which country was it bought?", "choice", (_UNKNOWN, *COUNTRIES), optional=True)
        found = [Field("kind", "What does the file show?", "choice", kinds, optional=True)]
        if not self.on_record:
            found.append(Field("invoice", "Number of the invoice or work order", "text", optional=True,
                               hint=self._needs_invoice()))  # fmt: skip
        return [*found, *self._others(), country]

    def _needs_invoice(self) -> str:
        return "Without it the report waits until you add it." if "invoice" in self.lacks else ""

    def _contact(self) -> list[Field]:
        own = called(self.person.parties)
        several = self.unit is None and len(own) > 1
        whose = [Field("party", "For whom is it?", "choice", own)] if several else []
        return [
            *whose,
            Field("name", "Your name", "text", optional=True),
            Field("email", "E-mail", "text"),
            Field("phone", "Telephone", "text", optional=True),
        ]

    # -- what was said -----------------------------------------------------------------------------------------

    @property
    def serial(self) -> str:
        return str(self.answers.get("unit", {}).get("serial", ""))

    @cached_property
    def on_record(self) -> str:
        """The invoice that the unit's history names; empty where it names none."""
        return intake.invoice_of(unit_facts(self.unit)) if self.unit else ""

    @cached_property
    def lacks(self) -> list[str]:
        """The fields that the program needs of a report and that nothing is known of before anything is told."""
        return deciding.lacks(self._blank, {"invoice": self.on_record, "serial": self.serial, "channel": "web"})

    @property
    def _blank(self) -> Claim:
        """The claim before anything is told."""
        return Claim(program=self.program, unit=self.unit, kind=self.kind, channel="web", opened=self.at)

    def _described(self) -> dict[str, Any]:
        part = self.answers.get("part", {}).get("part", "")
        cause = self.answers.get("happened", {}).get("cause", "")
        told = {"cause": cause, "part": "-".join(part.lower().split())}
        dead = self.answers.get("happened", {}).get("worked") == "dead"
        return {key: value for key, value in told.items() if value} | ({"non_functional": True} if dead else {})

    def _fact(self, name: str) -> dict[str, Any]:
        value = self.answers.get(name, {}).get(name)
        return {} if value in (None, "", AS_REGISTERED) else {name: value}

    def said(self) -> dict[str, Any]:
        """The fault as the terms read it; nothing where there is none."""
        if self.kind != "fault":
            return {}
        found = self._described()
        for name in self._facts[0]:
            found |= self._fact(name)
        return found

    def told(self) -> dict[str, str]:
        """What else the report holds."""
        told = {**self.answers.get(_OWN[self.kind], {}), **self._proven}
        return {name: value for name, value in told.items() if value and name not in _UNTOLD}

    def files(self) -> list[dict[str, str]]:
        """The files that were put aside."""
        return list(self._proven.get("files", ()))

    @property
    def _proven(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.answers.get("proof", {}) if self.kind == "fault" else {}
        return found

    def report(self) -> Report:
        """All answers together."""
        assert self.program is not None
        contact = {key: value for key, value in self.answers.get("contact", {}).items() if key != "party" and value}
        return Report(
            program=self.program, channel="web", unit=self.unit, serial=self.serial, kind=self.kind, said=self.said(),
            told=self.told(), contact=contact, claimant=claimant(self),
        )  # fmt: skip


def claimant(asking: Asking) -> Party | None:
    """Whose claim it is where there is no unit to tell."""
    own = sorted(asking.person.parties) if asking.unit is None else []
    key = own[0] if len(own) == 1 else asking.answers.get("contact", {}).get("party", "")
    return Party.objects.filter(key=key).first() if key in own else None


def unit_choices(person: Person, kind: str) -> tuple[tuple[str, str], ...]:
    """Somebody's own units of which they may open a claim of that kind."""
    rows = sight.seen(units().filter(owner__key__in=person.parties), person, "claim.open")
    taking = [one for one in Program.objects.all() if kind in kinds_of([one])]
    found = rows.filter(program__in=taking).order_by("product__name", "serial_key")[:MOST]
    return tuple((f"{one.program.name}/{one.serial}", f"{one.product.name}, {one.serial}") for one in found)


def claimable(serial: str, person: Person) -> list[Unit]:
    """Those of that number that somebody may claim for."""
    key = key_of(serial)
    theirs = sight.seen(units().filter(serial_key=key), person, "claim.open") if key else Unit.objects.none()
    return list(theirs.order_by("program__name"))


def kinds_of(among: Iterable[Program]) -> set[str]:
    """The kinds of claims that any of them takes; one whose document is not installed takes none."""
    found = [installed for one in among if (installed := program(one.name)) is not None]
    return {kind for one in found for kind in deciding.kinds_of(one)}
