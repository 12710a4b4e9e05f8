"""Questions before the search, the level check, more like this: names of responses, never words."""

from pathlib import Path

import pytest
import yaml

from actions import level, questions
from actions.check_level import ActionCheckLevel
from actions.desk_client import DeskClient
from actions.enrol_course import ActionEnrolCourse
from actions.more_courses import ActionMoreCourses
from actions.search_courses import ActionSearchCourses
from actions.similar_courses import ActionSimilarCourses

from .talk import Talk, courses, names

LANGUAGES = yaml.safe_load(Path("data/languages.yml").read_text())["languages"]


async def test_without_wishes_three_short_questions_are_asked_then_it_searches(
    desk: DeskClient,
) -> None:
    talk, search = Talk(), ActionSearchCourses(desk)
    assert names(await talk.turn(search)) == ["utter_ask_target_language"]
    said = await talk.turn(search, intent="set_wish", target_language="fr")
    assert names(said) == ["utter_ask_level"]
    assert names(await talk.turn(search, intent="skip_wish")) == ["utter_ask_schedule"]
    said = await talk.turn(search, intent="skip_wish")
    assert len(courses(said)) == 3
    assert talk.slots["course_asked"] == [questions.DONE]
    assert len(courses(await talk.turn(search, free="true"))) == 3


async def test_two_wishes_are_enough_to_search_at_once(desk: DeskClient) -> None:
    said = await Talk().turn(ActionSearchCourses(desk), target_language="nl", free="true")
    assert len(courses(said)) == 3


async def test_closer_asks_to_what_when_no_place_was_said(desk: DeskClient) -> None:
    talk, search = Talk(), ActionSearchCourses(desk)
    await talk.turn(search, target_language="fr", level="A1")
    assert names(await talk.turn(search, prefer="distance")) == ["utter_ask_place"]
    near = await talk.turn(search, place="Helmet")
    distances = [v["course"]["distance_km"] or 0 for n, v in near if n == "utter_course"]
    assert distances == sorted(distances)


async def test_more_like_this_is_like_it_and_goes_on(desk: DeskClient) -> None:
    talk = Talk()
    await talk.turn(ActionSearchCourses(desk), target_language="fr", level="literacy")
    said = await talk.turn(ActionSimilarCourses(desk), course="bxl-017")
    assert names(said)[0] == "utter_courses_similar"
    assert "bxl-017" not in courses(said)
    assert all("literacy" in v["course"]["levels"] for n, v in said if n == "utter_course")
    more = courses(await talk.turn(ActionMoreCourses(desk)))
    assert more
    assert not set(more) & set(courses(said))


async def test_the_office_is_the_last_card(desk: DeskClient) -> None:
    talk = Talk()
    said = await talk.turn(ActionSearchCourses(desk), level="literacy", audience="women")
    while "utter_courses_office" not in names(said):
        said = await talk.turn(ActionMoreCourses(desk))
    assert names(said)[-1] == "utter_courses_office"
    assert talk.slots["course_offset"] is None


async def test_a_course_that_has_hours_has_a_calendar(desk: DeskClient) -> None:
    said = await Talk().turn(ActionEnrolCourse(desk), course="bxl-021")
    assert said[0][1]["course"]["calendar"].endswith("/courses/bxl-021/calendar.ics")


@pytest.mark.parametrize(
    ("language", "answers", "found"),
    [
        ("ar", [("own", "no"), ("latin_only", "no")], "literacy"),
        ("ar", [("own", "yes"), ("latin", "no")], "alphabet"),
        ("ar", [("own", "yes"), ("latin", "yes"), ("target", "no")], "A1"),
        ("tr", [("own", "no")], "literacy"),
        ("tr", [("own", "yes"), ("target", "yes"), ("A1", "yes"), ("A2", "no")], "A2"),
        (
            "fr",
            [("own", "yes"), ("target", "yes"), *((one, "yes") for one in level.CAN_DO)],
            "C1",
        ),
    ],
)
async def test_a_level_without_reading(
    language: str, answers: list[tuple[str, str]], found: str
) -> None:
    talk = Talk()
    talk.slots["language"] = language
    said = await talk.turn(ActionCheckLevel())
    for step, answer in answers:
        shown = names(said)[0].removeprefix("utter_level_")
        assert shown == {"target": "target_fr"}.get(step, step)
        said = await talk.turn(ActionCheckLevel(), step=step, answer=answer)
    assert said == [("utter_level_result", {"level": [f"level_{found}"]})]
    assert talk.slots["level"] == found


async def test_wishes_typed_with_an_unknown_level_are_kept(desk: DeskClient) -> None:
    talk = Talk()
    talk.slots["language"] = "tr"
    said = await talk.turn(ActionCheckLevel(), intent="check_level", target_language="nl")
    assert names(said) == ["utter_level_own"]
    assert talk.slots["target_language"] == "nl"
    said = await talk.turn(ActionCheckLevel(), intent="check_level", step="own", answer="yes")
    assert names(said) == ["utter_level_target_nl"]


async def test_another_day_takes_the_place_of_the_day_before(desk: DeskClient) -> None:
    talk, search = Talk(), ActionSearchCourses(desk)
    await talk.turn(search, target_language="fr", schedule="weekend")
    await talk.turn(search, day="mon")
    assert (talk.slots["day"], talk.slots["schedule"]) == ("mon", None)
    await talk.turn(search, day="sat", schedule="weekend")
    assert (talk.slots["day"], talk.slots["schedule"]) == ("sat", "weekend")
    await talk.turn(search, day="tue")
    await talk.turn(search, schedule="weekend")
    assert (talk.slots["day"], talk.slots["schedule"]) == (None, "weekend")


def test_languages_in_latin_letters_are_those_of_the_table() -> None:
    latin = {code for code, row in LANGUAGES.items() if row["script"] == "Latin"}
    assert latin <= level.LATIN
    assert not level.LATIN & (set(LANGUAGES) - latin)
