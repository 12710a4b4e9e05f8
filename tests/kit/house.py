"""Starts the four processes by run.py in a folder and on ports of their own, and stops them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import run

ROOT = Path(__file__).parents[2]


class HouseError(Exception):
    """The assistant did not start; the message holds what it printed."""


def free_port() -> int:
    """A port on loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chosen(name: str) -> str:
    """A setting as the tests were started with it."""
    return os.environ.get(name) or run.read_env(ROOT / "default.env")[name]


def model() -> Path:
    """The trained model of the city under test. Raises `HouseError` when there is none."""
    path = (ROOT / chosen("VAR_DIR") / chosen("CITY") / "model.tar.gz").resolve()
    if not path.is_file():
        raise HouseError(f"no model at {path}: run `make train` first")
    return path


@dataclass(kw_only=True)
class House:
    """One running assistant; `var` is its own VAR_DIR, `town` another city than that under test."""

    var: Path
    town: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    password: str = ""
    # Whether somebody has replaced the first account's one-time password.
    entered: bool = False

    @property
    def city(self) -> str:
        """The city whose assistant this is."""
        return self.town or chosen("CITY")

    @property
    def bot(self) -> str:
        """The chat page's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.settings['BOT_PORT']}"

    @property
    def desk(self) -> str:
        """The desk's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.settings['DESK_PORT']}"

    def address(self, name: str) -> str:
        """Where a process listens, host and port; `bot2` is a second bot."""
        setting = f"{name.upper()}_PORT"
        return f"127.0.0.1:{self.settings.setdefault(setting, str(free_port()))}"

    def prepare(self, *, desk: bool = True) -> "House":
        """Makes folder, ports, and (unless the bot stays alone) the desk's database and account."""
        ports = {name: str(free_port()) for name in ("BOT_PORT", "ACTIONS_PORT", "DESK_PORT")}
        limits = dict.fromkeys(("LIMIT_PERSON", "LIMIT_ADDRESS", "LIMIT_ALL"), "0")
        base = {**ports, **limits, "VAR_DIR": str(self.var), "CITY": self.city}
        self.settings = {**base, **self.settings}
        home = self.var / self.city
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "model.tar.gz").exists():
            shutil.copy(model(), home / "model.tar.gz")
        if not desk:
            return self
        self.do("-m", "desk", "migrate", "--verbosity", "0")
        self.do("-m", "desk", "load_courses")
        self.password = self.do("-m", "desk", "first_account")
        return self

    def do(self, *arguments: str) -> str:
        """Runs one Python command with the house's settings; returns what it printed."""
        command = [sys.executable, "run.py", "exec", sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise HouseError(f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def start(self, *names: str, wait: float = 600.0) -> "House":
        """Starts processes (all four by default) and waits until bots and desks answer.

        A name may carry a number: `bot2` is one more bot on a port of its own.
        """
        self.launch(*names)
        until = time.monotonic() + wait
        for name in [name for name in self.processes if name.startswith(("bot", "desk"))]:
            while not _answers(f"http://{self.address(name)}/"):
                if time.monotonic() > until or self.processes[name].poll() is not None:
                    raise HouseError(f"{name} did not start:\n{self.log(name)[-3000:]}")
                time.sleep(0.1)
        return self

    def launch(self, *names: str) -> None:
        """Starts processes without waiting."""
        modules = {
            "actions": ["-m", "actions"],
            "bot": ["-m", "bot"],
            "desk": ["-m", "desk", "serve"],
            "feed": ["-m", "desk", "feed"],
        }
        for name in names or tuple(modules):
            kind = name.rstrip("0123456789")
            port = {f"{kind.upper()}_PORT": self.address(name).split(":")[1]}
            log = (self.var / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                [sys.executable, "run.py", "exec", sys.executable, *modules[kind]],
                cwd=ROOT,
                env={**self.environment(), **port},
                stdout=log,
                stderr=log,
            )

    def seconds(self, name: str) -> float:
        """The processor seconds that a running process has used."""
        parts = (
            Path(f"/proc/{self.processes[name].pid}/stat").read_text().rpartition(")")[2].split()
        )
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, *names: str, hard: bool = False) -> None:
        """Stops processes (all by default); `hard` kills them without a word."""
        for name in names or tuple(self.processes):
            process = self.processes.pop(name, None)
            if process and process.poll() is None:
                process.send_signal(signal.SIGKILL if hard else signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def log(self, name: str) -> str:
        """All that a process has printed."""
        path = self.var / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the assistant that may run beside it."""
        foreign = {*run.read_env(ROOT / "default.env"), *run.MADE_SECRETS}
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return {**kept, **self.settings}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False
