"""`make upgrade`: backup, newest code, libraries, training if needed, tables, then one process
after another, each only when the one before is ready.

Tables only grow (tests/test_migrations.py), so old code serves on while new tables stand.
Knows systemd's units (deploy/systemd); without them it says what is left to do.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy.backup import backup  # noqa: E402
from deploy.databases import CopyError  # noqa: E402

PATIENCE = 120.0


class UpgradeError(Exception):
    """A step failed; the message says which, and how to go back."""


def run(*command: str) -> str:
    """One step; raises `UpgradeError` with its last words."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UpgradeError(f"{' '.join(command)}\n{(done.stdout + done.stderr)[-1500:]}")
    return done.stdout.strip()


def upgrade() -> None:
    """All steps; prints each."""
    folder = Path(os.environ.get("BACKUP_DIR") or Path(os.environ["VAR_DIR"]) / "backups")
    archive = backup(folder, days=int(os.environ.get("RETENTION_BACKUP_DAYS") or "30"))
    before = run("git", "rev-parse", "HEAD")
    print(f"Backup: {archive}\nCode before: {before}", flush=True)
    back = f"\nBack: git checkout {before} && make restore FROM={archive}, then start again."
    try:
        run("git", "pull", "--ff-only", "-q")
        print(f"Code now: {run('git', 'rev-parse', 'HEAD')}", flush=True)
        run("make", "ready")
        for unit in units():
            print(f"Restarting {unit}", flush=True)
            run("systemctl", "restart", unit)
            wait_ready(port_of(unit))
    except UpgradeError as error:
        raise UpgradeError(f"{error}{back}") from error
    if not units():
        print("No systemd units of ours run here: start again with `make run`.")


def units() -> list[str]:
    """Our running units: consumers and actions first, then desk, then one bot after another."""
    if not shutil.which("systemctl"):
        return []
    command = ["systemctl", "list-units", "newcomer-*.service", "--plain", "--no-legend"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    names = [line.split()[0] for line in listed.splitlines() if " running" in line]
    order = ("feed", "actions", "desk", "bot")
    return sorted(names, key=lambda name: next(i for i, o in enumerate(order) if o in name))


def port_of(unit: str) -> int | None:
    """`newcomer-bot@5006.service` listens on 5006."""
    number = unit.partition("@")[2].removesuffix(".service")
    return int(number) if number.isdigit() else None


def wait_ready(port: int | None) -> None:
    """Until the process on the port is ready; raises `UpgradeError` after two minutes."""
    if port is None:
        return
    until, states = time.monotonic() + PATIENCE, "no answer"
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            states = str(json.loads(error.read() or b"{}"))
        except OSError:
            pass
        time.sleep(0.5)
    raise UpgradeError(f"port {port} is not ready: {states}")


def main() -> int:
    """Returns the exit code."""
    try:
        upgrade()
    except (UpgradeError, CopyError) as error:
        print(f"The upgrade stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
