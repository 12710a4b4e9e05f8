"""`make follow` publishes a merge once, and goes on after one that is refused."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.maintain import publish


def git(folder: Path, *arguments: str) -> None:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.example"}
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.example"}
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, **identity},
    )


def merged(folder: Path, text: str) -> None:
    (folder / "a.txt").write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "-m", text)


def test_each_merge_is_published_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forge, server = tmp_path / "forge", tmp_path / "server"
    forge.mkdir()
    git(forge, "init", "-b", "main")
    merged(forge, "one")
    git(tmp_path, "clone", str(forge), str(server))
    seen: list[str] = []

    def published(settings: Any) -> None:
        seen.append((server / "a.txt").read_text())
        if seen == ["two"]:
            merged(forge, "three")
            raise publish.RefusedError("a general error")
        raise KeyboardInterrupt

    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:  # nothing was merged until now, and nothing published
            assert seen == []
            merged(forge, "two")

    monkeypatch.setattr(publish, "ROOT", server)
    monkeypatch.setattr(publish, "publish", published)
    monkeypatch.setattr(publish.time, "sleep", wait)
    monkeypatch.setenv("FOLLOW_SECONDS", "1")
    with pytest.raises(KeyboardInterrupt):
        publish.follow(SimpleNamespace())  # type: ignore[arg-type]
    assert seen == ["two", "three"]
