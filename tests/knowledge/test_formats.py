"""Dates are Gregorian with words and Latin digits; numbers keep their order."""

from datetime import date, time
from decimal import Decimal

import pytest

from knowledge import formats

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Monday, November 23, 2026"),
        ("fr", "lundi 23 novembre 2026"),
        ("ar", "الاثنين، 23 نوفمبر 2026"),
        ("fa", "دوشنبه 23 نوامبر 2026"),
        ("ps", "دوشنبه، 23 نومبر 2026"),
        ("uk", "понеділок, 23 листопада 2026\u202fр."),
        ("ti", "ሰኑይ፣ 23 ሕዳር 2026"),
    ],
)
def test_a_date_has_weekday_and_month_in_words(language: str, expected: str) -> None:
    assert formats.date(DAY, language) == expected


@pytest.mark.parametrize("language", ["fa", "ps", "ar", "ckb", "ur", "bn", "hi", "am"])
def test_every_date_shows_the_gregorian_year_in_latin_digits(language: str) -> None:
    for text in (formats.date(DAY, language), formats.short_date(DAY, language)):
        assert "2026" in text
        assert "23" in text
        assert all(sign in "0123456789" for sign in text if sign.isdigit())


def test_a_time_is_the_same_in_every_language() -> None:
    assert formats.time(time(9, 5)) == "9:05"


def test_a_number_has_the_languages_own_decimal_sign() -> None:
    assert formats.number(4.9, "fr") == "4,9"
    assert formats.number(4.9, "ar") == "4.9"
    assert formats.number(12.0, "ru") == "12"


def test_money_has_latin_digits_and_no_needless_decimals() -> None:
    assert "2,40" in formats.money(Decimal("2.40"), "fr")
    assert "2.40" in formats.money(Decimal("2.40"), "fa")
    assert "30" in formats.money(Decimal("30"), "ps")
    assert "30," not in formats.money(Decimal("30"), "ps")


@pytest.mark.parametrize(
    ("number", "href"),
    [
        ("02 279 49 70", "tel:+3222794970"),
        ("+32 474 85 78 25", "tel:+32474857825"),
        ("0800 30 030", "tel:080030030"),
        ("070 245 245", "tel:070245245"),
        ("112", "tel:112"),
        ("1733", "tel:1733"),
        ("00800 2123 2123", "tel:0080021232123"),
    ],
)
def test_a_telephone_link_dials_what_works(number: str, href: str) -> None:
    assert formats.phone(number, country="BE").shown == number
    assert formats.phone(number, country="BE").href == href


def test_groups_of_digits_are_isolated_once_in_right_to_left_text() -> None:
    once = formats.isolate("اتصل 02 279 49 70 أو 112", "rtl")
    assert once == "اتصل \u206602 279 49 70\u2069 أو 112"
    assert formats.isolate(once, "rtl") == once
    assert formats.plain(once) == "اتصل 02 279 49 70 أو 112"
    assert formats.isolate("call 02 279 49 70", "ltr") == "call 02 279 49 70"


def test_days_run_together_from_three_on() -> None:
    assert formats.days((0, 1, 2, 3, 4), "en") == "Monday–Friday"
    assert formats.days((0, 3), "en") == "Monday, Thursday"
    assert formats.days((0, 3), "ar") == "الاثنين، الخميس"
