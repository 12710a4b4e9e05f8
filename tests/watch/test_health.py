"""Ready when what is needed answers; the rest is named; nothing waits for ever."""

import json
import time
import urllib.error
import urllib.request

from tests.kit.house import free_port
from watch import health, port
from watch.health import Part


def fails() -> None:
    raise ConnectionError("secret host name")


def test_a_part_that_can_be_done_without_is_named_but_does_not_unready() -> None:
    parts = [Part(name="database", check=int), Part(name="redis", check=fails, needed=False)]
    assert health.ready(parts) == (200, {"database": "ok", "redis": "ConnectionError"})


def test_a_needed_part_away_is_503() -> None:
    assert health.ready([Part(name="database", check=fails)])[0] == 503


def test_a_part_that_hangs_is_late_after_two_seconds() -> None:
    begin = time.monotonic()
    status, states = health.ready([Part(name="database", check=lambda: time.sleep(4))])
    assert (status, states) == (503, {"database": "late"})
    assert time.monotonic() - begin < 3


def test_the_port_of_a_process_without_pages() -> None:
    free = free_port()
    server = port.serve(free, [Part(name="database", check=fails)])
    try:
        assert _get(free, "/health/live") == (200, {})
        assert _get(free, "/health/ready") == (503, {"database": "ConnectionError"})
        with urllib.request.urlopen(f"http://127.0.0.1:{free}/metrics") as answer:
            assert b"python_info" in answer.read()
        assert _get(free, "/else")[0] == 404
    finally:
        server.shutdown()
        server.server_close()


def _get(free: int, path: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{free}{path}") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
