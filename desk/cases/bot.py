"""The only speaker of the bot's API: say, lead, release, transcript, typing, feed.

Knows HTTP and Rasa's events. Knows no HTML, no case and no state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jwt
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

CONNECT, ANSWER = 2.0, 8.0


class BotError(Exception):
    """The bot did not do what it was asked."""


class BotUnreachableError(BotError):
    """No answer, or an error of the server: whether it was done is not known. Try again."""


class BotRefusedError(BotError):
    """The bot answered that it will not do it; trying the same again is of no use."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who says a line: the assistant, or a colleague with name and role."""

    kind: str = "bot"
    name: str = ""
    role: str = ""

    def as_metadata(self) -> dict[str, str]:
        if self.kind == "bot":
            return {"kind": "bot"}
        return {"kind": self.kind, "name": self.name, "role": self.role}


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """The messages of a conversation as the bot tells them."""

    messages: tuple[Mapping[str, Any], ...]
    language: str
    led: bool


class Bot:
    """One session to one bot, or to several that stand for each other.

    `url` may name several addresses, separated by spaces; one that does not answer is passed over.
    """

    def __init__(self, url: str, secret: str, *, session: requests.Session | None = None) -> None:
        self._urls = [one.rstrip("/") for one in url.split()]
        self._session = session or _new_session(secret)

    def say(
        self,
        conversation: str,
        channel: str,
        text: str,
        *,
        reply: str,
        speaker: Speaker,
        buttons: Sequence[Mapping[str, Any]] = (),
        **more: Any,
    ) -> None:
        """A line to the newcomer. Repeat it under the same `reply` id when unanswered.

        Args:
            buttons: each with title, intent, entities and maybe a sign; the bot signs them.
            more: language, card, draft, and `course` (as the API shows it) for the bot to draw.
        """
        metadata = {"id": reply, "from": speaker.as_metadata()}
        metadata |= {name: value for name, value in more.items() if value}
        event: dict[str, Any] = {"event": "bot", "text": text, "metadata": metadata}
        if buttons:
            event["data"] = {"buttons": [dict(button) for button in buttons]}
        self._events(conversation, channel, [event])

    def lead(self, conversation: str, channel: str) -> None:
        """A colleague leads from now on: the bot falls silent."""
        self._slots(conversation, channel, led=True)

    def release(self, conversation: str, channel: str) -> None:
        """The bot leads again, and the hand-over is over."""
        self._slots(conversation, channel, led=None, hand_over=None)

    def erase(self, conversation: str, channel: str) -> None:
        """Everything said is deleted, as at the newcomer's own wish."""
        self._slots(conversation, channel, erase="desk")

    def step_back(self, conversation: str, channel: str) -> None:
        """The bot leads again while the hand-over stands: its feed goes on."""
        self._slots(conversation, channel, led=None)

    def transcript(self, conversation: str, *, after: int = 0) -> Transcript:
        """What was said after a number."""
        path = f"/webhooks/staff/transcript/{quote(conversation, safe='')}"
        body = self._ask("GET", path, params={"after": after})
        messages = body.get("messages")
        return Transcript(
            messages=tuple(messages) if isinstance(messages, list) else (),
            language=str(body.get("language") or ""),
            led=bool(body.get("led")),
        )

    def typing(self, conversation: str) -> None:
        """Shows the newcomer that somebody writes; not worth a second try."""
        path = f"/webhooks/staff/typing/{quote(conversation, safe='')}"
        self._ask("POST", path, timeout=(0.5, 1.0))

    def file(self, conversation: str, id_: str, *, most: int) -> bytes:
        """The bytes of a file that the newcomer sent; at most `most` and one more."""
        path = f"/webhooks/staff/file/{quote(conversation, safe='')}/{quote(id_, safe='')}"
        try:
            with self._session.get(
                self._urls[0] + path,
                timeout=(CONNECT, ANSWER),
                stream=True,
                allow_redirects=False,
            ) as answer:
                if answer.status_code >= 500:
                    raise BotUnreachableError(f"status {answer.status_code}")
                if answer.status_code != 200:
                    raise BotRefusedError(answer.status_code)
                body = b""
                for part in answer.iter_content(64 * 1024):
                    body += part
                    if len(body) > most:
                        break
        except requests.RequestException as error:
            raise BotUnreachableError(type(error).__name__) from error
        return body

    def unanswered(self) -> list[Mapping[str, Any]]:
        """Groups of questions that got no answer, masked; of three people or more."""
        found = self._ask("GET", "/webhooks/staff/unanswered").get("groups")
        return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

    def feed(self, *, wait: int, limit: int) -> list[Any]:
        """The next records, oldest first; waits up to `wait` seconds for one."""
        body = self._ask(
            "GET",
            "/webhooks/staff/feed",
            params={"wait": wait, "limit": limit},
            timeout=(CONNECT, wait + ANSWER),
        )
        records = body.get("records")
        if not isinstance(records, list):
            raise BotUnreachableError("no records in the answer")
        return records

    def acknowledge(self, rows: list[int]) -> None:
        """These rows are stored here; the bot may delete them."""
        self._ask("POST", "/webhooks/staff/feed/ack", json={"rows": rows})

    def _slots(self, conversation: str, channel: str, **slots: bool | str | None) -> None:
        events: list[dict[str, Any]] = [
            {"event": "slot", "name": name, "value": value} for name, value in slots.items()
        ]
        # The listen keeps a later rewind of the bot's from undoing the slot.
        events.append({"event": "action", "name": "action_listen"})
        self._events(conversation, channel, events)

    def _events(self, conversation: str, channel: str, events: list[dict[str, Any]]) -> None:
        self._ask(
            "POST",
            f"/conversations/{quote(conversation, safe='')}/tracker/events",
            params={
                "output_channel": channel,
                "execute_side_effects": "true",
                "include_events": "NONE",
            },
            json=events,
        )

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        timeout: tuple[float, float] = (CONNECT, ANSWER),
    ) -> dict[str, Any]:
        url = self._urls[0]
        try:
            answer = self._session.request(
                method,
                url + path,
                params=params,
                json=json,
                timeout=timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            if self._urls[0] == url:  # the next call asks the next one
                self._urls = [*self._urls[1:], url]
            raise BotUnreachableError(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code in (408, 425, 429):
            raise BotUnreachableError(f"status {answer.status_code}")
        if answer.status_code >= 400:
            raise BotRefusedError(answer.status_code)
        if not answer.content:
            return {}
        try:
            body = answer.json()
        except ValueError as error:
            raise BotUnreachableError("no JSON") from error
        return body if isinstance(body, dict) else {}


def _new_session(secret: str) -> requests.Session:
    token = jwt.encode({"user": {"username": "desk", "role": "admin"}}, secret, algorithm="HS256")
    session = requests.Session()
    session.trust_env = False  # neither a proxy nor a .netrc between the desk and the bot
    session.headers["Authorization"] = f"Bearer {token}"
    # A connection that was never made is tried again at once; anything else is the outbox's.
    retries = Retry(total=None, connect=1, read=0, status=0, backoff_factor=0.1)
    adapter = HTTPAdapter(max_retries=retries, pool_maxsize=8)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
