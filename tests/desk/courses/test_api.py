"""The public API: the contract's shape, paging, errors that name parameters, cache, rate limit."""

from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

URL = "/api/v1/courses"
HOURS = {"first": None, "last": None}
KEYS = {
    *("id", "title", "provider", "target_language", "levels", "mode", "sessions", "bands"),
    *("venue", "street", "postcode", "municipality", "distance_km", "near", "price", "free"),
    *("childcare", "audience", "conditions", "enrol", "source", "confirmed", "note"),
    *("met", "failed", "unknown"),
}

pytestmark = pytest.mark.usefixtures("inventory")


def get(client: Client, **parameters: Any) -> dict[str, Any]:
    response = client.get(URL, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_example_sentence(client: Client) -> None:
    answer = get(
        client,
        target_language="fr",
        level="literacy",
        schedule="evening",
        place="Place Liedts",
        limit=3,
    )
    assert [course["id"] for course in answer["courses"]] == ["bxl-017", "bxl-027", "bxl-028"]
    first = answer["courses"][0]
    assert set(first) >= KEYS
    assert first["met"] == ["target_language", "level", "schedule", "place"]
    assert first["near"] is True
    assert first["enrol"]["phone"] == "02 521 30 02"
    assert first["price"] is None
    assert first["free"] is None
    assert answer["relaxed"] == []
    assert answer["next"]


def test_sessions_have_days_and_hours(client: Client) -> None:
    course = client.get(f"{URL}/bxl-021").json()
    assert course["sessions"] == [HOURS | {"days": ["tue", "thu"], "from": "19:00", "to": "21:00"}]
    assert course["bands"] == ["evening"]
    table = client.get(f"{URL}/bxl-061").json()
    assert table["sessions"] == [HOURS | {"days": ["mon"], "from": None, "to": None}]
    assert table["bands"] == []


def test_paging_shows_each_course_once_in_the_same_order(client: Client) -> None:
    wishes = {"target_language": "nl", "schedule": "evening", "place": "Helmet"}
    whole = [course["id"] for course in get(client, **wishes, limit=50)["courses"]]
    pages: list[str] = []
    after = None
    while True:
        cursor = {"after": after} if after else {}
        page = get(client, **wishes, limit=7, **cursor)
        pages += [course["id"] for course in page["courses"]]
        after = page["next"]
        if after is None:
            break
    assert pages == whole
    assert len(whole) == page["total"]


def test_bad_parameters_are_named(client: Client) -> None:
    response = client.get(
        URL,
        {
            "level": "expert",
            "place": "Atlantis",
            "limit": "0",
            "free": "yes",
            "after": "x",
            "colour": "red",
            "target_language": "French",
            "schedule": "evening,midnight",
        },
    )
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {
        *("level", "place", "limit", "free", "after", "colour", "target_language", "schedule"),
    }


@pytest.mark.parametrize("cursor", ["", "WzEsMl0", "bm90anNvbg", "W05hTiwiYSJd", "[" * 100, "é"])
def test_a_foreign_cursor_is_an_error_not_a_crash(client: Client, cursor: str) -> None:
    assert client.get(URL, {"after": cursor}).status_code == 400


@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "١٠٣٠", "-1", "1e3"])
def test_odd_values_never_crash(client: Client, value: str) -> None:
    for key in ("place", "limit", "level", "target_language", "childcare"):
        assert client.get(URL, {key: value}).status_code == 400


def test_a_wish_twice_is_an_error_where_one_value_is_meant(client: Client) -> None:
    assert client.get(f"{URL}?level=A1&level=A2").json()["errors"].keys() == {"level"}
    assert client.get(f"{URL}?schedule=evening&schedule=weekend").status_code == 200


def test_negated_wishes(client: Client) -> None:
    answer = get(client, target_language="nl", not_mode="online,orientation", limit=50)
    assert {course["mode"] for course in answer["courses"]} <= {"class", "conversation"} | {
        "vocational"
    }
    evening = get(client, target_language="en", not_schedule="evening", limit=50)
    assert "bxl-074" not in [course["id"] for course in evening["courses"]]


def test_an_unknown_course_is_404(client: Client) -> None:
    response = client.get(f"{URL}/nothing")
    assert response.status_code == 404
    assert set(response.json()["errors"]) == {"id"}


def test_answers_may_be_cached_and_are_the_same_for_everybody(client: Client) -> None:
    response = client.get(URL)
    assert "public" in response["Cache-Control"]
    assert "max-age=60" in response["Cache-Control"]
    again = client.get(URL, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_nobody_writes_through_the_api(client: Client) -> None:
    for send in (client.post, client.put, client.delete):
        assert send(URL).status_code in (403, 405)


def test_addresses_outside_are_limited_our_own_process_is_not(client: Client) -> None:
    outside = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    codes = [client.get(f"{URL}/nothing", **outside).status_code for _ in range(121)]
    assert codes[-1] == 429
    assert set(codes[:120]) == {404}
    assert client.get(f"{URL}/nothing").status_code == 404


@override_settings(LANGUAGE_CODE="fr")
def test_the_description_lists_every_parameter(client: Client) -> None:
    document = client.get("/api/v1/schema").json()
    listed = {p["name"] for p in document["paths"]["/api/v1/courses"]["get"]["parameters"]}
    assert listed >= {"target_language", "level", "schedule", "place", "not_mode", "after"}
    shape = document["components"]["schemas"]["CourseShape"]["properties"]
    assert set(shape) >= KEYS


def test_hours_a_week_are_a_number_or_a_span(client: Client) -> None:
    assert client.get(f"{URL}/bxl-014").json()["hours_per_week"] == "9"
    assert client.get(f"{URL}/bxl-022").json()["hours_per_week"] == "9-12"
    assert client.get(f"{URL}/bxl-016").json()["hours_per_week"] is None
