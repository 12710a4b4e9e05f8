"""Prints the part of requirements.lock that one process needs: `subset.py desk`.

The lock says of each package what it came "via"; what the wished extra of pyproject.toml names,
and all that follows from it, is printed with its hashes. So the desk's image holds no Rasa.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_EXTRA = re.compile(r"^(\w+) = \[(.*?)\]$", re.M | re.S)
_NAME = re.compile(r'"([A-Za-z0-9._-]+)')
_VIA = re.compile(r"^    # via(?: (.+))?$|^    #   (.+)$", re.M)


def subset(extra: str, lock: str, project: str) -> str:
    """The lines of `lock` that `dependencies` and `extra` of `project` lead to.

    Raises `KeyError` for an extra that does not exist.
    """
    blocks = dict(_blocks(lock))
    children: dict[str, set[str]] = {}
    for name, block in blocks.items():
        for one, more in _VIA.findall(block):
            parent = _plain((one or more).split(" ")[0])
            children.setdefault(parent, set()).add(name)
    wanted, open_ = set(), _direct(project, extra)
    while open_:
        name = open_.pop()
        if name in blocks and name not in wanted:
            wanted.add(name)
            open_ |= children.get(name, set())
    return "".join(block for name, block in blocks.items() if name in wanted)


def _blocks(lock: str) -> list[tuple[str, str]]:
    parts = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.M)
    return [(_plain(re.split(r"[=\[; ]", part, maxsplit=1)[0]), part) for part in parts if part]


def _direct(project: str, extra: str) -> set[str]:
    lists = dict(_EXTRA.findall(project))
    names = _NAME.findall(lists["dependencies"]) + _NAME.findall(lists[extra])
    return {_plain(name) for name in names}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    lock_text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project_text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    sys.stdout.write(subset(sys.argv[1], lock_text, project_text))
