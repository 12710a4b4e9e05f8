"""`make restore FROM=archive`: both databases and the city's files as the archive has them.

Stop the processes first. What was deleted since the backup is deleted again, by the ledger
(knowledge/ledger.py), which lies outside databases and archives.
"""

import json
import os
import socket
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy.backup import DATABASES, keys_mark  # noqa: E402
from deploy.databases import CopyError, is_sqlite, put_back  # noqa: E402


def restore(archive: Path) -> list[str]:
    """Puts everything back; returns what the operator must know. Raises `CopyError`."""
    _refuse_while_running()
    told = []
    with tempfile.TemporaryDirectory() as passing, tarfile.open(archive) as packed:
        packed.extractall(passing, filter="data")
        folder = Path(passing)
        about = json.loads((folder / "about.json").read_text())
        for name, setting in DATABASES.items():
            kind = "sqlite" if is_sqlite(os.environ[setting]) else "postgresql"
            if about[name] != kind:
                raise CopyError(
                    f"the archive's {name} database is {about[name]}, here it is {kind}"
                )
        for name, setting in DATABASES.items():
            put_back(os.environ[setting], folder / f"{name}.database")
        _files_back(folder / "files", Path(os.environ["VAR_DIR"]) / os.environ["CITY"])
        if about["keys"] != keys_mark():
            told.append(
                "The keys are not those of the backup: put its var/secrets back, "
                "or everybody starts a new conversation."
            )
        told.append(f"Restored {archive.name} (code {about['commit'][:9] or 'unknown'}).")
    told.append(f"Since then deleted, and now again: {erase_again(about['made'])}.")
    return told


def erase_again(moment: str) -> str:
    """Repeats what the ledger says was deleted since the backup; the desk hears of it as ever."""
    _python("-m", "desk", "migrate", "--verbosity", "0")
    return _python("-m", "bot.store", "replay", moment).strip()


def _python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyError(f"{' '.join(arguments)}: {done.stderr[-800:]}")
    return done.stdout


def _files_back(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def _refuse_while_running() -> None:
    for name in ("BOT_PORT", "DESK_PORT"):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(os.environ[name]))) == 0:
                raise CopyError(f"somebody listens on {name}: stop the processes first")


def main() -> int:
    """Returns the exit code."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("Which archive? make restore FROM=var/backups/....tar.gz", file=sys.stderr)
        return 2
    try:
        print(*restore(Path(sys.argv[1])), sep="\n")
    except CopyError as error:
        print(f"Nothing was restored, or not all: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
