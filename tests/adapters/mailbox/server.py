"""A small IMAP server for tests, of the few commands that reading a mailbox takes; in memory, on a thread."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass
class Kept:
    """A message on the server."""

    number: int
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Account:
    """What the server holds and how it behaves; tests look at it and change it."""

    folders: dict[str, list[Kept]] = field(default_factory=lambda: {"INBOX": [], "Taken": []})
    user: str = "care"
    password: str = 'p "ss'
    capabilities: tuple[str, ...] = ("IMAP4rev1", "MOVE", "UIDPLUS")
    tls: ssl.SSLContext | None = None
    secret_from_the_start: bool = False
    refuses: set[str] = field(default_factory=set)
    """Commands that are answered with NO."""
    heard: list[str] = field(default_factory=list)
    last: int = 0

    def put(self, content: bytes, *flags: str) -> None:
        self.last += 1
        self.folders["INBOX"].append(Kept(self.last, content, set(flags)))


class _Line(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.account, self.folder = self.server.account, "INBOX"
        self.say(b"* OK ready")
        while raw := self.rfile.readline():
            tag, _, rest = raw.strip().partition(b" ")
            words = [(quoted or bare).decode().replace('\\"', '"') for quoted, bare in WORD.findall(rest)]
            if not words:
                continue
            name = words[0].upper()
            if name == "UID":
                words, name = words[1:], words[1].upper()
            self.account.heard.append(name)
            if name in self.account.refuses:
                self.say(tag + b" NO not today")
                continue
            told = getattr(self, f"do_{name.lower()}")(words[1:], tag)
            if told is not None:
                self.say(tag + b" " + told + b" done")
            if name == "LOGOUT":
                return

    def say(self, told: bytes) -> None:
        self.wfile.write(told + b"\r\n")

    @property
    def held(self) -> list[Kept]:
        return self.account.folders[self.folder]

    def one(self, number: str) -> Kept | None:
        return next((kept for kept in self.held if kept.number == int(number)), None)

    def do_capability(self, words: list[str], tag: bytes) -> bytes:
        further = ("STARTTLS",) if self.account.tls else ()
        self.say(b"* CAPABILITY " + " ".join((*self.account.capabilities, *further)).encode())
        return b"OK"

    def do_starttls(self, words: list[str], tag: bytes) -> None:
        assert self.account.tls is not None
        self.say(tag + b" OK begin")
        self.connection = self.account.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def do_login(self, words: list[str], tag: bytes) -> bytes:
        return b"OK" if words == [self.account.user, self.account.password] else b"NO wrong user or password"

    def do_select(self, words: list[str], tag: bytes) -> bytes:
        if words[0] not in self.account.folders:
            return b"NO no such folder"
        self.folder = words[0]
        self.say(b"* %d EXISTS" % len(self.held))
        return b"OK [READ-WRITE]"

    def do_search(self, words: list[str], tag: bytes) -> bytes:
        unwanted = {"UNSEEN": "\\Seen", "UNDELETED": "\\Deleted"}
        found = [kept for kept in self.held if not kept.flags & {unwanted[word] for word in words}]
        self.say(b"* SEARCH " + b" ".join(b"%d" % kept.number for kept in found))
        return b"OK"

    def do_fetch(self, words: list[str], tag: bytes) -> bytes:
        kept = self.one(words[0])
        if kept is not None:
            most = int(words[-1].rpartition(".")[2].rstrip(">)"))
            part = kept.content[:most]
            head = b"* 1 FETCH (UID %d RFC822.SIZE %d BODY[]<0> {%d}\r\n" % (kept.number, len(kept.content), len(part))
            self.wfile.write(head + part + b")\r\n")
        return b"OK"

    def do_store(self, words: list[str], tag: bytes) -> bytes:
        kept = self.one(words[0])
        assert kept is not None
        kept.flags |= {word.strip("()") for word in words[2:]}
        return b"OK"

    def do_copy(self, words: list[str], tag: bytes) -> bytes:
        kept = self.one(words[0])
        if kept is None or words[1] not in self.account.folders:
            return b"NO [TRYCREATE] no such folder"
        self.account.folders[words[1]].append(kept)
        return b"OK"

    def do_move(self, words: list[str], tag: bytes) -> bytes:
        told = self.do_copy(words, tag)
        if told == b"OK":
            self.held.remove(self.one(words[0]))  # type: ignore[arg-type]
        return told

    def do_expunge(self, words: list[str], tag: bytes) -> bytes:
        self.held.remove(self.one(words[0]))  # type: ignore[arg-type]
        return b"OK"

    def do_logout(self, words: list[str], tag: bytes) -> bytes:
        self.say(b"* BYE and thanks")
        return b"OK"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    account: Account

    def get_request(self) -> Any:
        connection, address = super().get_request()
        if self.account.tls and self.account.secret_from_the_start:
            connection = self.account.tls.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate leaves in the middle."""


@contextmanager
def serving(account: Account) -> Iterator[int]:
    """The port on which the account is served, until the block ends."""
    with _Server(("127.0.0.1", 0), _Line) as server:
        server.account = account
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
