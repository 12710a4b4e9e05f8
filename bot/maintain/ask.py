"""`make ask Q="..."`: what the bot understands, how surely, what else it thought of, what it says.

Reads the files as they are, published or not. Stores nothing; asks no running bot.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import Any

from bot.__main__ import set_up_logs
from bot.no_tensorflow import leave_out
from bot.settings import Settings, read
from knowledge import load

_KEY = b"only for asking, signs nothing"
_RUNNERS_UP = 2


def main() -> int:
    """Prints the understanding and the answer. Returns the exit code."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    leave_out()
    set_up_logs("ERROR")
    parser = argparse.ArgumentParser(prog="ask", description=__doc__)
    parser.add_argument("question")
    asyncio.run(_ask(parser.parse_args().question, read(os.environ)))
    return 0


async def _ask(question: str, settings: Settings) -> None:
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from bot.answers.nlg import CityNlg

    library = load(settings.files, settings.city)
    trained = [model for model in (settings.trained, settings.model) if model.is_file()]
    if not trained:
        print("There is no trained model yet: run `make train`.", file=sys.stderr)
        return
    agent = Agent.load(
        str(max(trained, key=lambda model: model.stat().st_mtime)),
        generator=CityNlg(library=library, key=_KEY),
        action_endpoint=EndpointConfig(url=f"{os.environ.get('ACTIONS_URL', '')}/webhook"),
    )
    parsed = await agent.parse_message(question)
    ranking = parsed.get("intent_ranking") or []
    intent = parsed["intent"]["name"]
    sure = f"{ranking[0]['name']}, confidence {ranking[0]['confidence']:.2f}" if ranking else intent
    print(f"Language    {parsed.get('language')}")
    print(f"Understood  {sure}{'  (not sure enough)' if intent == 'nlu_fallback' else ''}")
    for other in ranking[1 : 1 + _RUNNERS_UP]:
        print(f"Next        {other['name']}, confidence {other['confidence']:.2f}")
    wishes = [f"{one['entity']}={one['value']}" for one in parsed.get("entities") or ()]
    if wishes:
        print(f"Heard       {', '.join(wishes)}")
    for reply in await agent.handle_text(question, sender_id="ask"):
        _show(reply)


def _show(reply: dict[str, Any]) -> None:
    print(f"\n{reply.get('text') or ''}\n")
    titles = (f"{b.get('sign') or ''} {b['title']}".strip() for b in reply.get("buttons") or ())
    print("  ".join(f"[{title}]" for title in titles))


if __name__ == "__main__":
    sys.exit(main())
