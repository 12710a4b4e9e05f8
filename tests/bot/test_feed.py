"""The feed as the desk knows it: tests/contracts/feed."""

import json
from pathlib import Path

from bot.feed import Followed, message, records

CONTRACT = Path(__file__).parents[1] / "contracts" / "feed"


def test_the_events_of_the_contract_become_its_records() -> None:
    given = json.loads((CONTRACT / "events.json").read_text())
    expected = json.loads((CONTRACT / "records.json").read_text())
    after, made, erase = records(
        Followed(**given["before"]),
        [(event["number"], event["body"]) for event in given["events"]],
        given["slots"],
    )
    assert [{"number": r.number, "time": r.time, "kind": r.kind, "data": r.data} for r in made] == [
        {key: r[key] for key in ("number", "time", "kind", "data")} for r in expected
    ]
    assert erase
    assert after.followed


def test_a_choice_tapped_before_any_hand_over_concerns_nobody() -> None:
    body = {"event": "user", "timestamp": 1.0, "text": "…", "parse_data": {}}
    after, made, erase = records(Followed(), [(1, body)], {})
    assert (made, erase, after.followed) == ([], False, False)


def test_a_rating_goes_to_the_desk_without_a_word_of_the_conversation() -> None:
    body = {
        "event": "user",
        "timestamp": 2.0,
        "text": "👎",
        "parse_data": {
            "intent": {"name": "rated_wrong"},
            "entities": [{"entity": "topic", "value": "nationality"}],
        },
    }
    for before in (Followed(), Followed(followed=True)):
        _, made, _ = records(before, [(4, body)], {"language": "ps", "topic": "housing_search"})
        (record,) = made
        assert (record.kind, record.number) == ("useful", 4)
        assert record.data == {
            "what": "answer",
            "topic": "nationality",
            "language": "ps",
            "verdict": "wrong",
        }


def test_a_message_that_carries_a_file_tells_of_it_and_holds_none_of_its_bytes() -> None:
    given = json.loads((CONTRACT.parent / "files" / "message.json").read_text())
    assert message(given["event"]) == given["message"]
    _, made, _ = records(Followed(followed=True), [(5, given["event"])], {})
    assert [record.data for record in made] == [given["message"]]
