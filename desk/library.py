"""The project's data as the desk needs it, each part read once when it is first asked for.

Knows where data/ stands. What it means is told by knowledge/.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from knowledge import City, Languages, Texts, Topics
from knowledge import city as cities
from knowledge import languages as language_table
from knowledge import phrases as phrase_files
from knowledge import texts as text_files
from knowledge import topics as topic_files
from knowledge.formats import locale
from knowledge.phrases import Phrasebook


@lru_cache(maxsize=1)
def city() -> City:
    """The city's offices, hours and holidays."""
    return cities.load(settings.DATA_DIR / "cities" / settings.CITY)


@lru_cache(maxsize=1)
def languages() -> Languages:
    """The table of languages."""
    return language_table.load(
        settings.DATA_DIR / "languages.yml",
        source=city().source_language,
        answered=city().answer_languages or None,
    )


@lru_cache(maxsize=1)
def texts() -> Texts:
    """The sentences that are said to newcomers."""
    table = languages()
    facts = {code: city().facts(table.chain(code)) for code in table}
    return text_files.load(settings.DATA_DIR / "texts", table, facts=facts)


@lru_cache(maxsize=1)
def topics() -> Topics:
    """The FAQ topics; the slowest part to read."""
    folder = settings.DATA_DIR / "cities" / settings.CITY / "answers"
    return topic_files.load(folder, languages(), city())


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The desk's phrases in every answer language."""
    return phrase_files.load(settings.DATA_DIR / "texts" / "phrases", languages())


def topic_title(name: str) -> str:
    """The topic's title in the language of the interface, or its name made readable."""
    name = name.removeprefix("faq/")
    topic = topics().get(name)
    if topic is None:
        return name.replace("_", " ")
    return topic.title(languages().chain(get_language()))


def office_name(name: str) -> str:
    """The office's name; the id where the city has no such office."""
    offices = city().offices
    return offices[name].name if name in offices else name


def language_name(code: str) -> str:
    """The language's name in the language of the interface."""
    names = locale(get_language() or settings.LANGUAGE_CODE).languages
    return str(names.get(code, code))


def own_name(code: str) -> str:
    """The language's own name, as a newcomer would write it."""
    return languages()[code].name if code in languages() else code
