"""The questions of a report: which are asked of a draft, with which fields, and what their answers say together.

What the terms need to know of a fault is asked of the engine: each answer may open the next question or settle all.
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
from warrantor.apps.registry.models import Party, Program, Unit
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
    "unit": "Which unit is it?", "program": "Whose product is it?", "happened": "What happened?",
    "part": "Which part failed?", "proof": "Photo and invoice", "contact": "How do we reach you?",
}  # fmt: skip
UNIT = Field("serial", "Serial number", "text", hint="On the label at the back or underneath, often after S/N.")
ASIDE = ("serial", "channel", "contact", "description", "since", "invoice", "unit")
"""Fields of reports that have questions of their own, or are known."""
MOST = 50
"""Units that are listed; any other is found by its number."""
_UNKNOWN = ("", "I do not know")


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
        key = key_of(said.get("serial", ""))
        theirs = sight.seen(units().filter(serial_key=key), person, "claim.open") if key else Unit.objects.none()
        found = list(theirs.order_by("program__name"))
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

    # -- how far it is -------------------------------------------------------------------------------------

    def questions(self) -> list[str]:
        """Those asked of this draft, as far as that can be told."""
        found = ["unit"]
        if self.unit is None or "program" in self.answers:
            found.append("program")
        if self.program is None:
            return found
        facts, ended = self._facts
        found += ["happened", "part", *facts]
        return [*found, "proof", "contact"] if ended else found

    def next(self) -> str:
        """The first question without an answer; `answer` where each has one."""
        return next((name for name in self.questions() if name not in self.answers), "answer")

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
            number="new", program=self.program, unit=self.unit, serial=serial, channel="web", said=dict(said),
            fault=rules.fault_of("fault", said), opened=self.at, report=self.told(),
        )  # fmt: skip

    def same(self) -> Claim | None:
        """The open claim about the fault that was described."""
        if self.unit is None or "part" not in self.answers:
            return None
        return queries.same_fault(self.unit, rules.fault_of("fault", self.said()))

    # -- fields ----------------------------------------------------------------------------------------------

    def fields(self, question: str) -> list[Field]:
        """What is asked on a page."""
        asked = {
            "unit": self._unit, "program": self._program, "happened": self._happened, "part": self._part,
            "proof": self._proof, "contact": self._contact,
        }.get(question)  # fmt: skip
        return asked() if asked else self._of_fact(question)

    def _unit(self) -> list[Field]:
        mine = unit_choices(self.person)
        if not mine:
            return [UNIT]
        chooser = Field("mine", "One of your units", "choice", (("", "Another, by its number"), *mine), optional=True)
        return [chooser, replace(UNIT, label="Serial number of another", optional=True)]

    def _program(self) -> list[Field]:
        among = [unit.program for unit in self.several] or list(Program.objects.order_by("title"))
        return [Field("program", "Program", "choice", tuple((one.name, one.title) for one in among))]

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
        others = [Field(name, words.title(name), "text", optional=True) for name in self.lacks if name not in ASIDE]
        return [*found, *others, country]

    def _needs_invoice(self) -> str:
        return "Without it the report waits until you add it." if "invoice" in self.lacks else ""

    def _contact(self) -> list[Field]:
        own = called(self.person.parties)
        whose = [Field("party", "For whom do you report it?", "choice", own)] if self.unit is None and own else []
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
        return intake.invoice_of(self.unit) if self.unit else ""

    @cached_property
    def lacks(self) -> list[str]:
        """The fields that the program needs of a report and that nothing is known of before anything is told."""
        claim = Claim(program=self.program, unit=self.unit, kind="fault", channel="web", opened=self.at)
        return deciding.lacks(claim, {"invoice": self.on_record, "serial": self.serial, "channel": "web"})

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
        """The fault as the terms read it."""
        found = self._described()
        for name in self._facts[0]:
            found |= self._fact(name)
        return found

    def told(self) -> dict[str, str]:
        """What else the report holds."""
        happened, proof = self.answers.get("happened", {}), self.answers.get("proof", {})
        fields = {name: value for name, value in proof.items() if name not in ("files", "kind")}
        told = {"description": happened.get("description", ""), "since": happened.get("since", ""), **fields}
        return {name: value for name, value in told.items() if value}

    def files(self) -> list[dict[str, str]]:
        """The files that were put aside."""
        return list(self.answers.get("proof", {}).get("files", ()))

    def report(self) -> Report:
        """All answers together."""
        assert self.program is not None
        contact = {key: value for key, value in self.answers.get("contact", {}).items() if key != "party" and value}
        return Report(
            program=self.program, channel="web", unit=self.unit, serial=self.serial, said=self.said(),
            told=self.told(), contact=contact, claimant=claimant(self),
        )  # fmt: skip


def claimant(asking: Asking) -> Party | None:
    """Whose claim it is where there is no unit to tell."""
    key = asking.answers.get("contact", {}).get("party", "")
    own = key and key in asking.person.parties and asking.unit is None
    return Party.objects.filter(key=key).first() if own else None


def unit_choices(person: Person) -> tuple[tuple[str, str], ...]:
    """Somebody's own units that they may claim for."""
    rows = sight.seen(units().filter(owner__key__in=person.parties), person, "claim.open")
    found = rows.order_by("product__name", "serial_key")[:MOST]
    return tuple((f"{one.program.name}/{one.serial}", f"{one.product.name}, {one.serial}") for one in found)
