"""Published states: one is current, three are kept, going back is turning a link."""

from contextlib import suppress
from pathlib import Path

import pytest

from knowledge.compose import compose, trained_on
from knowledge.published import NothingEarlierError, Published
from knowledge.withdraw import NoSuchTopicError, withdraw
from tests.knowledge import data


def keep(published: Published, text: str) -> None:
    with published.staged() as stage:
        (stage / "data").mkdir()
        (stage / "data" / "a.txt").write_text(text, encoding="utf-8")
        published.keep(stage, {"inputs": text})


def served(published: Published) -> str | None:
    state = published.current()
    return (state.data / "a.txt").read_text(encoding="utf-8") if state else None


def test_the_newest_is_served_three_are_kept_and_one_can_go_back(tmp_path: Path) -> None:
    published = Published(tmp_path / "published")
    assert published.current() is None
    for text in "abcde":
        keep(published, text)
        assert served(published) == text
    assert [state.record["inputs"] for state in published.states()] == ["c", "d", "e"]
    published.back()
    published.back()
    assert served(published) == "c"
    with pytest.raises(NothingEarlierError):
        published.back()
    assert served(published) == "c"
    keep(published, "f")
    assert served(published) == "f"
    assert len({state.number for state in published.states()}) == 3


def test_a_stage_that_fails_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    published = Published(tmp_path / "published")
    keep(published, "a")
    with suppress(ValueError), published.staged() as stage:
        (stage / "data").mkdir()
        raise ValueError("the proof failed")
    assert served(published) == "a"
    assert [path.name for path in (tmp_path / "published").glob("stage-*")] == []


def test_a_blocked_topic_is_composed_as_it_was_published_last(tmp_path: Path) -> None:
    files = data.city(tmp_path)
    compose(files, "testville", tmp_path / "one", blocked=(), last=None)
    answer = Path("cities", "testville", "answers", "swimming.yml")
    (files / answer).write_text("responses: [", encoding="utf-8")
    compose(files, "testville", tmp_path / "two", blocked=["swimming"], last=tmp_path / "one")
    assert "utter_faq/swimming" in (tmp_path / "two" / answer).read_text(encoding="utf-8")
    compose(files, "testville", tmp_path / "three", blocked=["swimming"], last=None)
    assert not (tmp_path / "three" / answer).exists()


def test_a_model_is_made_of_examples_and_rules_not_of_answers(tmp_path: Path) -> None:
    files = data.city(tmp_path)
    first = trained_on(files, "testville", ())
    answer = files / "cities" / "testville" / "answers" / "swimming.yml"
    answer.write_text(answer.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    data.write(files / "texts" / "talk.yml", data.TEXTS.replace("Hello", "Good day"))
    assert trained_on(files, "testville", ()) == first
    data.write(files / "nlu" / "greet.yml", "nlu: []")
    assert trained_on(files, "testville", ()) != first


def test_withdrawing_writes_one_line_once(tmp_path: Path) -> None:
    answer = data.city(tmp_path) / "cities" / "testville" / "answers" / "swimming.yml"
    before = answer.read_text(encoding="utf-8").splitlines()
    assert withdraw(answer)
    assert not withdraw(answer)
    after = answer.read_text(encoding="utf-8").splitlines()
    (added,) = [line for line in after if line not in before]
    assert added.strip().startswith("withdrawn: true")
    assert len(after) == len(before) + 1
    with pytest.raises(NoSuchTopicError):
        withdraw(answer.with_name("none.yml"))
