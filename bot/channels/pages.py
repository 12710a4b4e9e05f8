"""Knows the chat page, the widget's files and its words by language, and their headers.

All files are read, compressed and stamped with a version once, at the start; a versioned address
never changes and may be kept for ever. Refuses to know conversations.
"""

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Protocol

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channels.city_words import city_words, later_words
from bot.channels.joined import joined, loaded_later
from bot.settings import Settings
from bot.shelf import Shelf
from knowledge import Library

_WIDGET = Path(__file__).parent.parent / "widget"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
}
_VERSIONED = re.compile(r"v-([0-9a-f]{12})/(.+)")
# Our own files travel without comment lines and indentation; what is vendored stays untouched.
_REMARK_OR_INDENT = re.compile(rb"(?m)^\s*/\*(?s:.*?)\*/\s*$|^\s*//[^\n]*$|^\s+")
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
_ENTRY, _STYLE, _PAGE = "newcomer-chat.js", "chat.css", "page.html"
_SOCKET = "vendor/socket.io.esm.min.js"
# Loaded by bot/widget/parts.js after the first paint. All other modules travel in the entry.
_LATER = ("detail.js", "letter.js", "menu.js", "pin.js", "voice.js")


class Served(Protocol):
    """What the pages need of the process's runtime."""

    @property
    def settings(self) -> Settings:
        """The bot's settings."""

    @property
    def shelf(self) -> Shelf:
        """The city's data in use."""


@dataclass(frozen=True, kw_only=True)
class File:
    """One file in memory, plain and gzipped."""

    body: bytes
    packed: bytes
    type: str
    etag: str


def serve_pages(app: Sanic, runtime: Served) -> None:
    """Puts the chat page at `/` (where Rasa says hello) and the widget under `/widget/`."""
    origins = runtime.settings.allowed_origins
    days = asdict(runtime.settings.retention)
    pages = [Pages(runtime.shelf.library, origins, days)]

    def renew(library: Library) -> None:
        pages[0] = Pages(library, origins, days)

    async def front(request: Request) -> HTTPResponse | None:
        # A middleware, because Rasa has taken the route "/" already (rasa/server.py).
        if request.path == "/" and request.method in ("GET", "HEAD"):
            return pages[0].page(request)
        return None

    async def file(request: Request, name: str) -> HTTPResponse:
        return pages[0].file(request, name)

    runtime.shelf.subscribe("pages", renew)

    app.register_middleware(front, "request")
    app.add_route(file, "/widget/<name:path>", methods=["GET", "HEAD"], name="widget")


class Pages:
    """The chat page and the widget's files of one city."""

    def __init__(
        self,
        library: Library,
        allowed_origins: Iterable[str],
        days: Mapping[str, int] | None = None,
    ) -> None:
        self._library = library
        self._origins = frozenset(allowed_origins)
        answered = library.languages.answered
        self._files = {name: _file(name, body) for name, body in _widget_files(answered)}
        for code in answered:
            words = {
                f"city.{code}.json": city_words(library, code),
                f"later.{code}.json": later_words(library, code, days or {}),
            }
            for name, body in words.items():
                packed = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
                self._files[name] = _file(name, packed.encode())
        etags = "".join(f"{name}{file.etag}" for name, file in sorted(self._files.items()))
        self.version = hashlib.sha256(etags.encode()).hexdigest()[:12]
        self._template = Template((_WIDGET / _PAGE).read_text(encoding="utf-8"))

    def page(self, request: Request) -> HTTPResponse:
        """The full-page chat in the wished language (`?lang=ar`), else in the browser's."""
        wished = [
            request.args.get("lang") or "",
            *_accepted(request.headers.get("accept-language")),
        ]
        answered = self._library.languages.answered
        short = [code.lower().split("-")[0] for code in wished]
        language = next((code for code in short if code in answered), "en")
        body = self._template.substitute(self._page_values(language)).encode()
        host = request.host if _HOST.fullmatch(request.host or "") else ""
        headers = {
            "Content-Security-Policy": self._policy(host),
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
            "Permissions-Policy": "geolocation=(self), microphone=(), payment=(), usb=()",
        }
        return self._answer(request, _file(_PAGE, body), headers)

    def file(self, request: Request, name: str) -> HTTPResponse:
        """One of the widget's files; 404 for any other name."""
        versioned = _VERSIONED.fullmatch(name)
        file = self._files.get(versioned.group(2) if versioned else name)
        if file is None:
            return empty(status=404)
        fresh = versioned is not None and versioned.group(1) == self.version
        keep = "public, max-age=31536000, immutable" if fresh else "no-cache"
        headers = {"Cache-Control": keep, "Cross-Origin-Resource-Policy": "cross-origin"}
        origin = request.headers.get("origin")
        if self._origins:
            headers["Vary"] = "Origin"
        if origin in self._origins:
            headers["Access-Control-Allow-Origin"] = origin
        return self._answer(request, file, headers)

    def _answer(self, request: Request, file: File, headers: Mapping[str, str]) -> HTTPResponse:
        varies = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
        sent = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **headers,
            "Vary": varies,
            "ETag": file.etag,
        }
        if request.headers.get("if-none-match") == file.etag:
            return empty(status=304, headers=sent)
        packed = "gzip" in (request.headers.get("accept-encoding") or "")
        if packed:
            sent["Content-Encoding"] = "gzip"
        body = file.packed if packed else file.body
        return raw(body, headers=sent, content_type=file.type)

    def _policy(self, host: str) -> str:
        # Safari before 15.4 does not count ws: as 'self'.
        sockets = f" ws://{host} wss://{host}" if host else ""
        parents = " ".join(("'self'", *sorted(self._origins)))
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            f"media-src 'self'; connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {parents}"
        )

    def _page_values(self, language: str) -> dict[str, str]:
        words = city_words(self._library, language)
        base = f"/widget/v-{self.version}/"
        calls = ", ".join(f"{call['number']} ({call['title']})" for call in words["calls"])
        office = words["office"]
        lines = (words["texts"]["noscript"], office["name"], office["address"], *office["hours"])
        return {
            "language": language,
            "direction": self._library.languages.direction(language),
            "title": html.escape(words["texts"]["title"]),
            "base": base,
            "city": html.escape(self._library.city.id),
            "entry": f"{base}{_ENTRY}",
            "style": f"{base}{_STYLE}",
            "words": f"{base}city.{language}.json",
            "socket": f"{base}{_SOCKET}",
            "noscript": "<br>".join(html.escape(line) for line in (*lines, calls) if line),
            "all": html.escape(self._library.texts.get("page_all", language)),
        }


def _widget_files(answered: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    modules = {"languages": f"export const ANSWERED = {json.dumps(list(answered))};\n"}
    for path in sorted(_WIDGET.rglob("*")):
        name = path.relative_to(_WIDGET).as_posix()
        if path.suffix not in _TYPES or name == _PAGE:
            continue
        body = path.read_bytes()
        if "/" in name:
            yield name, body
            continue
        body = _REMARK_OR_INDENT.sub(b"", body)
        if path.suffix == ".js":
            modules[path.stem] = body.decode()
        else:
            yield name, body
    yield _ENTRY, joined(modules, Path(_ENTRY).stem).encode()
    for name in _LATER:
        yield name, loaded_later(modules[Path(name).stem]).encode()


def _file(name: str, body: bytes) -> File:
    return File(
        body=body,
        packed=gzip.compress(body, 9, mtime=0),
        type=_TYPES[Path(name).suffix],
        etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"',
    )


def _accepted(header: str | None) -> list[str]:
    """The languages of `Accept-Language`, in the browser's order (browsers send them sorted)."""
    return [part.split(";")[0].strip() for part in (header or "").split(",")]
