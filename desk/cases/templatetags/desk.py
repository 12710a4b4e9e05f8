"""Filters of the desk's templates: names of languages and topics, words with light Markdown."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from desk import library
from desk.cases import labels
from knowledge.formats import isolate

register = template.Library()
_SLOT = re.compile(r"\{\w+\}")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@register.filter
def language_name(code: str) -> str:
    return library.language_name(code) if code else ""


@register.filter
def own_name(code: str) -> str:
    return library.own_name(code) if code else ""


@register.filter
def topic_title(name: str) -> str:
    return library.topic_title(name) if name else ""


@register.filter
def office_name(office: str) -> str:
    return library.office_name(office)


@register.filter
def intent_name(name: str) -> str:
    return labels.intent(name)


@register.filter
def in_order(text: str, language: str) -> str:
    """Keeps the groups of a phone number in order in right-to-left text."""
    return isolate(text or "", library.languages().direction(language))


@register.filter
def gaps(phrase: str) -> str:
    """A phrase whose slots are not filled yet, with a gap for each."""
    return _SLOT.sub("…", phrase)


@register.filter
def light(text: str) -> SafeString:
    """Escaped text in which `**bold**` is bold; nothing else of Markdown is drawn."""
    return mark_safe(_BOLD.sub(r"<strong>\1</strong>", conditional_escape(text)))


@register.filter
def minutes(since: datetime | None, now: datetime) -> str:
    """How long ago, short: `3 min`, `2 h 05`, `4 d`. The letters are signs of units."""
    if since is None:
        return ""
    passed = max(now - since, timedelta(0))
    total = int(passed.total_seconds() // 60)
    if total < 60:
        return f"{total} min"
    if total < 24 * 60:
        return f"{total // 60} h {total % 60:02d}"
    return f"{total // 1440} × 24 h"


@register.filter
def percent(confidence: float | None) -> str:
    return "" if confidence is None else f"{round(confidence * 100)} %"
