"""The backup file: a tar archive with `backup.json`, the database as `database`, and the files of named folders.

What is read back is refused unless it is such a file: nothing outside the folders is ever written.
"""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from warrantor.adapters.backups.databases import BackupError, Database

FORMAT = 1
_ABOUT, _DATABASE = "backup.json", "database"


@dataclass(frozen=True)
class About:
    """What `backup.json` says. `at` is ISO 8601, `kind` that of the database, `folders` counts files by folder."""

    format: int
    at: str
    version: str
    kind: str
    folders: dict[str, int]


def write(target: Path, database: Database, folders: Mapping[str, Path], *, at: str, version: str) -> About:
    """Writes the backup; complete under its name, or not at all. Raises BackupError, OSError.

    The heads of the journal go first: a database that is newer than them is as sealed, an older one would look cut.
    """
    if target.exists():
        raise BackupError(f"`{target}` is there already; choose a name that is free")
    partial = target.with_name(f".{target.name}.partial")
    try:
        with _private(partial) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            counts = {"journal": _add_folder(archive, "journal", folders["journal"])}
            with TemporaryDirectory(dir=target.parent, prefix=".warrantor-backup-") as beside:
                copy = Path(beside) / _DATABASE
                database.copy_to(copy)
                archive.add(copy, _DATABASE)
            others = {name: folder for name, folder in folders.items() if name != "journal"}
            counts |= {name: _add_folder(archive, name, folder) for name, folder in others.items()}
            about = About(FORMAT, at, version, database.kind, counts)
            _add_text(archive, _ABOUT, json.dumps(asdict(about)))
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return about


def read(source: Path, database: Database, folders: Mapping[str, Path], *, replace: bool) -> About:
    """Puts a backup in the place of what is there. Raises BackupError, OSError.

    Without `replace` neither the database nor a folder may hold anything. All of the file is read before anything
    is written; the database is put in its place whole or not at all, and before the folders.
    """
    with TemporaryDirectory(dir=_beside(folders), prefix=".warrantor-restore-") as beside:
        unpacked = Path(beside)
        about = _unpack(source, unpacked, set(folders))
        _check(about, database, folders, replace)
        database.replace_with(unpacked / _DATABASE)
        for name, folder in folders.items():
            if (unpacked / name).is_dir():
                _put(unpacked / name, folder)
    return about


def _private(path: Path) -> Any:
    """A new file that its owner alone can read: it holds all records and the journal's key."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _add_folder(archive: tarfile.TarFile, name: str, folder: Path) -> int:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in files:
        archive.add(path, f"{name}/{path.relative_to(folder).as_posix()}", recursive=False)
    return len(files)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(text.encode()), 0o600
    archive.addfile(member, io.BytesIO(text.encode()))


def _beside(folders: Mapping[str, Path]) -> Path:
    """A folder on the disk where the records go: the one the journal's stands in."""
    parent = folders["journal"].parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _unpack(source: Path, unpacked: Path, names: set[str]) -> About:
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                if not member.isfile() or member.name.split("/")[0] not in {_ABOUT, _DATABASE, *names}:
                    raise BackupError(f"`{source}` is no backup of ours: it holds `{member.name}`")
                archive.extract(member, unpacked, filter="data")
        said = json.loads((unpacked / _ABOUT).read_text(encoding="utf-8"))
        about = About(**said)
    except (tarfile.TarError, EOFError, ValueError, TypeError, FileNotFoundError) as error:
        if not source.exists():
            raise
        raise BackupError(f"`{source}` is damaged or no backup of ours") from error
    if about.format != FORMAT:
        raise BackupError(f"`{source}` was made by warrantor {about.version}, in a form that this one does not know")
    if not (unpacked / _DATABASE).is_file():
        raise BackupError(f"`{source}` is damaged: there is no database in it")
    return about


def _check(about: About, database: Database, folders: Mapping[str, Path], replace: bool) -> None:
    if about.kind != database.kind:
        raise BackupError(f"the backup is of {about.kind}, but the database is {database.kind}; see DATABASE_URL")
    if replace:
        return
    if not database.is_empty():
        raise BackupError("the database is not empty; `--replace` gives up what it holds")
    held = [folder for folder in folders.values() if folder.is_dir() and any(folder.iterdir())]
    if held:
        raise BackupError(f"`{held[0]}` is not empty; `--replace` gives up what it holds")


def _put(found: Path, folder: Path) -> None:
    """The unpacked folder in the place of the other, which is kept until the new one stands."""
    before = folder.with_name(f".{folder.name}.before-restore")
    _remove(before)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rename(before)
    shutil.move(found, folder)
    _remove(before)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
