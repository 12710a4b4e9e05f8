# ruff: noqa: E501
"""The skeleton of a new city: every file its folder needs, small enough to run at once.

Writes a folder that does not exist yet, and changes nothing else. Knows the form of the files, not
what is true of any city: each TO WRITE is for people of that city.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
_HEADER_OF = "courses.csv"

_CITY = """\
# What is true of the city and its offices, once. Answers refer to it: {{office.address}}. To change a
# telephone number, change one line here. docs/add-a-city.md tells what each part is for.
name: {title}
country: XX                       # TO WRITE: two letters, such as FR
timezone: UTC                     # TO WRITE: such as Europe/Paris
source_language: en               # the language in which answers are written first
required_languages: [en]          # each answer must exist in these
answer_languages: [en]            # these may be chosen in the chat
host_languages: [en]              # spoken at the counters
taught_languages: [en]            # one can look for a course in these
school_hours: []                  # - {{days: mon-fri, from: "08:30", to: "15:30"}}
main_office: office
confirmation_days: 365

branding:
  title: {title}
  municipality: {title}

holidays:
  fixed: ["01-01"]                # month-day
  after_easter: []                # Easter Monday is 1
  days: []

emergency:
  calls:
    - {{kind: ambulance, number: "112", name: Ambulance, sign: 🚑}}
    - {{kind: police, number: "112", name: Police, sign: 👮}}   # TO WRITE
  # kinds: violence, suicide, shelter, child, sexual_violence, poison. Only numbers somebody has called.
  lines: []

offices:
  office:
    name: TO WRITE
    address: TO WRITE
    desk_hours:                   # when staff read the chat
      - {{days: mon-fri, from: "09:00", to: "12:00"}}
    check: Everything about this office.
  data_protection:                # where one complains about the use of personal data
    name: TO WRITE
    check: Name, address, telephone and web page.
"""
_PLACES = """\
# Places that people name when they say where they want a course: name, kind (municipality | district |
# neighbourhood | square | station | town), municipality, postcode (four digits, or empty), lat, lon
# (WGS 84, about 1 km is enough), names in other languages or shorter forms. Say where they come from.
approximate: true
source: TO WRITE
places:
  - {{name: {title}, kind: municipality, municipality: {title}, postcode: "", lat: 0.0, lon: 0.0, names: {{}}}}
"""
_NOTICES = """\
# Dated notices, shown before what they touch, gone by themselves after the last day:
#   - {from: "2026-12-24", to: "2027-01-03", topics: [greeting], text: {en: The office is closed.}}
notices: []
"""
_ANSWER = """\
version: "3.1"
responses:
  utter_faq/reception_office_contact:
  - condition: [{type: slot, name: language, value: en}]
    text: |-
      Our office: {office.name}, {office.address}
    metadata:
      title: Address of the office
      simple: "Come to {office.address}."
      status: source
      sign: "📍"
      source: {url: "https://TO.WRITE", year: "undated"}
      more_sources: []
      confirmed: null
      related: []
      legal: false
      check: Address, telephone and opening hours.
      facts:
      - "The office's address stands in city.yml."
"""


class CityNameError(ValueError):
    """The name is not usable, or the city exists already."""


def write(root: Path, name: str, *, pattern: str) -> Path:
    """Write the folder of a new city below `root` (the folder `data`); returns it.

    Menu, privacy page and the header of the course list are taken from the city `pattern`: they
    say nothing about a place, and what a city does not answer the menu does not show.

    Raises:
        CityNameError: other signs than a-z, 0-9 and _, or a city of that name exists.
    """
    cities = root / "cities"
    home = cities / name
    if not _NAME.fullmatch(name) or home.exists():
        raise CityNameError(name)
    title = name.replace("_", " ").title()
    (home / "answers").mkdir(parents=True)
    files = {
        "city.yml": _CITY.format(title=title),
        "places.yml": _PLACES.format(title=title),
        "notices.yml": _NOTICES,
        "answers/reception_office_contact.yml": _ANSWER,
    }
    for path, text in files.items():
        (home / path).write_text(text, encoding="utf-8")
    for path in ("menu.yml", "privacy.yml"):
        shutil.copy(cities / pattern / path, home / path)
    with (cities / pattern / _HEADER_OF).open(encoding="utf-8") as courses:
        (home / _HEADER_OF).write_text(courses.readline(), encoding="utf-8")
    return home
