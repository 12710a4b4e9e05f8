"""What is recognised in messages of any script, and what is left a number."""

from datetime import date

import pytest

from knowledge import recognise


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in recognise.all_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("appelez 0470 12 34 56 à 14h30", [("phone", "+32 470 12 34 56"), ("time", "14:30")]),
        ("۰۴۷۰۱۲۳۴۵۶", [("phone", "+32 470 12 34 56")]),
        ("الساعة ١٤:٣٠", [("time", "14:30")]),
        ("écrivez à a.b@c.be", [("email", "a.b@c.be")]),
        ("j'ai 3 enfants", [("number", "3")]),
        ("زه 2 اولادونه لرم", [("number", "2")]),
        ("ሰላም", []),
        ("", []),
    ],
)
def test_what_is_certain_is_named(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", ["12.03.2027", "12/3/27", "2027-03-12", "۱۲/۰۳/۲۰۲۷"])
def test_a_date_is_read_as_a_day_of_our_calendar(text: str) -> None:
    (one,) = recognise.all_in(text)
    assert (one.kind, one.date) == ("date", date(2027, 3, 12))


@pytest.mark.parametrize("text", ["31.02.2027", "12/03/1405"])
def test_what_is_no_day_of_our_calendar_is_no_date(text: str) -> None:
    assert "date" not in [kind for kind, _value in found(text)]


@pytest.mark.parametrize(
    ("text", "day"),
    [("lundi matin", 0), ("الاثنين", 0), ("у вівторок", 1), ("پنجشنبه", 3), ("dinsdag", 1)],
)
def test_a_day_of_the_week_is_read_in_every_answer_language(text: str, day: int) -> None:
    assert [one.day for one in recognise.all_in(text)] == [day]
