"""Starts the assistant: settings, secrets, ports, then four processes until Ctrl-C.

`run.py` starts everything; `run.py exec COMMAND ...` runs one command with the same settings.
Knows nothing of what the processes do inside.
"""

import errno
import os
import secrets
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MADE_SECRETS = ("BOT_API_SECRET", "SESSION_KEY", "DESK_SECRET_KEY", "SEAL_KEYS")
# One thread each: the processes share few cores, and threads that wait for one another waste them.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TQDM_DISABLE": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
}
PROCESSES = {
    "actions": "-m actions",
    "bot": "-m bot",
    "desk": "-m desk serve",
    "feed": "-m desk feed",
}


def read_env(path: Path) -> dict[str, str]:
    """The NAME=value lines of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def environment() -> dict[str, str]:
    """default.env < secrets (made at the first start) < the environment."""
    given = {**read_env(ROOT / "default.env"), **os.environ}
    var = Path(given["VAR_DIR"]) / given["CITY"]
    var.mkdir(parents=True, exist_ok=True)
    kept = Path(given["VAR_DIR"]) / "secrets" / f"{given['CITY']}.env"
    there = read_env(kept) if kept.exists() else {}
    if missing := [name for name in MADE_SECRETS if name not in there]:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in missing)
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "w") as file:
            file.write(made)
    settings = {**read_env(kept), **given}
    derived = {
        "BOT_DATABASE_URL": f"sqlite:///{var.resolve()}/bot.sqlite",
        "DESK_DATABASE_URL": f"sqlite:///{var.resolve()}/desk.sqlite",
        "LEDGER": str((Path(given["VAR_DIR"]) / "ledger" / f"{given['CITY']}.jsonl").resolve()),
        "BOT_URL": f"http://{given['BOT_HOST']}:{given['BOT_PORT']}",
        "ACTIONS_URL": f"http://127.0.0.1:{given['ACTIONS_PORT']}",
        "DESK_URL": f"http://{given['DESK_HOST']}:{given['DESK_PORT']}",
    }
    settings |= {name: value for name, value in derived.items() if not settings.get(name)}
    return {**QUIET, **settings}


def refuse_busy_ports(env: dict[str, str]) -> None:
    """Stops with one sentence when a port is taken."""
    for host, name in (("BOT_HOST", "BOT_PORT"), ("", "ACTIONS_PORT"), ("DESK_HOST", "DESK_PORT")):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((env.get(host, "127.0.0.1"), int(env[name])))
            except (OSError, ValueError):
                sys.exit(f"Port {env[name]} is busy or no port: free it, or set {name} to another.")


def announce_when_ready(env: dict[str, str]) -> None:
    """Prints the three lines once chat page and desk answer."""
    for url in (f"{env['BOT_URL']}/", f"{env['DESK_URL']}/"):
        while True:
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
    print(f"\nChat:     {env['BOT_URL']}/", f"Desk:     {env['DESK_URL']}/", sep="\n")
    on = "has a token; the bot's log tells its name"
    on = on if env.get("TELEGRAM_TOKEN") else "is off: add TELEGRAM_TOKEN=<its token>"
    print(f"Telegram: {on}", flush=True)


def main() -> int:
    """Runs one command, or all four processes. Returns the exit code."""
    os.chdir(ROOT)
    env = environment()
    if sys.argv[1:2] == ["exec"]:
        os.execvpe(sys.argv[2], sys.argv[2:], env)
    refuse_busy_ports(env)
    from honcho.manager import Manager
    from honcho.printer import Printer

    last: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=15))

    class Remembering(Printer):
        def write(self, message) -> None:  # type: ignore[no-untyped-def]
            if message.name == "system":
                return
            line = message.data if isinstance(message.data, str) else message.data.decode()
            last[message.name].append(line.rstrip())
            super().write(message)

    manager = Manager(Remembering(sys.stdout))
    for name, arguments in PROCESSES.items():
        manager.add_process(name, f"exec {sys.executable} {arguments}", env=env)
    threading.Thread(target=announce_when_ready, args=(env,), daemon=True).start()
    manager.loop()
    for name, process in manager._processes.items():
        if process.get("returncode") not in (0, 130, 143, -2, -15):
            print(f"\n{name} stopped ({process.get('returncode')}). Its last lines:")
            print(*last[name], sep="\n", flush=True)
    return 0 if manager.returncode in (0, 130, 143) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit("The disk is full: free some space and start again.")
        raise
