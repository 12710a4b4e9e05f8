"""The real nginx with the files of deploy/nginx, in front of given processes."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.kit.house import ROOT, free_port
from tests.kit.services import missing

CHAT_HOST, DESK_HOST = "chat.localhost", "desk.localhost"
_FILES = ROOT / "deploy" / "nginx"


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """A running nginx."""

    folder: Path
    http: int
    https: int

    @property
    def chat(self) -> str:
        """The chat's public address."""
        return f"https://{CHAT_HOST}:{self.https}"

    @property
    def desk(self) -> str:
        """The desk's public address."""
        return f"https://{DESK_HOST}:{self.https}"

    def log(self) -> str:
        """All that nginx has printed."""
        return (self.folder / "nginx.log").read_text()


@contextmanager
def proxy(
    folder: Path, *, bots: Sequence[str], desks: Sequence[str], counted: bool = False
) -> Iterator[Proxy]:
    """Starts nginx for `bots` and `desks` (host:port); `counted`: loopback has limits too."""
    program = shutil.which("nginx")
    if program is None:
        missing("no nginx is installed")
    folder.mkdir(parents=True, exist_ok=True)
    opened = Proxy(folder=folder, http=free_port(), https=free_port())
    _write(opened, bots, desks, counted=counted)
    command = [str(program), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(opened, process)
        yield opened
    finally:
        process.terminate()
        process.wait(10)


def _write(proxy: Proxy, bots: Sequence[str], desks: Sequence[str], *, counted: bool) -> None:
    folder, inner = proxy.folder, proxy.folder / "conf.d"
    inner.mkdir(exist_ok=True)
    values = {
        "CHAT_HOST": CHAT_HOST,
        "DESK_HOST": DESK_HOST,
        "CERTIFICATES": str(folder),
        "HTTP_PORT": f"127.0.0.1:{proxy.http}",
        "HTTPS_PORT": f"127.0.0.1:{proxy.https}",
    }
    main = (_FILES / "nginx.conf").read_text().replace("/tmp/", f"{folder}/")
    (folder / "nginx.conf").write_text(main)
    (inner / "headers.inc").write_text((_FILES / "headers.conf").read_text())
    limits = (_FILES / "limits.conf").read_text()
    (inner / "limits.conf").write_text(limits.replace("127.0.0.0/8 0;", "") if counted else limits)
    site = (_FILES / "newcomer.conf").read_text()
    site = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], site)
    (inner / "newcomer.conf").write_text(site.replace("/dev/stdout", f"{folder}/access.log"))
    upstreams = (_FILES / "upstreams.conf").read_text()
    groups = {"bots": bots, "bots_by_person": bots, "telegram": bots[:1], "desks": desks}
    for name, members in groups.items():
        upstreams = _with(upstreams, name, members)
    (inner / "upstreams.conf").write_text(upstreams)
    for host in (CHAT_HOST, DESK_HOST):
        _certificate(folder / host, host)


def _with(upstreams: str, name: str, members: Sequence[str]) -> str:
    """The same group with other members, all else as the file has it."""
    begin = upstreams.index(f"upstream {name} {{")
    end = upstreams.index("}", begin)
    lines = upstreams[begin:end].splitlines()
    first = next(line for line in lines if "server " in line)
    rest = " ".join(first.rstrip(";").split()[2:])
    kept = [line for line in lines if "server " not in line]
    made = [f"    server {member} {rest}".rstrip() + ";" for member in members]
    return upstreams[:begin] + "\n".join([*kept, *made, ""]) + upstreams[end:]


def _certificate(folder: Path, host: str) -> None:
    folder.mkdir(exist_ok=True)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext"]
    command += [f"subjectAltName=DNS:{host}", "-keyout", str(folder / "privkey.pem")]
    command += ["-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)


def _wait(proxy: Proxy, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise AssertionError(f"nginx did not start: {proxy.log()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", proxy.https)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")
