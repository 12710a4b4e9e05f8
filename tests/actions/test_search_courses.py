"""The course actions against a real desk: what is said, by name, and what is remembered."""

from typing import Any

import pytest
from rasa_sdk import Action

from actions.course_details import ActionCourseDetails
from actions.desk_client import CourseNotFound, DeskClient, DeskRefused, DeskUnavailable
from actions.enrol_course import ActionEnrolCourse
from actions.more_courses import ActionMoreCourses
from actions.search_courses import ActionSearchCourses

from .talk import Talk, courses, names

pytestmark = pytest.mark.city("schaerbeek")

EXAMPLE = {
    "target_language": "fr",
    "level": "literacy",
    "schedule": "evening",
    "place": "Place Liedts",
}
CARD = "utter_course"


@pytest.mark.slow
async def test_an_evening_literacy_class_near_a_square(desk: DeskClient) -> None:
    talk = Talk()
    said = await talk.turn(ActionSearchCourses(desk), **EXAMPLE)
    assert names(said) == ["utter_courses_partly", "utter_courses_elsewhere", CARD, CARD, CARD]
    assert said[0][1]["certain"] == 3
    assert said[1][1] == {"place": "Place Liedts", "km": "2.4"}
    assert courses(said) == ["bxl-017", "bxl-027", "bxl-028"]
    assert [values["more"] for name, values in said if name == CARD] == [False, False, True]
    assert talk.slots["course_ids"] == courses(said)
    assert talk.slots["course_offset"]


@pytest.mark.slow
async def test_more_goes_on_and_comes_to_an_end(desk: DeskClient) -> None:
    talk = Talk()
    seen = courses(await talk.turn(ActionSearchCourses(desk), level="literacy", audience="women"))
    for _page in range(9):
        said = await talk.turn(ActionMoreCourses(desk))
        if names(said) == ["utter_courses_no_more"]:
            break
        seen += courses(said)
    assert len(seen) == len(set(seen)) == 10
    assert talk.slots["course_ids"] == seen
    assert talk.slots["course_offset"] is None


@pytest.mark.slow
async def test_what_had_to_be_dropped_is_said(desk: DeskClient) -> None:
    said = await Talk().turn(
        ActionSearchCourses(desk), target_language="en", mode="class", schedule="morning"
    )
    assert names(said)[0] == "utter_courses_relaxed"
    assert said[0][1]["dropped"]


@pytest.mark.slow
async def test_a_place_that_the_city_does_not_know_is_left_out_and_said(desk: DeskClient) -> None:
    talk = Talk()
    said = await talk.turn(ActionSearchCourses(desk), **{**EXAMPLE, "place": "9000"})
    assert said[0][0] == "utter_courses_relaxed"
    assert said[0][1]["dropped"] == ["place"]
    assert talk.slots["place"] is None
    assert courses(await talk.turn(ActionMoreCourses(desk)))


@pytest.mark.slow
async def test_nothing_at_all_is_said(desk: DeskClient) -> None:
    talk = Talk()
    said = await talk.turn(ActionSearchCourses(desk), target_language="de", level="A1")
    assert names(said) == ["utter_courses_none"]
    assert talk.slots["course_ids"] == []


@pytest.mark.slow
async def test_nothing_states_everything_is_said(desk: DeskClient) -> None:
    said = await Talk().turn(
        ActionSearchCourses(desk), target_language="fr", level="literacy", schedule="weekend"
    )
    assert names(said)[0] == "utter_courses_perhaps"


@pytest.mark.slow
async def test_a_newer_wish_overrules_its_opposite_for_good(desk: DeskClient) -> None:
    talk = Talk()
    search = ActionSearchCourses(desk)
    await talk.turn(search, target_language="nl", mode="online")
    await talk.turn(search, not_mode="online")
    assert talk.slots["mode"] is None
    said = await talk.turn(search, free=True)
    modes = {values["course"]["mode"] for name, values in said if name == CARD}
    assert "online" not in modes


@pytest.mark.slow
async def test_another_language_keeps_the_life_but_not_the_level(desk: DeskClient) -> None:
    talk = Talk()
    search = ActionSearchCourses(desk)
    await talk.turn(search, target_language="fr", level="B2", schedule="evening")
    await talk.turn(search, target_language="nl")
    assert talk.slots["level"] is None
    assert talk.slots["schedule"] == "evening"


@pytest.mark.slow
async def test_the_second_one_opens_and_stays_meant(desk: DeskClient) -> None:
    talk = Talk()
    await talk.turn(ActionSearchCourses(desk), **EXAMPLE)
    said = await talk.turn(ActionCourseDetails(desk), nth=2)
    assert names(said) == ["utter_course_details"]
    assert said[0][1]["course"]["id"] == "bxl-027"
    said = await talk.turn(ActionEnrolCourse(desk))
    assert (said[0][0], said[0][1]["course"]["id"]) == ("utter_course_enrol", "bxl-027")
    said = await talk.turn(ActionEnrolCourse(desk), nth="-1")
    assert said[0][1]["course"]["id"] == "bxl-028"


@pytest.mark.slow
async def test_the_second_one_counts_from_the_cards_shown_last(desk: DeskClient) -> None:
    talk = Talk()
    await talk.turn(ActionSearchCourses(desk), **EXAMPLE)
    shown = courses(await talk.turn(ActionMoreCourses(desk)))
    said = await talk.turn(ActionCourseDetails(desk), nth=2)
    assert said[0][1]["course"]["id"] == shown[1]


@pytest.mark.slow
async def test_a_card_names_its_own_course(desk: DeskClient) -> None:
    said = await Talk().turn(ActionEnrolCourse(desk), course="bxl-016")
    assert said[0][1]["course"]["enrol"]["phone"] == "02 245 19 41"


@pytest.mark.slow
@pytest.mark.parametrize("nth", [0, 4, -9, "x"])
async def test_an_unclear_one_is_asked_back(desk: DeskClient, nth: Any) -> None:
    talk = Talk()
    await talk.turn(ActionSearchCourses(desk), **EXAMPLE)
    assert names(await talk.turn(ActionCourseDetails(desk), nth=nth)) == ["utter_course_which"]


@pytest.mark.slow
async def test_a_course_that_is_gone(desk: DeskClient) -> None:
    said = await Talk().turn(ActionCourseDetails(desk), course="no/such course")
    assert names(said) == ["utter_course_gone"]


@pytest.mark.slow
def test_the_client_tells_refusal_absence_and_silence_apart(
    desk: DeskClient, no_desk: DeskClient
) -> None:
    with pytest.raises(DeskRefused) as refused:
        desk.search({"level": "expert"}, limit=3)
    assert set(refused.value.errors) == {"level"}
    with pytest.raises(CourseNotFound):
        desk.course("nothing")
    with pytest.raises(DeskUnavailable):
        no_desk.search({}, limit=3)


@pytest.mark.parametrize(
    "action", [ActionSearchCourses, ActionMoreCourses, ActionCourseDetails, ActionEnrolCourse]
)
async def test_a_desk_that_is_down_is_said_and_loses_no_wish(
    no_desk: DeskClient, action: type[Any]
) -> None:
    talk = Talk()
    talk.slots = {**EXAMPLE, "course_ids": ["bxl-017"], "course_offset": "x", "course": "bxl-017"}
    before = dict(talk.slots)
    asking: Action = action(no_desk)
    assert names(await talk.turn(asking)) == ["utter_courses_unavailable"]
    assert talk.slots == before


@pytest.mark.parametrize("action", [ActionMoreCourses, ActionCourseDetails, ActionEnrolCourse])
async def test_before_any_search_the_person_is_asked_what_to_look_for(
    no_desk: DeskClient, action: type[Any]
) -> None:
    asking: Action = action(no_desk)
    assert names(await Talk().turn(asking)) == ["utter_course_search_first"]
