"""Knows the door for photos and PDFs from the website: POST /widget/file.

The body is the session's token, a line end, then the file: a request that no browser asks
permission for, in which nothing secret stands in the address. It is read as a stream, so that a
stranger's megabytes end at the first line. Refuses to know messages: the file waits beside the
conversation until a message names it (tests/contracts/files).
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

import sqlalchemy as sa
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.identity import Session, Sessions
from bot.channels.photos import MAX_BYTES, RefusedFileError, check
from bot.runtime import Runtime
from bot.store.files import File, Files, TooManyFilesError

logger = logging.getLogger(__name__)

PATH = "/widget/file"
SWEEP_SECONDS = 60
_LONGEST_TOKEN = 1000
_AT_ONCE = 2  # photos drawn anew at one time: each takes memory for its pixels
_ID = re.compile(r"[\w-]{8,64}", re.ASCII)

Chunks = Callable[[], Awaitable[bytes | None]]


class BadUploadError(ValueError):
    """The request is no upload of ours; the argument is a word for the widget."""


def serve_uploads(app: Sanic, runtime: Runtime) -> None:
    """Adds the route, and the sweep of what nobody asked to be looked at."""
    journal, sessions = runtime.journal, Sessions(runtime.settings.session_key)
    files = journal.files
    drawing = asyncio.Semaphore(_AT_ONCE)

    async def upload(request: Request) -> HTTPResponse:
        assert request.stream is not None
        try:
            session, body = await read(request.stream.read, sessions)
            if not await asyncio.to_thread(journal.stores, session.conversation):
                raise RefusedFileError("person")
            id_ = request.args.get("id") or ""
            if not _ID.fullmatch(id_):
                raise BadUploadError("malformed")
            async with drawing:
                checked = await asyncio.to_thread(check, body)
            kept = File(id=id_, kind=checked.kind, type=checked.type, body=checked.body)
            await asyncio.to_thread(files.put, session.conversation, kept)
        except BadUploadError as error:
            answer = json({"error": str(error)}, status=400)
        except (RefusedFileError, TooManyFilesError) as error:
            reason = error.reason if isinstance(error, RefusedFileError) else "many"
            text = runtime.library.texts.get(f"file_refused_{reason}", _language(request, runtime))
            answer = json({"error": reason, "text": text}, status=413 if reason == "large" else 422)
        except sa.exc.SQLAlchemyError as error:  # the edge: the person may try again
            logger.error("file not stored: %s", type(error).__name__)
            answer = json({"error": "not_saved"}, status=503)
        else:
            answer = json(kept.about())
        origin = request.headers.get("origin")
        if origin in runtime.settings.allowed_origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Vary"] = "Origin"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.add_route(upload, PATH, methods=["POST"], stream=True, name="upload")
    app.add_task(_sweep(files))


async def read(chunk: Chunks, sessions: Sessions) -> tuple[Session, bytes]:
    """The session and the file of a streamed body, no byte more than may be sent.

    Raises `BadUploadError` or `RefusedFileError`.
    """
    held = bytearray()
    session: Session | None = None
    while (part := await chunk()) is not None:
        held += part
        if session is None:
            token, end, rest = bytes(held[: _LONGEST_TOKEN + 1]).partition(b"\n")
            if not end and len(held) <= _LONGEST_TOKEN:
                continue
            session = sessions.read(token.decode("ascii", "replace"))
            if session is None:
                raise BadUploadError("unknown_session")
            del held[: len(token) + 1]
        if len(held) > MAX_BYTES:
            raise RefusedFileError("large")
    if session is None:
        raise BadUploadError("unknown_session")
    return session, bytes(held)


def _language(request: Request, runtime: Runtime) -> str:
    return runtime.library.languages.known(request.args.get("lang") or None)


async def _sweep(files: Files) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await asyncio.to_thread(files.sweep)
        except sa.exc.SQLAlchemyError as error:  # the edge: the next minute tries again
            logger.error("files not swept: %s", type(error).__name__)
