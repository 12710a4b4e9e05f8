"""A city: offices, hours, holidays, emergency numbers, languages, branding.

Reads `data/cities/<city>/city.yml` and answers "is it open" and "when next". Knows the
facts that texts refer to as `{office.field}`. Knows nobody's duty roster and no topic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge import city_file, formats, hours

_YEAR = 365
HoursKind = Literal["counter", "telephone", "desk"]


@dataclass(frozen=True, kw_only=True)
class Office:
    """One office as its public page shows it. `phone_check` is an open question on the number."""

    id: str
    name: str
    address: str | None
    url: str | None
    phone: str | None
    email: str | None
    phone_check: str | None
    counter_hours: tuple[hours.Span, ...]
    telephone_hours: tuple[hours.Span, ...]
    desk_hours: tuple[hours.Span, ...]
    check: str | None

    def hours_of(self, kind: HoursKind) -> tuple[hours.Span, ...]:
        """The spans of one of the three lists."""
        if kind == "counter":
            return self.counter_hours
        return self.telephone_hours if kind == "telephone" else self.desk_hours


@dataclass(frozen=True, kw_only=True)
class EmergencyNumber:
    """A number to call in danger. `check` is an open question: such a number is not shown."""

    kind: str
    number: str
    name: str
    sign: str
    check: str | None
    checked: str | None


@dataclass(frozen=True, kw_only=True)
class City:
    """A city and everything its texts may refer to.

    `required_languages` are those every answer must be in, `answer_languages` those in which there
    may be answers (empty: all); `host_languages` are spoken at its counters, `taught_languages` are
    those one can look for a course in. `confirmation_days`: how long a confirmation holds.
    """

    id: str
    name: str
    country: str
    timezone: ZoneInfo
    source_language: str
    required_languages: tuple[str, ...]
    answer_languages: tuple[str, ...]
    host_languages: tuple[str, ...]
    taught_languages: tuple[str, ...]
    school_hours: tuple[hours.Span, ...]
    main_office: str
    offices: Mapping[str, Office]
    calls: tuple[EmergencyNumber, ...]
    emergency: tuple[EmergencyNumber, ...]
    holidays: hours.Holidays
    confirmation_days: int
    branding: Mapping[str, str]

    def is_open(self, at: datetime, kind: HoursKind, *, office: str | None = None) -> bool:
        """Whether the office (the main one by default) is open at `at` (aware)."""
        spans = self.offices[office or self.main_office].hours_of(kind)
        return hours.is_open(spans, self.holidays, at, self.timezone)

    def open_until(
        self, at: datetime, kind: HoursKind, *, office: str | None = None
    ) -> hours.Span | None:
        """The span in which the office is open at `at`; None when it is closed."""
        spans = self.offices[office or self.main_office].hours_of(kind)
        return hours.open_span(spans, self.holidays, at, self.timezone)

    def next_opening(
        self,
        at: datetime,
        kind: HoursKind,
        *,
        office: str | None = None,
        for_everybody: bool = False,
    ) -> datetime | None:
        """When the office opens next after `at`, in the city's time zone.

        `for_everybody` leaves out hours that are kept for some people.
        """
        spans = self.offices[office or self.main_office].hours_of(kind)
        if for_everybody:
            spans = tuple(span for span in spans if not span.only)
        return hours.next_opening(spans, self.holidays, at, self.timezone)

    def facts(self, chain: Sequence[str] = ("en",)) -> dict[str, str]:
        """Every `{office.field}` by name, in the first language of `chain`.

        Fields: name, address, url, phone, email, hours, telephone_hours, desk_hours; beside
        the offices `{main...}` (the main office), `{city.name}` and `{emergency.<kind>}`. What is
        unknown is not in the dict.
        """
        facts = {"city.name": self.name}
        for office in self.offices.values():
            fields = {
                "name": office.name,
                "address": office.address,
                "url": office.url,
                "phone": office.phone,
                "email": office.email,
                "hours": hours_text(office.counter_hours, chain),
                "telephone_hours": hours_text(office.telephone_hours, chain),
                "desk_hours": hours_text(office.desk_hours, chain),
            }
            for name, value in fields.items():
                if value:
                    facts[f"{office.id}.{name}"] = value
                    if office.id == self.main_office:
                        facts[f"main.{name}"] = value
        for number in (*self.calls, *self.emergency):
            if number.check is None:
                facts.setdefault(f"emergency.{number.kind}", number.number)
                facts.setdefault(f"emergency.{number.kind}_name", number.name)
        return facts


def hours_text(spans: Sequence[hours.Span], chain: Sequence[str]) -> str:
    """The hours of a week in words, in the first language of `chain`."""
    parts = []
    for span in spans:
        clock = f"{formats.time(span.start)}–{formats.time(span.end)}"
        text = f"{formats.days(span.days, chain[0])} {clock}"
        only = dict(span.only)
        note = next((only[code] for code in chain if code in only), None)
        parts.append(f"{text} ({note})" if note else text)
    return formats.semicolon(chain[0]).join(parts)


def load(folder: Path) -> City:
    """Read `city.yml` of a city's folder.

    Raises:
        DataError: the file is broken or lacks what every city must say.
    """
    file = city_file.CityFile(folder / "city.yml")
    offices = {id_: _office(file, id_) for id_ in file.ids("offices")}
    main = file.text("main_office")
    if main not in offices:
        raise file.error(
            "main_office", what=f"'{main}' is no office", remedy="name one of the offices below"
        )
    host = file.choice("host_languages") or (file.text("source_language"),)
    return City(
        id=folder.name,
        name=file.text("name"),
        country=file.text("country"),
        timezone=file.zone("timezone"),
        source_language=file.text("source_language"),
        required_languages=file.texts("required_languages"),
        answer_languages=file.choice("answer_languages"),
        host_languages=host,
        taught_languages=file.choice("taught_languages") or host,
        school_hours=file.week("school_hours"),
        main_office=main,
        offices=offices,
        calls=tuple(_number(file, "calls", index) for index in file.indexes("emergency", "calls")),
        emergency=tuple(
            _number(file, "lines", index) for index in file.indexes("emergency", "lines")
        ),
        holidays=file.holidays("holidays"),
        confirmation_days=file.number("confirmation_days", default=_YEAR),
        branding=file.strings("branding"),
    )


def _office(file: city_file.CityFile, id_: str) -> Office:
    return Office(
        id=id_,
        name=file.text("offices", id_, "name"),
        address=file.maybe("offices", id_, "address"),
        url=file.maybe("offices", id_, "url"),
        phone=file.maybe("offices", id_, "phone"),
        email=file.maybe("offices", id_, "email"),
        phone_check=file.maybe("offices", id_, "phone_check"),
        counter_hours=file.week("offices", id_, "counter_hours"),
        telephone_hours=file.week("offices", id_, "telephone_hours"),
        desk_hours=file.week("offices", id_, "desk_hours"),
        check=file.maybe("offices", id_, "check"),
    )


def _number(file: city_file.CityFile, part: str, index: int) -> EmergencyNumber:
    return EmergencyNumber(
        kind=file.text("emergency", part, index, "kind"),
        number=file.text("emergency", part, index, "number"),
        name=file.text("emergency", part, index, "name"),
        sign=file.maybe("emergency", part, index, "sign") or "☎",
        check=file.maybe("emergency", part, index, "check"),
        checked=file.maybe("emergency", part, index, "checked"),
    )
