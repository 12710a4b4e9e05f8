"""Words at rest: nothing readable in the file, keys turn, a moved or changed text does not open."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import Journal
from bot.store.connect import connect
from bot.store.forget import Forgetter
from bot.store.seal import Sealed
from knowledge.seal import Seal, SealError, read_keys

OLD, NEW = "an old key of thirty-two letters and more", "a new key of thirty-two letters and more"


def user(text: str, id_: str) -> dict[str, object]:
    parse = {"intent": {"name": "greet"}, "entities": []}
    return {
        "event": "user",
        "text": text,
        "message_id": id_,
        "timestamp": 1.0,
        "parse_data": parse,
        "input_channel": "website",
    }


def slot(name: str, value: object) -> dict[str, object]:
    return {"event": "slot", "name": name, "value": value, "timestamp": 1.0}


@given(text=st.text(), bound=st.text(max_size=64))
@settings(deadline=None, max_examples=200)
def test_every_text_comes_back_and_only_where_it_belongs(text: str, bound: str) -> None:
    seal = Seal([NEW], purpose="bot")
    closed = seal.close(text, bound)
    assert seal.open(closed, bound) == text
    assert not text or text not in closed or len(text) < 4
    with pytest.raises(SealError):
        seal.open(closed, bound + "x")
    with pytest.raises(SealError):
        Seal([NEW], purpose="desk").open(closed, bound)


def test_a_changed_text_a_lost_key_and_a_short_key_are_told() -> None:
    seal = Seal(read_keys(f" {NEW} , {OLD},"), purpose="bot")
    closed = seal.close("words")
    with pytest.raises(SealError):
        seal.open(closed[:-6] + ("A" * 4) + closed[-2:])
    with pytest.raises(SealError):
        Seal([OLD], purpose="bot").open(closed)
    with pytest.raises(ValueError, match="32"):
        Seal(["short"], purpose="bot")
    assert seal.open(Seal([OLD], purpose="bot").close("old words")) == "old words"
    assert seal.open("from before sealing") == "from before sealing"


def test_the_file_holds_no_words_and_the_journal_reads_them(tmp_path: Path) -> None:
    journal = Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"), sealed=Sealed([NEW]))
    journal.append("c", [user("planted-hello", "m1"), slot("place", "planted-street")])
    slots = {"place": "planted-street"}
    journal.append("c", [slot("hand_over", "asked"), user("planted-later", "m2")], slots=slots)
    for number in range(30):
        journal.append("c", [user(f"planted-{number}", f"n{number}")], slots=slots)
    assert [m.body["text"] for m in journal.messages("c")][:2] == ["planted-hello", "planted-later"]
    assert journal.feed()[0]["data"]["reason"] == "asked"
    window = journal.window("c")
    assert window is not None
    assert window.head is not None
    assert window.head.slots["place"] == "planted-street"
    for path in tmp_path.iterdir():
        assert b"planted" not in path.read_bytes(), path


def test_keys_turn_and_rows_from_before_sealing_are_sealed(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/bot.sqlite")
    Journal(engine).append("plain", [user("words", "m1")])
    Journal(engine, sealed=Sealed([OLD])).append("old", [user("older", "m1")])
    turning = Journal(engine, sealed=Sealed([NEW, OLD]))
    assert Forgetter(turning).reseal() == 4
    assert Forgetter(turning).reseal() == 0
    new_only = Journal(engine, sealed=Sealed([NEW]))
    assert new_only.messages("plain")[0].body["text"] == "words"
    assert new_only.messages("old")[0].body["text"] == "older"


def test_a_row_moved_to_another_conversation_does_not_open(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/bot.sqlite")
    journal = Journal(engine, sealed=Sealed([NEW]))
    journal.append("mine", [user("secret", "m1")])
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE event SET conversation = 'yours'"))
    with pytest.raises(SealError):
        journal.messages("yours")
