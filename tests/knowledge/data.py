# ruff: noqa: E501
"""A small city on disk for tests of the readers: two languages of offices, one topic, one text."""

from pathlib import Path
from textwrap import dedent

LANGUAGES = """
    languages:
      en: {name: English, english: English, script: Latin, direction: ltr, fallback: [fr], answered: true}
      fr: {name: Français, english: French, script: Latin, direction: ltr, fallback: [en], answered: true}
      ar: {name: العربية, english: Arabic, script: Arabic, direction: rtl, fallback: [en], answered: true}
      uk: {name: Українська, english: Ukrainian, script: Cyrillic, direction: ltr, fallback: [ar], answered: true}
      ti: {name: ትግርኛ, english: Tigrinya, script: Ethiopic, direction: ltr, fallback: [ar], answered: false}
"""
CITY = """
    name: Testville
    country: BE
    timezone: Europe/Brussels
    source_language: fr
    required_languages: [fr, en]
    main_office: desk
    holidays:
      fixed: ["05-01"]
      after_easter: [1]
      days: ["2026-12-24"]
    emergency:
      calls:
        - {kind: ambulance, number: "112", name: Ambulance}
      lines:
        - {kind: violence, number: "0800 30 030", name: Ligne}
        - {kind: poison, number: "070 245 245", name: Poison, check: Who answers?}
    offices:
      desk:
        name: Le Bureau
        address: Rue Haute 1, 1000 Bruxelles
        url: https://bureau.example
        phone: "02 111 22 33"
        counter_hours:
          - {days: mon-fri, from: "09:00", to: "12:00"}
          - {days: thu, from: "17:00", to: "20:00", only: {fr: sur rendez-vous, ar: بموعد}}
        desk_hours:
          - {days: tue, from: "10:00", to: "11:00"}
      silent:
        name: Sans téléphone
        address: Rue Basse 2, 1000 Bruxelles
        check: Is there a number?
"""
TOPIC = """
    version: "3.1"
    responses:
      utter_faq/swimming:
      - condition: [{type: slot, name: language, value: fr}]
        text: Venez à {desk.address}. Appelez le {desk.phone}.
        metadata:
          title: Apprendre à nager
          simple: Venez au bureau.
          status: source
          sign: "🏊"
          source: {url: "https://www.piscine.example/page", year: 2022}
          confirmed: null
          related: []
      - condition: [{type: slot, name: language, value: ar}]
        text: تعالوا إلى {desk.address}. اتصلوا على {desk.phone}.
        metadata: {title: تعلّم السباحة, simple: تعالوا., status: draft}
"""
TEXTS = """
    texts:
      utter_greet:
        choices: [menu]
        en: Hello {name}
        fr: Bonjour {name}
      where: {en: "Come to {desk.address}", fr: "Venez à {desk.address}"}
"""
MENU = """
    doors:
      - {name: sport, sign: 🏊, items: [swimming]}
"""


def write(path: Path, text: str) -> Path:
    """Write a dedented file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def city(root: Path, **files: str) -> Path:
    """Write the small city below `root`; `files` replace parts. Returns the folder `data`."""
    data = root / "data"
    home = data / "cities" / "testville"
    write(data / "languages.yml", files.get("languages", LANGUAGES))
    write(home / "city.yml", files.get("city", CITY))
    write(home / "privacy.yml", "controller: TO FILL IN\n")
    write(home / "menu.yml", files.get("menu", MENU))
    write(home / "answers" / "swimming.yml", files.get("topic", TOPIC))
    write(data / "texts" / "talk.yml", files.get("texts", TEXTS))
    (data / "nlu").mkdir(exist_ok=True)
    return data
