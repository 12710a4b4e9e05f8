"""All that the desk keeps of one person, as plain data; and its correction.

For people without their phone: an administrator finds them by the code of their case. What the
assistant keeps beside it is asked from the bot. Knows no HTML.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from desk.cases import forget, thread
from desk.cases.bot import Bot, BotError
from desk.cases.models import Case, Message, Note
from desk.people.models import User


def everything(case: Case) -> dict[str, Any]:
    """Every row that knows the person, by table (GDPR, article 15).

    `assistant` holds the bot's transcript, or None while the bot cannot be reached.
    """
    tables: dict[str, Any] = {}
    for model in forget.tables_that_know_a_person():
        rows = model._default_manager.filter(conversation=case.conversation).order_by("pk")
        tables[str(model._meta.model_name)] = [model_to_dict(row) for row in rows]
    transcript = None
    with suppress(BotError):
        bot = Bot(settings.BOT_URL, settings.BOT_API_SECRET)
        transcript = list(bot.transcript(str(case.conversation)).messages)
    return {"code": case.code, "desk": tables, "assistant": transcript}


def correct(case: Case, user: User, *, call_back: str, remark: str) -> None:
    """Puts right how the person is reached; adds what is wrong in the words as a note.

    What was said stays as it was said: the note stands beside it (GDPR, article 16).
    """
    with transaction.atomic():
        thread.touch(case, call_back=call_back[:300])
        if remark:
            Note.objects.create(
                conversation=case.conversation,
                case=case,
                author=user,
                text=remark[:4000],
                at=timezone.now(),
            )


def counts(case: Case) -> dict[str, int]:
    """How much is kept, for the page."""
    mine = {"conversation": case.conversation}
    return {
        "messages": Message.objects.filter(**mine).count(),
        "notes": Note.objects.filter(**mine).count(),
        "cases": Case.objects.filter(**mine).count(),
    }
