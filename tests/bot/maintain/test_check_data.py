"""What needs a model of language: a wrong language, an example that belongs elsewhere."""

from dataclasses import replace
from pathlib import Path

from bot.maintain.check_data import closer_elsewhere, wrong_language
from knowledge import Topics, load

REAL = load(Path("data"), "schaerbeek")
EXAMPLES = """\
version: "3.1"
nlu:
- intent: faq/{topic}
  metadata: {{language: en, kind: plain}}
  examples: |
{rows}
"""


def test_the_real_answers_are_in_their_languages() -> None:
    assert [str(problem) for problem in wrong_language(REAL)] == []


def test_an_answer_in_another_language_is_told() -> None:
    topic = REAL.topics["nationality"]
    swapped = {
        **topic.answers,
        "ru": replace(topic.answers["uk"], language="ru"),
        "ps": replace(topic.answers["fa"], language="ps"),
        "nl": replace(topic.answers["en"], language="nl"),
    }
    library = replace(REAL, topics=Topics({topic.name: replace(topic, answers=swapped)}))
    found = {problem.what for problem in wrong_language(library)}
    assert found == {
        f"the '{code}' text reads like another language" for code in ("ru", "ps", "nl")
    }


def test_an_example_that_belongs_to_another_topic_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "nlu" / "faq"
    folder.mkdir(parents=True)
    rows = {
        "bank_account": [
            "How do I open a bank account?",
            "I want to open an account at a bank",
            "Which bank gives accounts to refugees?",
            "Which school can my daughter go to?",
        ],
        "school_enrolment": [
            "How do I enrol my child in school?",
            "Which school is near for my son?",
            "Can my daughter go to school now?",
            "When does the school year begin for children?",
        ],
    }
    for topic, texts in rows.items():
        listed = "\n".join(f"    - {text}" for text in texts)
        (folder / f"{topic}.yml").write_text(
            EXAMPLES.format(topic=topic, rows=listed), encoding="utf-8"
        )
    (problem,) = closer_elsewhere(tmp_path, tmp_path / "cache")
    assert "'Which school can my daughter go to?' is closer to 'school_enrolment'" in problem.what
    assert (problem.topic, problem.line, problem.warning) == ("bank_account", 9, True)
