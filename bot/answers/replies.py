"""Replies that are no topic's answer: plain texts, menu screens, ask-back, language, emergency.

Knows which buttons belong under them. Refuses to know Rasa and channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.answers.buttons import ButtonMaker, placed, unique
from bot.answers.danger import KINDS, kinds_told
from bot.answers.reader import Reader
from bot.answers.topic_answer import topic_answer
from knowledge import Library, MissingValueError
from knowledge.formats import isolate, listed
from knowledge.menu import MOST_ON_A_SCREEN, Menu

_MOST_ALTERNATIVES = 3
_NEAREST = 3
_WISH = "wish_"
_VERDICTS = ("rated_useful", "rated_not", "rated_wrong")


def rate(who: Reader, library: Library, buttons: ButtonMaker) -> dict[str, Any]:
    """Asks how the answer was: useful, not, wrong; each one tap."""
    reply = text_reply("utter_useful_ask", who, library, buttons)
    about = f"topic={who.entities.get('topic') or who.topic}"
    reply["buttons"] = buttons.named([f"{verdict}?{about}" for verdict in _VERDICTS], who)
    return reply


def text_reply(
    key: str,
    who: Reader,
    library: Library,
    buttons: ButtonMaker,
    values: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A text with its choices as buttons; a line whose value nobody gave is left out.

    `choices` among the values are shown instead of those of the text.
    """
    given = dict(values or {})
    notations = given.pop("choices", None) or library.texts.choices(key)
    filled = {name: _said(value, who, library) for name, value in given.items()}
    filled.setdefault("receipt", who.entities.get("receipt") or who.receipt)
    try:
        text = library.texts.get(key, who.language, **filled)
    except MissingValueError:
        text = library.texts.get_lines(key, who.language, **filled)
    asks = library.texts.entry(key).asks
    return {
        "text": text,
        "buttons": buttons.named(notations, who),
        "language": library.texts.language(key, who.language),
        **({"asks": asks} if asks else {}),
    }


def menu_screen(
    who: Reader, library: Library, buttons: ButtonMaker, screens: Menu
) -> dict[str, Any]:
    """The doors, or the screen of the door or group that was tapped."""
    group = screens.group(str(who.entities.get("door") or ""))
    reply = text_reply("utter_menu", who, library, buttons)
    reply["buttons"] = buttons.groups(group.items if group else screens.doors, who)
    if group:
        title = buttons.title(group, who)
        reply["text"] = library.texts.get("menu_choose", who.language, title=title)
        reply["sign"] = group.sign
    else:
        reply["buttons"] += buttons.named(("find_course", "request_human"), who)
    return reply


def did_you_mean(who: Reader, library: Library, buttons: ButtonMaker) -> dict[str, Any]:
    """The topics or intents that the NLU thinks possible, "something else", and a person."""
    reply = text_reply("utter_did_you_mean", who, library, buttons)
    names = [name for name in who.alternatives if _offered(name, library)][:_MOST_ALTERNATIVES]
    reply["buttons"] = buttons.named((*names, "something_else", "request_human"), who)
    return reply


def simplify(
    who: Reader, library: Library, buttons: ButtonMaker, *, now: datetime
) -> dict[str, Any]:
    """The simple text of the topic talked about; asks what when there is none.

    Asked for a second time, simple words come first from then on, as after the tap `simple_first`.
    """
    chosen = who.intent == "simple_first" or who.wished_once
    topic = library.topics.get(who.topic or "")
    if topic is None or topic.withdrawn:
        key = "simple_first_set" if chosen else "utter_simplify_what"
        reply = text_reply(key, who, library, buttons)
        if chosen:
            reply["buttons"] = buttons.named(("doors", "request_human"), who)
        return reply
    reply = topic_answer(library, buttons, topic, who, now=now, simple=True)
    if reply["simple"]:
        head = library.texts.get("simple_first_set" if chosen else "utter_simplify", who.language)
        reply["text"] = f"{head}\n\n{reply['text']}"
    if not chosen and not who.simple:
        first, *others = reply["buttons"]
        shown = [first, *buttons.named(("simple_first",), who), *others]
        reply["buttons"] = unique(shown)[:MOST_ON_A_SCREEN]
    return reply


def language_set(who: Reader, library: Library, buttons: ButtonMaker) -> dict[str, Any]:
    """Confirms the language; offers the answered ones when none, or another one, was asked for."""
    asked = who.entities.get("language")
    if asked and who.answered:
        reply = text_reply("utter_language_set", who, library, buttons)
        reply["buttons"] = buttons.named(("menu",), who)
        return reply
    key = "utter_language_unknown" if who.answered else "utter_languages"
    reply = text_reply(key, who, library, buttons)
    nearest = [code for code in who.chain if library.languages[code].answered]
    codes = dict.fromkeys((*nearest, *library.languages.answered))
    reply["buttons"] = buttons.languages(codes, who)
    return reply


def emergency(
    who: Reader, library: Library, buttons: ButtonMaker, *, somebody_reads: bool
) -> dict[str, Any]:
    """112 and 101, then the lines that fit what was told or tapped, else a choice by signs.

    `somebody_reads`: whether it is the desk's time; outside it nobody is invited to wait.
    """
    texts, city = library.texts, library.city
    lines = {line.kind: line for line in city.emergency if line.check is None}
    tapped = str(who.entities.get("kind") or "")
    told = [tapped] if tapped in KINDS else kinds_told(who.text, who.language)
    fitting = [lines[kind] for kind in told if kind in lines]
    paragraphs = [texts.get_lines("utter_emergency", who.language)]
    calls = [
        {"title": texts.get(f"call_{call.kind}", who.language), "number": call.number}
        for call in city.calls
        if call.check is None
    ]
    if fitting:
        titles = [texts.get(f"choice_emergency_{line.kind}", who.language) for line in fitting]
        paragraphs.append(
            "\n".join(
                isolate(
                    f"{line.sign} {title}: **{line.number}**",
                    library.languages.direction(who.language),
                )
                for line, title in zip(fitting, titles, strict=True)
            )
        )
        calls += [
            {"title": title, "number": line.number}
            for line, title in zip(fitting, titles, strict=True)
        ]
    reads = "emergency_perhaps_nobody" if somebody_reads else "emergency_nobody"
    paragraphs.append(texts.get(reads, who.language))
    offered = [] if fitting else [f"emergency?kind={kind}" for kind in KINDS if kind in lines]
    if offered:
        paragraphs.append(texts.get("emergency_more", who.language))
    ways = buttons.named(offered, who)
    if not offered:  # once it is clear what happens: who else may read this
        ways = [*placed("pin", buttons.named(("protect",), who)), *buttons.named(("unguard",), who)]
    return {
        "text": "\n\n".join(paragraphs),
        "buttons": ways,
        "language": texts.language("utter_emergency", who.language),
        "emergency": {"calls": calls},
    }


def offer_languages(
    reply: dict[str, Any], who: Reader, library: Library, buttons: ButtonMaker
) -> None:
    """Tells a reader of a language without answers, in that language, which ones there are."""
    if who.answered or reply["language"] == who.language:
        return
    line = library.texts.get("utter_languages", who.language)
    codes = [code for code in who.chain if library.languages[code].answered][:_NEAREST]
    reply["text"] = f"{reply['text']}\n\n{line}"
    shown = unique([*buttons.languages(codes, who), *reply["buttons"]])
    reply["buttons"] = shown[:MOST_ON_A_SCREEN]


def _offered(name: str, library: Library) -> bool:
    group, _, topic = name.partition("/")
    return topic in library.topics if group == "faq" else f"choice_{name}" in library.texts


def _said(value: Any, who: Reader, library: Library) -> Any:
    """A list of wishes or keys of texts in the reader's language; everything else as it is."""
    if not isinstance(value, (list, tuple)):
        return value
    texts = library.texts
    keys = (f"{_WISH}{item}" if f"{_WISH}{item}" in texts else str(item) for item in value)
    words = (texts.get(key, who.language) if key in texts else key for key in keys)
    return listed(words, who.language)
