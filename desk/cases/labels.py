"""Names of what the assistant recognised, for staff: dialogue labels and wishes.

Knows labels and their translations. Knows no case.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INTENTS: dict[str, Promise] = {
    "greet": _("greets"),
    "goodbye": _("says goodbye"),
    "thank": _("thanks"),
    "affirm": _("yes"),
    "deny": _("no"),
    "ask_capabilities": _("asks what the assistant can do"),
    "bot_challenge": _("asks whether it is a robot"),
    "change_language": _("wants another language"),
    "set_language": _("chose a language"),
    "simplify": _("wants simpler words"),
    "cancel": _("stop"),
    "find_course": _("looks for a course"),
    "course_details": _("asks about a course"),
    "enrol_course": _("wants to enrol"),
    "request_human": _("wants a person"),
    "give_feedback": _("complaint or praise"),
    "delete_my_data": _("wants data deleted"),
    "emergency": _("EMERGENCY"),
    "out_of_scope": _("something else"),
    "back_to_bot": _("back to the assistant"),
    "hand_over_yes": _("yes, a person"),
    "hand_over_no": _("no, not a person"),
    "menu": _("menu"),
    "nlu_fallback": _("not understood"),
}

WISHES: dict[str, Promise] = {
    "target_language": _("Language to learn"),
    "level": _("Level"),
    "schedule": _("When"),
    "place": _("Where"),
    "childcare": _("Childcare"),
    "mode": _("Kind of course"),
    "free": _("Free of charge"),
    "audience": _("For whom"),
    "not_schedule": _("Not when"),
    "not_mode": _("Not this kind"),
    "day": _("Day"),
    "course": _("Course"),
}

VALUES: dict[str, Promise] = {
    "literacy": _("reading and writing"),
    "alphabet": _("alphabet"),
    "morning": _("in the morning"),
    "afternoon": _("in the afternoon"),
    "evening": _("in the evening"),
    "weekend": _("at the weekend"),
    "school_hours": _("during school hours"),
    "class": _("class"),
    "conversation": _("conversation"),
    "online": _("online"),
    "vocational": _("for a trade"),
    "women": _("women"),
    "true": _("yes"),
    "false": _("no"),
}


def intent(name: str) -> str:
    """What the newcomer wanted, in the staff's language; an unknown label as it is."""
    return str(INTENTS.get(name, name))


def wish(name: str) -> str:
    """The name of a wish."""
    return str(WISHES.get(name, name))


def value(wished: object) -> str:
    """The value of a wish; several are joined."""
    if isinstance(wished, list):
        return ", ".join(value(one) for one in wished)
    text = str(wished)
    return str(VALUES.get(text.lower(), text))
