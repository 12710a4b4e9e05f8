"""The real nginx with our files: doors, limits, and what its log keeps of people."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.kit.proxy import CHAT_HOST, DESK_HOST, Proxy, proxy


class Behind(BaseHTTPRequestHandler):
    """A process behind the proxy: answers everything, tells what it was told."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = f"{self.headers.get('X-Forwarded-For')} {self.headers.get('X-Request-ID')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def behind() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=[False, True], ids=["own-network", "counted"])
def front(request: pytest.FixtureRequest, behind: str, tmp_path: Path) -> Iterator[Proxy]:
    with proxy(tmp_path, bots=[behind], desks=[behind], counted=request.param) as opened:
        yield opened


def ask(
    front: Proxy, host: str, path: str, method: str = "GET", body: bytes = b""
) -> tuple[int, str]:
    trusting = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(host, front.https, context=trusting, timeout=10)
    connection._create_connection = lambda *_: socket.create_connection(  # type: ignore[attr-defined]
        ("127.0.0.1", front.https)
    )
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_only_public_addresses_lead_inside(front: Proxy) -> None:
    for path in ("/", "/widget/chat.js", "/socket.io/?EIO=4", "/fr/", "/fr/civic_orientation/"):
        assert ask(front, CHAT_HOST, path)[0] == 200, path
    inside = ("/webhooks/staff/feed", "/webhooks/telegram/../staff/feed", "/webhooks/telegrams/x")
    for path in ("/model", "/conversations/x/tracker", "/metrics", *inside):
        for method in ("GET", "POST"):
            assert ask(front, CHAT_HOST, path, method)[0] == 404, path
    assert ask(front, DESK_HOST, "/cases/")[0] == 200
    for path in ("/metrics", "/health/ready"):
        assert ask(front, DESK_HOST, path)[0] == 404, path


def test_telegram_posts_to_the_one_bot_that_receives(front: Proxy) -> None:
    path = "/webhooks/telegram/0123456789abcdef"
    assert ask(front, CHAT_HOST, path, "POST")[0] == 200
    assert ask(front, CHAT_HOST, path, "GET")[0] == 404
    assert ask(front, CHAT_HOST, path, "POST", body=b" " * 1_100_000)[0] == 413
    assert [ask(front, CHAT_HOST, path, "POST")[0] for _ in range(120)] == [200] * 120
    log = (front.folder / "access.log").read_text()
    assert " POST telegram 200 " in log
    assert "0123456789abcdef" not in log


def test_a_name_that_is_not_ours_gets_no_certificate(front: Proxy) -> None:
    with pytest.raises(ssl.SSLError):
        ask(front, "other.localhost", "/")


def test_one_address_may_not_ask_without_end_but_an_offices_own_may(
    front: Proxy, request: pytest.FixtureRequest
) -> None:
    statuses = [ask(front, CHAT_HOST, "/")[0] for _ in range(130)]
    if "own-network" in request.node.name:
        assert set(statuses) == {200}
    else:
        assert statuses[:50] == [200] * 50
        assert 429 in statuses


def test_the_chat_is_not_told_who_asks_and_the_log_keeps_no_address_and_no_query(
    front: Proxy,
) -> None:
    told = ask(front, CHAT_HOST, "/socket.io/?sid=Zanzibar")[1]
    assert told.startswith("None ")
    assert len(told.split()[1]) == 32
    assert ask(front, DESK_HOST, "/cases/ABC/")[1].startswith("127.0.0.1 ")
    log = (front.folder / "access.log").read_text()
    assert told.split()[1] in log
    for kept_out in ("Zanzibar", "127.0.0.1", "ABC"):
        assert kept_out not in log
    assert front.log() == ""
