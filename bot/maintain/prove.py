"""A model and a state of the data are proved before they replace what works.

Gives every answer in every language, asks a new model for each topic by its title in the languages
that the city requires, and holds a smoke conversation. Prints what failed. Touches no running bot
and no database.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.__main__ import set_up_logs
from bot.no_tensorflow import leave_out
from knowledge import Library, load

_KEY = b"only for the proof, signs nothing"
# What the smoke conversation says (a text's key) and what must be understood.
_SMOKE = {
    "choice_emergency": "emergency",
    "choice_request_human": "request_human",
    "choice_find_course": "find_course",
}


def main() -> int:
    """Returns 0 when everything holds."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    leave_out()
    set_up_logs("CRITICAL")
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="a new model; without it only the texts")
    given = parser.parse_args()
    library = load(given.data, os.environ["CITY"])
    problems = list(silent_answers(library))
    if given.model:
        problems += asyncio.run(misunderstood(library, given.model))
    print(*problems, sep="\n")
    return 1 if problems else 0


def silent_answers(library: Library) -> Iterator[str]:
    """Topics that give no text in a language."""
    from bot.answers.nlg import CityNlg
    from bot.answers.reader import Reader

    nlg = CityNlg(library=library, key=_KEY)
    for name in library.topics:
        for code in library.languages.answered:
            try:
                reply = nlg.answer(name, Reader.of(code, library.languages))
            except Exception as error:  # whatever it is, it must not reach a newcomer
                yield f"'{name}' in '{code}' fails: {type(error).__name__}: {error}"
                continue
            if not reply["text"].strip() or "{" in reply["text"]:
                yield f"'{name}' gives no whole answer in '{code}'"


async def misunderstood(library: Library, model: Path) -> list[str]:
    """What a new model takes for something else, and turns in which it says nothing."""
    from rasa.core.agent import Agent

    from bot.answers.nlg import CityNlg

    agent = Agent.load(str(model), generator=CityNlg(library=library, key=_KEY))
    problems: list[str] = []
    for code in library.city.required_languages:
        expected = {
            topic.answers[code].title: f"faq/{name}"
            for name, topic in library.topics.items()
            if code in topic.answers
        }
        expected |= {library.texts.get(key, code): label for key, label in _SMOKE.items()}
        for text, label in expected.items():
            parsed = await agent.parse_message(text)
            found = _label(parsed)
            if found != label:
                problems.append(f"'{text}' ({code}) is understood as {found}, not {label}")
            replies = await agent.handle_text(text, sender_id=f"proof-{code}-{label}")
            if not any(reply.get("text") for reply in replies):
                problems.append(f"'{text}' ({code}) is answered with silence")
    return problems


def _label(parsed: dict[str, Any]) -> str:
    name = str((parsed.get("intent") or {}).get("name"))
    ranking = parsed.get("intent_ranking") or []
    return str(ranking[0]["name"]) if name == "faq" and ranking else name


if __name__ == "__main__":
    sys.exit(main())
