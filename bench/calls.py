"""One caller of the HTTP API in a process of its own: a socket, one call after the other, each waiting for its answer.

It does little, so that the site has the cores.
"""

import json
import random
import socket
import sys
import time

Call = tuple[str, bytes]
"""Its first line and its body."""


def question(units: int) -> Call:
    """A call about any of so many units."""
    body = json.dumps({"program": "idesign", "serial": f"ID-{random.randint(1, units)}"})
    return "POST /api/questions", body.encode()


def entitlement(units: int) -> Call:
    """The same without a body."""
    return f"GET /api/entitlements/idesign/ID-{random.randint(1, units)}", b""


class Caller:
    """A connection that is kept."""

    def __init__(self, port: int, secret: str) -> None:
        self.head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\n"
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, line: str, body: bytes) -> bytes:
        """The body of the answer. Raises RuntimeError for a refusal."""
        head = f"{line} HTTP/1.1\r\n{self.head}Content-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)
        found = self._more(b"")
        while b"\r\n\r\n" not in found:
            found = self._more(found)
        told, _, answer = found.partition(b"\r\n\r\n")
        length = int(told.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(answer) < length:
            answer = self._more(answer)
        if told[9:10] != b"2":
            raise RuntimeError(f"{line}: {told[:15]!r} {answer[:300]!r}")
        return answer

    def close(self) -> None:
        """Else the site would wait for it when it ends."""
        self.socket.close()

    def _more(self, found: bytes) -> bytes:
        got = self.socket.recv(2**16)
        if not got:
            raise RuntimeError("the site closed the connection")
        return found + got


def main(what: str, port: int, secret: str, units: int, seconds: float) -> None:
    """Prints how many a second."""
    call, caller = {"question": question, "entitlement": entitlement}[what], Caller(port, secret)
    done, ends = 0, time.perf_counter() + seconds
    while time.perf_counter() < ends:
        caller.send(*call(units))
        done += 1
    print(done / seconds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
