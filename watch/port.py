"""A small port for a process that serves nobody else: health and metrics.

Knows no more than the parts it is given.
"""

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from watch.health import Part, ready


def serve(port: int, parts: Sequence[Part], *, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Answers /health/live, /health/ready and /metrics from a thread; `shutdown()` ends it."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            if self.path == "/health/live":
                self._answer(200, b"{}", "application/json")
            elif self.path == "/health/ready":
                status, states = ready(parts)
                self._answer(status, json.dumps(states).encode(), "application/json")
            elif self.path == "/metrics":
                self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
            else:
                self._answer(404, b"", "text/plain")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="watch", daemon=True).start()
    return server
