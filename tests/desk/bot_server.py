"""A small server on loopback that speaks the bot's API by the contract, for the desk's tests.

It holds feed rows until they are acknowledged, keeps every event it is sent, and answers a reply
with a `delivery` record, as the bot does. It can be told to be down, slow or to refuse.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SECRET = "a secret of the tests that is long enough for HS256"


@dataclass(kw_only=True)
class BotServer:
    """What the bot knows and was told."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    transcripts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    status: int = 0
    delivers: bool = True
    port: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tell(self, conversation: str, kind: str, **data: Any) -> dict[str, Any]:
        """A record of the feed, with the conversation's next number."""
        with self.lock:
            number = self.numbers.get(conversation, 0) + 1
            self.numbers[conversation] = number
            record = {
                "row": len(self.rows) + len(self.acknowledged) + 1,
                "version": 1,
                "conversation": conversation,
                "number": number,
                "time": time.time(),
                "kind": kind,
                "data": data,
            }
            self.rows.append(record)
            return record

    def said(self, conversation: str) -> list[str]:
        """The texts that the newcomer got, each id once, as the channel drops repeats."""
        texts: dict[str, str] = {}
        for one, _, event in self.events:
            if one == conversation and event["event"] == "bot":
                texts.setdefault(event["metadata"]["id"], event["text"])
        return list(texts.values())

    def slots(self, conversation: str) -> list[tuple[str, Any]]:
        return [
            (event["name"], event["value"])
            for one, _, event in self.events
            if one == conversation and event["event"] == "slot"
        ]

    def take(self, conversation: str, channel: str, events: list[dict[str, Any]]) -> None:
        with self.lock:
            for event in events:
                self.events.append((conversation, channel, event))
                if event["event"] == "bot" and self.delivers:
                    reply = event["metadata"]["id"]
                    self.tell(conversation, "delivery", reply=reply, status="delivered")


@contextmanager
def running(server: BotServer) -> Iterator[BotServer]:
    """The server on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null") if length else None
            status, answer = self._route(method, urlsplit(self.path), body)
            content = json.dumps(answer).encode() if answer is not None else b""
            if isinstance(answer, dict) and "file" in answer:
                content = server.files[answer["file"]]
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _route(self, method: str, url: Any, body: Any) -> tuple[int, Any]:
            if server.status:
                return server.status, {"reason": "told so"}
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            try:
                user = jwt.decode(token, SECRET, algorithms=["HS256"])["user"]
            except jwt.InvalidTokenError:
                return 401, {"reason": "token"}
            if user != {"username": "desk", "role": "admin"}:
                return 403, {"reason": "user"}
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            parts = url.path.strip("/").split("/")
            if method == "GET" and parts == ["webhooks", "staff", "feed"]:
                return 200, {"records": self._feed(float(query["wait"]), int(query["limit"]))}
            if method == "POST" and parts == ["webhooks", "staff", "feed", "ack"]:
                with server.lock:
                    server.acknowledged += body["rows"]
                    server.rows = [row for row in server.rows if row["row"] not in body["rows"]]
                return 204, None
            if method == "GET" and parts[:3] == ["webhooks", "staff", "transcript"]:
                messages = server.transcripts.get(parts[3], [])
                found = [m for m in messages if m["number"] > int(query["after"])]
                return 200, {"messages": found, "language": "ar", "led": False}
            if method == "GET" and parts == ["webhooks", "staff", "unanswered"]:
                return 200, {"groups": server.groups}
            if method == "GET" and parts[:3] == ["webhooks", "staff", "file"]:
                return (200, {"file": parts[4]}) if parts[4] in server.files else (404, {})
            if method == "POST" and parts[:3] == ["webhooks", "staff", "typing"]:
                server.typed.append(parts[3])
                return 204, None
            if method == "POST" and parts[0] == "conversations":
                assert query["execute_side_effects"] == "true"
                assert query["include_events"] == "NONE"
                server.take(parts[1], query["output_channel"], body)
                return 200, {"slots": {}}
            return 404, {"reason": "no such address"}

        def _feed(self, wait: float, limit: int) -> list[dict[str, Any]]:
            until = time.monotonic() + wait
            while not server.rows and time.monotonic() < until:
                time.sleep(0.02)
            with server.lock:
                return list(server.rows[:limit])

    http = ThreadingHTTPServer(("127.0.0.1", server.port), Handler)
    http.daemon_threads = True
    server.port = http.server_address[1]
    thread = threading.Thread(
        target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
