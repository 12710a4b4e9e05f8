"""Search in words that stand sealed in the database: the newest are opened and looked through.

Knows messages and notes. Refuses to know who may see which case: it is given those.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from desk.cases.models import Case, Message, Note

# Opening takes about 15 microseconds a text; beyond this a search would hold up the desk.
MOST = 20_000


def matching(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Open or closed: by code, by what was said (as far as it is shown) or noted, by tag."""
    wanted = words.casefold()
    found = set(_said(cases, wanted)) | set(_noted(cases, wanted))
    return cases.filter(Q(code__istartswith=words) | Q(pk__in=found) | Q(tags__icontains=words))


def _said(cases: QuerySet[Case], wanted: str) -> Iterator[int]:
    shown = {
        conversation: (pk, first)
        for pk, conversation, first in cases.exclude(conversation=None).values_list(
            "pk", "conversation", "first_number"
        )
    }
    messages = Message.objects.exclude(number=None).order_by("-pk")
    rows = messages.values_list("conversation", "number", "text", "staff_text")[:MOST]
    for conversation, number, *texts in rows:
        pk, first = shown.get(conversation, (0, 0))
        if pk and (number or 0) >= first and any(wanted in text.casefold() for text in texts):
            yield pk


def _noted(cases: QuerySet[Case], wanted: str) -> Iterator[int]:
    notes = Note.objects.filter(case__in=cases).order_by("-pk")
    for pk, text in notes.values_list("case", "text")[:MOST]:
        if wanted in text.casefold():
            yield pk
