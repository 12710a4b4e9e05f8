"""`make backup`: both databases and the city's files into one archive, while people talk.

The archive is for this machine's eyes only (mode 600). The keys (var/secrets) are not in it: who
finds an archive cannot open sessions or sealed words with it. Keep a copy of them elsewhere.
Archives older than RETENTION_BACKUP_DAYS are deleted.
"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy.databases import CopyError, copy_out, is_sqlite  # noqa: E402

DATABASES = {"bot": "BOT_DATABASE_URL", "desk": "DESK_DATABASE_URL"}
# What can be made again, or is copied by itself.
LEFT_OUT = (".sqlite", ".sqlite-wal", ".sqlite-shm", "model.tar.gz", "desk.ready", ".restoring")


def backup(folder: Path, *, days: int) -> Path:
    """Makes one archive in `folder`, deletes those older than `days`; returns the new one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    city = os.environ["CITY"]
    moment = datetime.now(tz=timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{city}-{moment}.tar.gz"
    unfinished = target.with_suffix(".unfinished")
    with tempfile.TemporaryDirectory(dir=folder) as passing:
        # Its moment lies before the copies: what is deleted while they are made is repeated.
        (Path(passing) / "about.json").write_text(json.dumps(about(), indent=1))
        for name, setting in DATABASES.items():
            copy_out(os.environ[setting], Path(passing) / f"{name}.database")
        made = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(made, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            for path in sorted(Path(passing).iterdir()):
                archive.add(path, arcname=path.name)
            archive.add(Path(os.environ["VAR_DIR"]) / city, arcname="files", filter=_wanted)
            file.flush()
    unfinished.replace(target)
    _forget_old(folder, city, days)
    return target


def about() -> dict[str, str]:
    """What a restore must know: versions, kinds of database, whose keys."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    kinds = {
        name: "sqlite" if is_sqlite(os.environ[setting]) else "postgresql"
        for name, setting in DATABASES.items()
    }
    made = datetime.now(tz=timezone.utc).isoformat()
    return {"made": made, "commit": commit.stdout.strip(), "keys": keys_mark(), **kinds}


def keys_mark() -> str:
    """Tells one set of keys from another without telling the keys."""
    together = "".join(os.environ[name] for name in ("SESSION_KEY", "DESK_SECRET_KEY", "SEAL_KEYS"))
    return hashlib.sha256(together.encode()).hexdigest()[:12]


def _wanted(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if member.name.endswith(LEFT_OUT) else member


def _forget_old(folder: Path, city: str, days: int) -> None:
    until = time.time() - days * 86400
    for archive in folder.glob(f"{city}-*.tar.gz"):
        if archive.stat().st_mtime < until:
            archive.unlink()


def main() -> int:
    """Returns the exit code."""
    folder = Path(os.environ.get("BACKUP_DIR") or Path(os.environ["VAR_DIR"]) / "backups")
    try:
        made = backup(folder, days=int(os.environ.get("RETENTION_BACKUP_DAYS") or "30"))
    except CopyError as error:
        print(f"No backup was made: {error}", file=sys.stderr)
        return 1
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
