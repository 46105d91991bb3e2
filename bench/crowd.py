"""Many callers of the HTTP API at once, each a thread with a connection of its own."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Sequence


def posted(port: int, path: str, calls: Sequence[tuple[str, str]], callers: int) -> tuple[Counter[int], float]:
    """Posts bodies, each with the secret of a token before it, from the last on, by so many callers at once.

    How often each status was told, and in how many seconds.
    """
    work = list(calls)
    told: Counter[int] = Counter()
    lock = threading.Lock()

    def run() -> None:
        caller = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        while True:
            with lock:
                if not work:
                    return
                secret, body = work.pop()
            head = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
            caller.request("POST", path, body, head)
            response = caller.getresponse()
            response.read()
            with lock:
                told[response.status] += 1

    threads = [threading.Thread(target=run) for _ in range(callers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told, time.perf_counter() - start
