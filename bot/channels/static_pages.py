"""Knows the addresses of the static pages and of recorded answers. Refuses to know what they say.

`/<language>/`, `/<language>/<topic>/`, `/page.css`, `/audio/<topic>.<language>.opus`: no script, no
cookie, and nobody's conversation. A front server may serve the same files from the published state.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, file, raw, redirect

from bot.channels.pages import Served
from knowledge import audio, pages

_KEPT = "public, max-age=300"
_RECORDING = re.compile(r"([a-z0-9_]+)\.([a-z]{2,3})\.opus")


def serve_static_pages(app: Sanic, runtime: Served) -> None:
    """Adds the routes; each answer is made of the library as it stands now."""
    shelf = runtime.shelf

    async def page(request: Request, language: str, topic: str = "") -> HTTPResponse:
        library = shelf.library
        if language not in library.languages.answered or (topic and topic not in library.topics):
            return empty(status=404)
        if not request.path.endswith("/"):
            return redirect(f"{request.path}/", status=301)
        if topic:
            now = datetime.now(library.city.timezone)
            body = pages.topic_page(library, topic, language, now)
        else:
            body = pages.index(library, language)
        return _sent(request, body, "text/html; charset=utf-8", runtime.settings.allowed_origins)

    async def style(request: Request) -> HTTPResponse:
        return _sent(request, pages.style(), "text/css; charset=utf-8", ())

    async def recording(request: Request, name: str) -> HTTPResponse:
        found = _RECORDING.fullmatch(name)
        topic = shelf.library.topics.get(found.group(1)) if found else None
        if found is None or topic is None:
            return empty(status=404)
        path = audio.recording(shelf.library.city_folder, topic, found.group(2))
        if path is None:
            return empty(status=404)
        return await file(path, mime_type="audio/ogg", headers={"Cache-Control": _KEPT})

    app.add_route(page, "/<language:[a-z]{2,3}>/", name="page_index", methods=["GET", "HEAD"])
    app.add_route(
        page,
        "/<language:[a-z]{2,3}>/<topic:[a-z0-9_]+>/",
        name="page_topic",
        methods=["GET", "HEAD"],
    )
    app.add_route(style, f"/{pages.STYLE}", name="page_style", methods=["GET", "HEAD"])
    app.add_route(recording, "/audio/<name:str>", name="page_audio", methods=["GET", "HEAD"])


def _sent(request: Request, body: str, kind: str, origins: Iterable[str]) -> HTTPResponse:
    parents = " ".join(("'self'", *sorted(origins)))
    sent = body.encode()
    etag = f'"{hashlib.sha256(sent).hexdigest()[:16]}"'
    headers = {
        "Cache-Control": _KEPT,
        "ETag": etag,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {parents}",
    }
    if request.headers.get("if-none-match") == etag:
        return empty(status=304, headers=headers)
    return raw(sent, headers=headers, content_type=kind)
