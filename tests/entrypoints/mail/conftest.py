"""The cast of the letters: Mila and her laptop."""

from tests.apps.letters.conftest import laptop, mila

__all__ = ["laptop", "mila"]
