"""A real web server on this machine that receives webhooks, answers as it is told, and keeps what came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """`answers` are raw answers, given one after another; the last of them stays."""

    url: str = ""
    port: int = 0
    answers: list[bytes] = field(default_factory=lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"])
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def answer(self, *statuses: int, body: str = "", **headers: str) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        length = f"Content-Length: {len(body.encode())}\r\n"
        self.answers = [f"HTTP/1.1 {status} Told\r\n{more}{length}\r\n{body}".encode() for status in statuses]


@contextmanager
def receiving(wrap: Any = None) -> Iterator[Receiver]:
    """The server, as long as it is needed; `wrap` makes its socket a secure one."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            receiver.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            said = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            self.wfile.write(said)
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # whoever called hung up

    server = Server(("127.0.0.1", 0), Handler)
    if wrap is not None:
        server.socket = wrap(server.socket)
    receiver.port = server.server_address[1]
    receiver.url = f"http://localhost:{receiver.port}/hooks?of=us"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
