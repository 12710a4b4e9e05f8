"""The maintainers' check names file, line and remedy; the real data passes its bars."""

from datetime import date
from pathlib import Path

import pytest

from knowledge import audio, load, skeleton
from knowledge.__main__ import main
from knowledge.check import check
from knowledge.check_wording import links, numbers, right_script
from knowledge.coverage import coverage
from knowledge.documents import Problem
from knowledge.examples import load as load_examples
from tests.knowledge import data

EXAMPLES = """
    version: "3.1"
    nlu:
    - intent: faq/{topic}
      metadata: {{language: fr, kind: plain}}
      examples: |
        - où apprendre à nager
        - {second}
"""


def found(problems: tuple[Problem, ...], part: str) -> Problem:
    (problem,) = [one for one in problems if part in one.what]
    return problem


def test_a_missing_required_language_blocks_its_topic(tmp_path: Path) -> None:
    problem = found(check(data.city(tmp_path), "testville"), "required language 'en'")
    assert problem.topic == "swimming"
    assert problem.file.name == "swimming.yml"
    assert problem.line == 8
    assert not problem.warning


@pytest.mark.parametrize(
    ("old", "new", "what", "line"),
    [
        ("اتصلوا على {desk.phone}", "اتصلوا على 02 111 22 34", "numbers of the answer", 15),
        ("اتصلوا", "https://x.example اتصلوا", "links of the answer", 15),
        ("تعالوا إلى {desk.address}. اتصلوا على", "Come to the office. Please call", "script", 15),
        ("Venez à {desk.address}. Appelez", "Venez " * 160 + "{desk.phone}", "characters", 5),
    ],
)
def test_wording_is_compared_with_the_source_language(
    tmp_path: Path, old: str, new: str, what: str, line: int
) -> None:
    root = data.city(tmp_path, topic=data.TOPIC.replace(old, new))
    problems = [one for one in check(root, "testville") if what in one.what]
    assert problems
    assert problems[0].topic == "swimming"
    assert problems[0].line == line


def test_a_sentence_in_two_topics_is_told_with_the_other_place(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    faq = root / "nlu" / "faq"
    data.write(faq / "diving.yml", EXAMPLES.format(topic="diving", second="plonger"))
    data.write(faq / "swimming.yml", EXAMPLES.format(topic="swimming", second="nager"))
    problem = found(check(root, "testville"), "belongs to 'faq/diving'")
    assert (problem.file.name, problem.line) == ("swimming.yml", 7)
    assert "diving.yml, line 7" in problem.what


def test_an_example_without_a_dash_names_its_line(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    data.write(root / "nlu" / "x.yml", EXAMPLES.format(topic="x", second="a\n        b"))
    assert found(check(root, "testville"), "does not begin with '- '").line == 9


def test_examples_without_an_answer_and_open_privacy_are_warnings(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    data.write(root / "nlu" / "d.yml", EXAMPLES.format(topic="diving", second="plonger"))
    problems = check(root, "testville")
    assert found(problems, "does not answer the topic 'diving'").warning
    assert found(problems, "'controller' is still a placeholder").warning


def test_numbers_are_compared_without_separators_and_links_without_full_stop() -> None:
    assert numbers("2.500 euros") == numbers("2 500 євро") == numbers("۲٬۵۰۰".replace("٬", ","))
    assert numbers("see https://x.be/2024 now") == numbers("")
    assert links("see https://x.be/a. And https://y.be، then") == {"https://x.be/a", "https://y.be"}


def test_the_script_of_a_text() -> None:
    assert right_script("Це українська, VIA", "Cyrillic")
    assert not right_script("This is English", "Arabic")
    assert right_script("ትግርኛ", "Ethiopic")


def test_a_new_topic_gets_two_files_that_can_be_read(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    answer, examples = skeleton.write(load(root, "testville"), "swimming_lessons")
    library = load(root, "testville")
    assert library.topics.problems == ()
    assert set(library.topics["swimming_lessons"].answers) == {"fr", "en"}
    assert {row.label for row in load_examples(examples.parent)} == {"faq/swimming_lessons"}
    unwritten = [one for one in check(root, "testville") if "still to be written" in one.what]
    assert {one.file for one in unwritten} == {answer, examples}
    assert {one.topic for one in unwritten if not one.warning} == {"swimming_lessons"}
    with pytest.raises(skeleton.TopicNameError):
        skeleton.write(library, answer.stem)
    with pytest.raises(skeleton.TopicNameError):
        skeleton.write(library, "Bad Name")


def test_coverage_counts_states_and_says_what_to_do_next(tmp_path: Path) -> None:
    library = load(data.city(tmp_path), "testville")
    table = coverage(library, ())
    (row,) = table.rows
    assert row.states == {"en": "missing", "fr": "source", "ar": "draft", "uk": "missing"}
    assert table.next_steps[0] == ("swimming", "translate en")
    assert ("silent", "Is there a number?") in table.open_office_checks


def test_the_command_prints_problems_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = data.city(tmp_path)
    assert main(["--data", str(root), "--city", "testville", "check"]) == 1
    assert "Blocked topics: swimming." in capsys.readouterr().out
    assert main(["--data", str(root), "--city", "testville", "topics"]) == 0
    assert "swimming" in capsys.readouterr().out


TODAY = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "what", "warning"),
    [
        ("confirmed: null", "confirmed: {date: 2025-01-31, by: A.}", "is too old", True),
        ("related: []", "related: []\n          withdrawn: true", "is withdrawn", True),
        ("Venez au bureau.", "Venez au bureau, 3e étage.", "no fact: 3", True),
        ("اتصلوا على {desk.phone}", "اتصلوا", "offices differ from 'fr': desk.phone", False),
    ],
)
def test_what_a_topic_says_of_itself_is_checked(
    tmp_path: Path, old: str, new: str, what: str, warning: bool
) -> None:
    root = data.city(tmp_path, topic=data.TOPIC.replace(old, new))
    problem = found(check(root, "testville", today=TODAY), what)
    assert problem.warning is warning
    assert problem.topic == "swimming"
    assert problem.line >= 3


def test_a_source_text_that_is_not_the_published_one_must_say_why(tmp_path: Path) -> None:
    last, changed = data.city(tmp_path / "last"), data.TOPIC.replace("Venez au", "Passez au")
    now = data.city(tmp_path / "now", topic=changed)
    problem = found(check(now, "testville", today=TODAY, last=last), "not the published one")
    assert problem.topic == "swimming"
    assert not problem.warning
    marked = "related: []\n          edits: [{date: 2027-02-01, kind: wording}]"
    now = data.city(tmp_path / "marked", topic=changed.replace("related: []", marked))
    said = [one.what for one in check(now, "testville", today=TODAY, last=last)]
    assert not any("not the published one" in what for what in said)


def test_a_new_number_of_an_office_needs_no_mark(tmp_path: Path) -> None:
    last = data.city(tmp_path / "last")
    now = data.city(tmp_path / "now", city=data.CITY.replace("111 22 33", "111 22 44"))
    said = [one.what for one in check(now, "testville", today=TODAY, last=last)]
    assert not any("not the published one" in what for what in said)


def test_examples_that_cannot_be_read_block_their_topic_only(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    data.write(root / "nlu" / "faq" / "swimming.yml", "nlu: [")
    problem = found(check(root, "testville", today=TODAY), "broken YAML")
    assert problem.topic == "swimming"


def test_recordings_that_are_missing_or_old_are_listed(tmp_path: Path) -> None:
    library = load(data.city(tmp_path), "testville")
    assert {(language, state) for _, language, state in audio.to_record(library)} == {
        ("fr", "missing"),
        ("ar", "missing"),
    }
    folder = library.city_folder / "audio"
    folder.mkdir()
    (folder / "swimming.fr.opus").write_bytes(b"OggS")
    assert ("fr", "old") in {(language, state) for _, language, state in audio.to_record(library)}
    (folder / "swimming.fr.txt").write_text("Venez au bureau.\n", encoding="utf-8")
    assert "fr" not in {language for _, language, _ in audio.to_record(library)}
