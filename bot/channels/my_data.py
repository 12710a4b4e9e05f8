"""The page and the file with everything that is kept of one person, behind a sealed link.

Knows how messages become readable HTML and JSON. The address names nobody and is over after
fifteen minutes; nothing of it may be kept by browsers or proxies.
"""

import base64
import hashlib
import html
import json
from datetime import datetime
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.feed import message
from bot.links import Links
from bot.runtime import Runtime
from bot.store.rows import Numbered
from knowledge import Library

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "time{color:#555;font-size:.9rem}li{margin:1rem 0;white-space:pre-wrap}"
    "ol{padding:0;list-style:none}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
_FORMS = {"html": "text/html; charset=utf-8", "json": "application/json"}


def serve_my_data(app: Sanic, runtime: Runtime) -> None:
    """Puts the download under `/my-data/<token>.html` and `.json`."""
    links = Links(runtime.settings.session_key)

    async def answer(request: Request, name: str) -> HTTPResponse:
        token, _, form = name.rpartition(".")
        if form not in _FORMS:
            return raw(b"", status=404, headers=_HEADERS)
        conversation = links.read(token)
        state = runtime.journal.state(conversation) if conversation else None
        if conversation is None or state is None or state["erased"]:
            wished = (request.headers.get("accept-language") or "").split(",")[0][:2]
            page = _page(runtime.library, wished, "my_data_gone", "")
            return raw(page, status=410, headers=_HEADERS, content_type=_FORMS["html"])
        made = in_files(runtime.library, state, runtime.journal.messages(conversation))
        named = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        headers = {**_HEADERS, **named} if form == "json" else _HEADERS
        return raw(made[f"my-data.{form}"], headers=headers, content_type=_FORMS[form])

    app.add_route(answer, "/my-data/<name:str>", methods=["GET"], name="my-data")


def in_files(
    library: Library, state: dict[str, Any], messages: tuple[Numbered, ...]
) -> dict[str, bytes]:
    """All that is kept, by the file's name: a page to read, and the same as data."""
    rows = "".join(_row(library, state["language"], one) for one in messages)
    data = json.dumps(everything(state, messages), ensure_ascii=False, indent=1)
    return {
        "my-data.html": _page(library, state["language"], "my_data_title", f"<ol>{rows}</ol>"),
        "my-data.json": data.encode(),
    }


def everything(state: dict[str, Any], messages: tuple[Numbered, ...]) -> dict[str, Any]:
    """All that is kept, as plain data (GDPR, articles 15 and 20)."""
    return {
        "language": state["language"],
        "channel": state["channel"],
        "read_by_staff": bool(state["followed"]),
        "danger_was_told": bool(state["guarded"]),
        "messages": [{"time": _time(one), **message(one.body)} for one in messages],
    }


def _row(library: Library, language: str | None, one: Numbered) -> str:
    said = message(one.body)
    sender = (one.body.get("metadata") or {}).get("from") or {}
    who = library.texts.get(f"my_data_{'you' if said['author'] == 'newcomer' else 'bot'}", language)
    who = str(sender.get("name") or who) if said["author"] == "staff" else who
    return (
        f'<li dir="auto"><strong>{html.escape(who)}</strong> <time>{_time(one)[:16]}</time>\n'
        f"{html.escape(said['text'])}</li>"
    )


def _page(library: Library, language: str | None, title: str, body: str) -> bytes:
    code = library.texts.language(title, language)
    words = html.escape(library.texts.get(title, language))
    return (
        f'<!doctype html><html lang="{code}" dir="{library.languages.direction(code)}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{words}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{words}</h1>{body}</body></html>"
    ).encode()


def _time(one: Numbered) -> str:
    zone = datetime.now().astimezone().tzinfo
    return datetime.fromtimestamp(one.body.get("timestamp") or 0, zone).isoformat(
        timespec="seconds"
    )
