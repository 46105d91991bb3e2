"""Keys in a folder: made once, rotated, and known for good."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.apps.coverage.certificates.made import said
from warrantor.adapters.certificates.keys import FolderKeys, read_keys
from warrantor.apps.coverage.certificates.rules import CertificateError, code_of, instant, payload_of, prove, to_sign

AT = datetime(2024, 1, 20, 20, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> FolderKeys:
    return FolderKeys(tmp_path / "certificates")


class Named:
    """A key as `said` wants it."""

    def __init__(self, key) -> None:
        self.key = key


def signed(keys: FolderKeys, at: datetime = AT) -> str:
    key, sign = keys.signing(at)
    payload = payload_of(said(Named(key), issued=instant(at)))
    return code_of(payload, sign(to_sign(payload)))


def test_a_key_is_made_when_it_is_first_needed_and_nobody_else_reads_it(keys: FolderKeys) -> None:
    assert keys.known() == []
    code = signed(keys)
    assert signed(keys) == code
    [key] = keys.known()
    assert prove(code, [key]).key == key.id
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir() if path.suffix}
    assert modes == {".key": 0o600, ".json": 0o644}


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_proves(keys: FolderKeys) -> None:
    before = signed(keys)
    old, new = keys.rotate(AT + timedelta(days=1))
    after = signed(keys, AT + timedelta(days=2))
    assert [key.id for key in keys.known()] == [old, new]
    assert prove(before, keys.known()).key == old
    assert prove(after, keys.known()).key == new
    assert not (keys.folder / f"{old}.key").exists()


def test_who_has_the_old_keys_alone_is_told_that_the_new_one_is_not_known(keys: FolderKeys) -> None:
    signed(keys)
    fetched = keys.known()
    keys.rotate(AT + timedelta(days=1))
    with pytest.raises(CertificateError, match="fetch them anew"):
        prove(signed(keys, AT + timedelta(days=2)), fetched)


def test_the_first_key_is_made_once_though_many_want_it(keys: FolderKeys) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda _: signed(keys), range(16)))
    assert (len(codes), len(keys.known())) == (1, 1)


def test_a_lost_private_key_says_so_and_a_rotation_mends_it(keys: FolderKeys) -> None:
    before = signed(keys)
    [key] = keys.known()
    (keys.folder / f"{key.id}.key").unlink()
    for use in (lambda: keys.signing(AT), keys.check):
        with pytest.raises(ValueError, match="warrantor keys rotate"):
            use()
    keys.rotate(AT + timedelta(days=1))
    assert signed(keys, AT + timedelta(days=1))
    assert prove(before, keys.known())


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"keys": [{"id": 1}]}', "\0"])
def test_a_file_that_holds_no_keys_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "k.json").write_text(text)
    with pytest.raises(ValueError, match="holds no keys"):
        read_keys(tmp_path / "k.json")
