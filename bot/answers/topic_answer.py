"""A topic's answer for one reader: wording by language, simple or full, with its honest stamp.

Says where the answer comes from and that nobody has confirmed it, until somebody has.
Refuses to know how it is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.answers.buttons import VIEW, ButtonMaker, placed, unique
from bot.answers.open_now import open_now
from bot.answers.reader import Reader
from knowledge import Answer, Library, Topic, audio
from knowledge.formats import language_name
from knowledge.stamp import stamp_of

_PRIVACY, _OWN_DATA = "privacy", ("show_my_data", "delete_my_data", "notice")
_MOST_RELATED = 3


def topic_answer(
    library: Library,
    buttons: ButtonMaker,
    topic: Topic,
    reader: Reader,
    *,
    now: datetime,
    simple: bool = False,
) -> dict[str, Any]:
    """The response: text with its last paragraphs, buttons and metadata.

    The message's entity `view` asks for `simple`, `full` or `source`; `simple` (or the reader's
    own setting) gives the simple text where there is one.
    """
    view = reader.entities.get(VIEW)
    answer = _wording(topic, reader, view)
    as_simple = bool(answer.simple) and (
        view == "simple" or (view not in ("full", "source") and (simple or reader.simple))
    )
    foreign = answer.language != reader.language and view != "source"
    outdated = answer.status == "outdated"
    draft = answer.status in ("draft", "outdated")
    stamp = stamp_of(library, topic, answer.language, now.date())
    names = answer.simple_names if as_simple else answer.names
    paragraphs = [
        _text(library, "answer_other_language", reader.language, answer)
        if foreign and reader.answered
        else None,
        _text(library, "newer_in_source", answer.language, answer, topic) if outdated else None,
        answer.simple if as_simple else answer.text,
        "\n".join(open_now(library, names, answer.language, now)),
        library.texts.get("draft_translation", answer.language) if draft and not outdated else None,
        stamp,
    ]
    shown = []
    if as_simple:
        shown += buttons.view(topic.name, "full", reader)
    elif answer.simple:
        shown += placed("simpler", buttons.view(topic.name, "simple", reader))
    folded = []
    if draft or (foreign and answer.language != topic.source_language):
        folded += buttons.view(topic.name, "source", reader)
    if topic.name == _PRIVACY:
        # One's own doors stand in place of related topics: six buttons are a screen.
        shown = [*buttons.named(_OWN_DATA, reader), *shown]
    else:
        folded += buttons.topics(topic.related[:_MOST_RELATED], reader)
    folded += buttons.named([f"rate?topic={topic.name}"], reader)
    shown += placed("more", folded)
    response: dict[str, Any] = {
        "text": "\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        "buttons": unique(shown),
        "language": answer.language,
        "topic": topic.name,
        "simple": as_simple,
        "draft": draft,
        "related": list(topic.related[:_MOST_RELATED]),
        "stamp": stamp,
        "page": f"/{answer.language}/{topic.name}/",
    }
    if topic.source:
        response["source"] = {"url": topic.source.url, "year": topic.source.year}
    if topic.confirmed:
        response["confirmed"] = topic.confirmed.date.isoformat()
    if topic.sign:
        response["sign"] = topic.sign
    recorded = audio.recording(library.city_folder, topic, answer.language)
    if recorded:
        response["audio"] = f"/audio/{recorded.name}"
    return response


def _wording(topic: Topic, reader: Reader, view: object) -> Answer:
    source = topic.answers[topic.source_language]
    if view == "source":
        return source
    answer = topic.answer(reader.chain)
    # An outdated translation of a legal topic is withheld: a wrong rule harms somebody.
    return source if topic.legal and answer.status == "outdated" else answer


def _text(
    library: Library, key: str, language: str, answer: Answer, topic: Topic | None = None
) -> str:
    code = topic.source_language if topic else answer.language
    return library.texts.get(key, language, language=language_name(code, language))
