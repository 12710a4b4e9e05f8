"""What an answer rests on: each number and link in it stands in the topic's facts or in city.yml.

Facts are short statements with digits, in metadata `facts` of the topic's first variation. Knows
nothing of whether a fact is true: its source and the office's confirmation say that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.city import City
from knowledge.formats import latin, plain
from knowledge.topic import Topic

LINK = re.compile(r"https?://[^\s)>\]]+")
_DIGITS = re.compile(r"\d+")
_LIST_NUMBER = re.compile(r"(?m)^\s*\d+[.)]\s")


def ground(topic: Topic, city: City) -> frozenset[str]:
    """Every group of digits that the topic's facts and the city's file hold."""
    numbers = [number.number for number in (*city.calls, *city.emergency)]
    return digits((*topic.facts, *city.facts(("en",)).values(), *numbers))


def without_ground(topic: Topic, city: City) -> dict[str, list[str]]:
    """By language: groups of digits and links of the answer that stand nowhere else."""
    known = ground(topic, city)
    pages = {office.url for office in city.offices.values() if office.url}
    sources = (topic.source, *topic.more_sources)
    pages |= {source.url for source in sources if source}
    found: dict[str, list[str]] = {}
    for code, answer in topic.answers.items():
        text = f"{answer.text}\n{answer.simple or ''}"
        odd = sorted(digits([text]) - known) + sorted(links(text) - pages)
        if odd:
            found[code] = odd
    return found


def digits(texts: Iterable[str]) -> frozenset[str]:
    """The groups of digits of the texts, links and the numbers of lists left out."""
    bare = (_LIST_NUMBER.sub("", LINK.sub(" ", latin(plain(text)))) for text in texts)
    return frozenset(found for text in bare for found in _DIGITS.findall(text))


def links(text: str) -> set[str]:
    """The links of a text without the punctuation behind them."""
    return {link.rstrip(".,;:!?،؛؟。") for link in LINK.findall(plain(text))}
