"""The page and the file with everything that is kept of one person, behind a sealed link.

Knows how messages become readable HTML and JSON, and the page on which a PIN is chosen: where
danger was told, nothing is shown without it. The address names nobody and is over after fifteen
minutes; nothing of it may be kept by browsers or proxies.
"""

import asyncio
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
    "ol{padding:0;list-style:none}h1{font-size:1.4rem;white-space:pre-wrap}"
    "input,button{font:inherit;font-size:1.5rem;padding:.6rem 1rem;border-radius:.5rem;"
    "border:2px solid #444}input{width:8ch}button{background:#0b5;color:#000}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
}
_FORMS = {"html": "text/html; charset=utf-8", "json": "application/json", "pin": "text/html"}
_CHOSEN = {
    "set": "widget_later_pin_set",
    "malformed": "widget_later_pin_choose",
    "late": "guard_late",
}


def serve_my_data(app: Sanic, runtime: Runtime) -> None:
    """Puts the download under `/my-data/<token>.html` and `.json`."""
    links = Links(runtime.settings.session_key)

    guard = runtime.guard()

    async def answer(request: Request, name: str) -> HTTPResponse:
        token, _, form = name.rpartition(".")
        if form not in _FORMS:
            return raw(b"", status=404, headers=_HEADERS)
        conversation = links.read(token)
        state = runtime.journal.state(conversation) if conversation else None
        if conversation is None or state is None or state["erased"]:
            wished = (request.headers.get("accept-language") or "").split(",")[0][:2]
            return shown(wished, "my_data_gone", status=410)
        language, given = state["language"], None
        if request.method == "POST":
            given = (request.form or {}).get("pin")
        if form == "pin":
            if given is None:
                return shown(language, "widget_later_pin_choose", _form(runtime.library, language))
            done = await asyncio.to_thread(guard.choose, conversation, given)
            again = _form(runtime.library, language) if done == "malformed" else ""
            return shown(language, _CHOSEN[done], again)
        first: int | str = 0
        if state["guarded"]:
            if given is None:
                first = "ask" if state["pin"] else "closed"
            else:
                first = await asyncio.to_thread(guard.open, conversation, given)
        if isinstance(first, str):
            again = "" if first in ("closed", "wait") else _form(runtime.library, language)
            return shown(language, f"widget_later_pin_{first}", again, status=403)
        messages = runtime.journal.messages(conversation, after=max(0, first - 1))
        made = in_files(runtime.library, state, messages)
        named = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        headers = {**_HEADERS, **named} if form == "json" else _HEADERS
        return raw(made[f"my-data.{form}"], headers=headers, content_type=_FORMS[form])

    def shown(
        language: str | None, title: str, body: str = "", *, status: int = 200
    ) -> HTTPResponse:
        page = _page(runtime.library, language, title, body)
        return raw(page, status=status, headers=_HEADERS, content_type=_FORMS["html"])

    app.add_route(answer, "/my-data/<name:str>", methods=["GET", "POST"], name="my-data")


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


def _form(library: Library, language: str | None) -> str:
    """The field for a PIN."""
    send = html.escape(library.texts.get("widget_send", language))
    return (
        '<form method="post"><input name="pin" inputmode="numeric" autocomplete="off" dir="ltr" '
        f'maxlength="8" required autofocus aria-label="PIN"> <button>{send}</button></form>'
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
