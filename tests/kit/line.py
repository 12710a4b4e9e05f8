"""A line to a server that can be cut or fall silent: a small relay on loopback, with threads."""

import contextlib
import socket
import threading
import time


class Line:
    """Relays every connection to `port`; `address` is where to connect."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed_until = 0.0
        self._flows = threading.Event()
        self._flows.set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self, seconds: float = 0.0) -> None:
        """Breaks all that is open, and refuses what comes in the next `seconds`."""
        self._closed_until = time.monotonic() + seconds
        with self._lock:
            gone, self._open = self._open, set()
        for end in gone:
            _close(end)

    @property
    def port(self) -> int:
        """Where to connect on 127.0.0.1."""
        return int(self.address.rpartition(":")[2])

    def freeze(self) -> None:
        """Lets nothing through any more; all ends stay open, new ones too."""
        self._flows.clear()

    def thaw(self) -> None:
        """Lets through what waits, and all that comes."""
        self._flows.set()

    def stop(self) -> None:
        """No more connections."""
        self._door.close()
        self.cut()

    def _serve(self) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:
                return
            if time.monotonic() < self._closed_until:
                here.close()
                continue
            try:
                there = socket.create_connection(("127.0.0.1", self._port), timeout=5)
                there.settimeout(None)
            except OSError:
                here.close()
                continue
            with self._lock:
                self._open |= {here, there}
            for ends in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, giver: socket.socket, taker: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := giver.recv(65536):
                self._flows.wait()
                taker.sendall(part)
        with self._lock:
            self._open -= {giver, taker}
        _close(giver)
        _close(taker)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
