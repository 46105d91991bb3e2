"""Contents in a folder: there wholly or not at all, under their digests alone."""

import hashlib

import pytest

from warrantor.adapters.papers.folder import Folder

CONTENT = b"an invoice"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def test_a_content_is_read_back_and_nobody_else_may_read_it(tmp_path) -> None:
    store = Folder(tmp_path / "papers")
    store.keep(DIGEST, CONTENT)
    store.keep(DIGEST, CONTENT)
    [path] = [path for path in (tmp_path / "papers").rglob("*") if path.is_file()]
    assert path.name == DIGEST
    assert path.stat().st_mode & 0o077 == 0
    assert store.open(DIGEST).read() == CONTENT


def test_what_is_there_already_is_not_written_again(tmp_path) -> None:
    store = Folder(tmp_path)
    store.keep(DIGEST, CONTENT)
    [before] = [path.stat().st_ino for path in tmp_path.rglob(DIGEST)]
    store.keep(DIGEST, CONTENT)
    assert [path.stat().st_ino for path in tmp_path.rglob(DIGEST)] == [before]


def test_a_content_whose_writing_ended_early_is_not_there(tmp_path, monkeypatch) -> None:
    def stopped(*_) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        Folder(tmp_path).keep(DIGEST, CONTENT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(OSError, match="No such file"):
        Folder(tmp_path).open(DIGEST)


@pytest.mark.parametrize("name", ["", "../secret", "a" * 63, "A" * 64, "/etc/passwd"])
def test_only_a_digest_is_a_name(tmp_path, name: str) -> None:
    with pytest.raises(ValueError, match="is no digest"):
        Folder(tmp_path).open(name)
