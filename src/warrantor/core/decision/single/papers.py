"""What every receipt under one document shares: its clauses written out, and its calendars."""

from typing import Any

from warrantor.core.decision.question import Question
from warrantor.core.decision.single.parts import MOST_KEPT, Part, Parts, bits, union
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Fault
from warrantor.core.values.business_time import Calendar, CalendarError


class Papers:
    """Writes sets of clauses out, and reads calendars; both are kept."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts = Parts("")
        """What clauses contributed that is not about a plan."""
        self._clauses = tuple(document.clauses.values())
        self._citations = tuple(document.cite(clause) for clause in document.clauses)
        self._lists: dict[int, list[str]] = {}
        self._told: dict[tuple[Part, ...], tuple[list[str], list[dict[str, str]]]] = {}
        self._calendars: dict[tuple[str, str, str], Calendar] = {}

    def cited(self, mask: int) -> list[str]:
        """A set of clauses as public ids, in document order."""
        found = self._lists.get(mask)
        if found is None:
            if len(self._lists) >= MOST_KEPT:
                self._lists.clear()
            found = self._lists[mask] = [self._citations[i] for i in bits(mask)]
        return found.copy()

    def told(self, parts: tuple[Part, ...]) -> tuple[list[str], list[dict[str, str]]]:
        """All clauses of an answer, and what each contributed: its role and how it came out, for which plan."""
        kept = self._told.get(parts)
        if kept is None:
            if len(self._told) >= MOST_KEPT:
                self._told.clear()
            clauses = self.cited(union([part.mask for part in parts]))
            kept = self._told[parts] = (clauses, self._contributions(parts))
        clauses, why = kept
        return clauses.copy(), [entry.copy() for entry in why]

    def _contributions(self, parts: tuple[Part, ...]) -> list[dict[str, str]]:
        seen: dict[Any, None] = {}
        for part in parts:
            plan = part.plan
            for mask, role, result in part.entries:
                for index in bits(mask):
                    said = self._role(self._clauses[index], role, plan)
                    seen.setdefault((self._citations[index], said, result, plan))
        return [
            {"clause": clause, "role": role, "result": result, **({"plan": plan} if plan else {})}
            for clause, role, result, plan in seen
        ]

    def _role(self, clause: Clause, role: str, plan: str) -> str:
        """What a clause contributed to something that came out in `role`: that, or a part read for it."""
        said: list[str] = []
        for statement in clause.statements:
            if statement.kind.name == "plan" and plan in self.document.plans_of(statement):
                said += ["ends" if field == "term" else field for field in statement.fields]
            else:
                said.append({"define": "definition"}.get(statement.kind.name, statement.kind.name))
        return role if role in said or not said else said[0]

    def calendar(self, name: str, question: Question) -> Calendar:
        """A calendar of the document on the unit's clock, closed on the holidays of the unit's region.

        Raises Fault where the document writes one that cannot be read.
        """
        region = question.unit.get("region") or ""
        key = (name, question.zone.key, region)
        if key not in self._calendars:
            spec = self.document.calendars[name]
            observed = isinstance(spec, dict) and spec.get("holidays") == "true"
            days = self.document.holidays.get(region, ()) if observed else ()
            try:
                self._calendars[key] = Calendar.from_spec(spec, question.zone.key, holidays=days)
            except CalendarError as error:
                raise Fault("calendar", f"the calendar `{name}` cannot be read: {error}", name) from None
        return self._calendars[key]
