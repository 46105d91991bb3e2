"""Running the site from the command line: a free port, granian, and a clean end. Shared by `demo` and `serve`."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any

APPLICATION = "warrantor.config.wsgi:application"
SETTINGS = "warrantor.config.settings"
_PATIENCE = 60
"""Seconds until a site that does not answer is given up."""


class SiteError(Exception):
    """The site cannot be run as asked; the text says why and how to mend it."""


def set_up() -> None:
    """Makes Django ready for this process. Raises SiteError."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise SiteError(str(error)) from error


def check_database() -> None:
    """Refuses a database without the tables of this release. Raises SiteError."""
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        raise unusable(error) from error
    if lacking:
        names = ", ".join(str(migration) for migration, _ in lacking[:3])
        more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
        raise SiteError(f"the database lacks {names}{more}; run `warrantor serve --migrate`, after a backup")


def unusable(error: Exception) -> SiteError:
    """What a database complains of, in a line."""
    reason = " ".join(str(error).split())
    return SiteError(f"the database cannot be used: {reason}; see DATABASE_URL and WARRANTOR_FOLDER")


def port_number(text: str) -> int:
    """A port as it is typed, for argparse."""
    if text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` is not a port; expected a number from 0 to 65535")


def free_port(host: str, port: int) -> int:
    """The port, if it can be listened on; for 0 one that can. Raises SiteError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
            return int(listener.getsockname()[1])
    except OSError as error:
        reason = error.strerror or str(error)
        raise SiteError(
            f"cannot listen on port {port} of `{host}`: {reason.lower()}; "
            "stop what uses it, or choose another: `--port 0` takes one that is free"
        ) from error


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the site."""
    near = nearby(host)
    return f"http://{f'[{near}]' if ':' in near else near}:{port}/"


def nearby(host: str) -> str:
    """The host, or this machine where it stands for every one of its addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Ctrl-C and SIGTERM leave the block quietly; what it leaves behind is cleared without being disturbed."""
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """Set by Ctrl-C and SIGTERM: what is in hand is ended first."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def beside(*arguments: str) -> Iterator[None]:
    """Another of our commands runs as long as the block; it is asked to end, and waited for."""
    command = [sys.executable, "-m", "warrantor.entrypoints.cli.main", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        undisturbed()
        process.terminate()
        process.wait()


def undisturbed() -> None:
    """From here on Ctrl-C and SIGTERM wait for the end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run_site(host: str, port: int, workers: int, ready: Callable[[], None], *, log: bool) -> None:
    """Serves until a signal ends it; `ready` is called once the site answers. Raises SiteError where it fails."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server: Any = Granian(
        APPLICATION,
        host,
        port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        workers_kill_timeout=10,
        log_enabled=log,
        log_level=LogLevels.info if log else LogLevels.warning,
        log_dictconfig=settings.LOGGING,
    )
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(host, port, ended, ready), daemon=True)
    watch.start()
    try:
        server.serve()
    except SystemExit:
        # In a terminal the workers get Ctrl-C too, and may be gone first: that is no failure.
        if not server.interrupt_signal:
            raise SiteError("the site stopped by itself; run it with `warrantor serve` to see its log") from None
    finally:
        ended.set()
        watch.join(5)


def _watch(host: str, port: int, ended: threading.Event, ready: Callable[[], None]) -> None:
    given_up = time.monotonic() + _PATIENCE
    while not ended.wait(0.1):
        if _answers(host, port):
            ready()
            return
        if time.monotonic() > given_up:
            print(f"warrantor: the site has not answered for {_PATIENCE} seconds", file=sys.stderr)
            return


def _answers(host: str, port: int) -> bool:
    """Whether the site answers a request, as opposed to only taking the connection."""
    connection = HTTPConnection(nearby(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
