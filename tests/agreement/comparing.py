"""Asks several readers the same and says where they differ; `single` is the measure of the others."""

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.agreement.readers import READERS, Answers, Asked, Reader, Told, asked
from warrantor.core.decision.program import Program

Case = dict[str, Any]
MEASURE = "single"


@dataclass(frozen=True)
class Difference:
    """A question that a reader answers in another way than `single`."""

    reader: str
    case: Case
    single: Told
    said: Told | None

    def __str__(self) -> str:
        return f"{self.case['ask']}: single says {self.single}\n    {self.reader} says {self.said}"


def differences(
    program: Program, cases: list[Case], readers: Mapping[str, Reader] | None = None
) -> Iterator[Difference]:
    """Every difference between `single` and some readers, all by default; what crashes is a difference too."""
    others = {name: reader for name, reader in (READERS if readers is None else readers).items() if name != MEASURE}
    for of in asked(program, cases):
        measure = _answers(READERS[MEASURE], of)
        for name, reader in others.items():
            said = _answers(reader, of)
            for row, told in measure.items():
                if told != said.get(row):
                    yield Difference(name, of.cases[row], told, said.get(row))


def _answers(reader: Reader, of: Asked) -> Answers:
    try:
        return reader(of)
    except Exception as error:  # a crash is an answer like no other, to be reported with its question
        where = traceback.extract_tb(error.__traceback__)[-1]
        crash = Told(f"{type(error).__name__} in {where.name}: {error}"[:300])
        return dict.fromkeys(of.cases, crash)
