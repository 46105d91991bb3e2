"""Writing a file so that it is there wholly or not at all, and complaints about it by its name."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polars.exceptions import PolarsError

_NUMBER = re.compile(r"\(os error (\d+)\)")


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Where to write what becomes the file at `path` once it is whole and on the disk.

    Raises OSError with its name, also where polars complains of the disk. What was at `path` before stands until then.
    """
    making = path.with_name(path.name + ".making")
    try:
        yield making
        with making.open("rb+") as file:
            os.fsync(file.fileno())
        making.replace(path)
    except (OSError, PolarsError) as error:
        raise _named(error, path) from None
    finally:
        making.unlink(missing_ok=True)


def _named(error: OSError | PolarsError, path: Path) -> Exception:
    """The complaint of the system with its number, which polars gives in brackets; anything else as it is."""
    found = _NUMBER.search(str(error))
    number = error.errno if isinstance(error, OSError) and error.errno is not None else int(found[1]) if found else None
    return error if number is None else OSError(number, os.strerror(number), str(path))
