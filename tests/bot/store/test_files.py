"""Files live an hour, or as long as the case; nobody else's are handed out; erasing takes them."""

from pathlib import Path
from typing import Any

import pytest

from bot.store import Journal
from bot.store.connect import connect
from bot.store.files import KEPT_SECONDS, MOST_WAITING, File, Files, TooManyFilesError
from bot.store.forget import Forgetter
from bot.store.seal import Sealed

PHOTO = File(id="photo-01", kind="photo", type="image/jpeg", body=b"\xff\xd8 bytes")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def files(journal: Journal, clock: Clock) -> Files:
    return Files(journal._engine, clock=clock)


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "timestamp": 1.0, "name": name, "value": value}


def test_a_file_is_handed_out_to_its_own_conversation_only(files: Files) -> None:
    files.put("a", PHOTO)
    assert files.get("a", PHOTO.id) == PHOTO
    assert files.get("b", PHOTO.id) is None
    assert PHOTO.about() == {"id": "photo-01", "kind": "photo", "type": "image/jpeg", "size": 8}


def test_the_same_file_sent_again_is_kept_once(files: Files) -> None:
    for _ in range(MOST_WAITING + 2):
        files.put("a", PHOTO)
    assert files.get("a", PHOTO.id) == PHOTO


def test_one_conversation_holds_only_so_many(files: Files) -> None:
    for number in range(MOST_WAITING):
        files.put("a", File(id=f"photo-{number}", kind="photo", type="image/jpeg", body=b"x"))
    with pytest.raises(TooManyFilesError):
        files.put("a", File(id="one-more", kind="photo", type="image/jpeg", body=b"x"))
    files.put("b", PHOTO)


def test_without_a_tap_it_is_gone_after_an_hour(files: Files, clock: Clock) -> None:
    files.put("a", PHOTO)
    clock.now += KEPT_SECONDS - 1
    assert files.sweep() == 0
    clock.now += 2
    assert files.sweep() == 1
    assert files.get("a", PHOTO.id) is None


def test_with_a_case_it_stays_until_the_case_is_closed(
    files: Files, journal: Journal, clock: Clock
) -> None:
    files.put("a", PHOTO)
    journal.append("a", [slot("hand_over", "asked")])
    clock.now += 10 * KEPT_SECONDS
    assert files.sweep() == 0
    journal.append("a", [slot("hand_over", None)])
    assert files.get("a", PHOTO.id) is None


def test_erasing_the_conversation_takes_its_files_along(files: Files, journal: Journal) -> None:
    files.put("a", PHOTO)
    files.put("b", PHOTO)
    journal.append("a", [slot("erase", "R1")])
    assert files.get("a", PHOTO.id) is None
    assert files.get("b", PHOTO.id) == PHOTO


def test_a_file_at_rest_is_sealed_and_comes_under_a_new_key(tmp_path: Path) -> None:
    url, old, new = f"sqlite:///{tmp_path}/bot.sqlite", "o" * 32, "n" * 32
    for keys in ((old,), (new, old), (new,)):
        journal = Journal(connect(url), sealed=Sealed(keys))
        journal.files.put("a", PHOTO)
        assert Forgetter(journal).reseal() == (1 if keys == (new, old) else 0)
        assert journal.files.get("a", PHOTO.id) == PHOTO
        journal.clear_traces()
    assert all(b"/9ggYnl0ZXM" not in path.read_bytes() for path in tmp_path.iterdir())
