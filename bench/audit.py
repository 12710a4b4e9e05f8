"""Known advisories of every locked dependency: each must be judged in docs/security.md.

Asks the advisory database through pip-audit (its own lock: tools.lock). Where the database cannot
be reached it says so and fails nothing. Last line: the figures. Exit 1: an advisory nobody judged.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOOL = ROOT / ".tools" / "bin" / "pip-audit"
# Has had published advisories for years: a database that knows none of it was not reached.
PROBE = "jinja2==2.11.2\n"


def ask(requirements: Path, *more: str) -> list[dict[str, Any]]:
    """pip-audit's findings, one dict for each dependency; none when it could not work."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "audit.json"
        command = [
            str(TOOL),
            "-r",
            str(requirements),
            "--disable-pip",
            "-f",
            "json",
            "-o",
            str(out),
        ]
        command += ["--progress-spinner", "off", *more]
        try:
            subprocess.run(command, capture_output=True, timeout=600, check=False)
            found: list[dict[str, Any]] = json.loads(out.read_text())["dependencies"]
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
            return []
    return found


def main() -> int:
    """Probes, asks, compares with the document. Returns the exit code."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as probe:
        probe.write(PROBE)
        probe.flush()
        reached = any(one.get("vulns") for one in ask(Path(probe.name), "--no-deps"))
    if not reached:
        print("The advisory database cannot be reached from here: nothing was checked.")
        print(json.dumps({"reached": False, "met": True}))
        return 0
    judged = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    found = ask(ROOT / "requirements.lock", "--require-hashes")
    missing = 0
    for one in found:
        for advisory in one.get("vulns") or ():
            names = {advisory["id"], *advisory.get("aliases", ())}
            known = any(name in judged for name in names)
            missing += not known
            print(f"{one['name']:28} {one['version']:12} {'judged' if known else 'NEW':8}", *names)
    print(json.dumps({"reached": True, "packages": len(found), "new": missing, "met": not missing}))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
