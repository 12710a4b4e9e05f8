"""A conversation in which danger was told: what was said is shown again only for a PIN.

Knows who may choose the PIN (whoever told the danger, within a quarter of an hour), how it is
checked, and how a colleague's words are hidden behind a button until they are asked for. What
stood before cannot be opened by somebody who tells of danger later, only to choose a PIN.
Refuses to know sockets, pages and Telegram.
"""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.answers.choices import Choice, Choices
from bot.channels.reply import Button, Reply, from_event
from bot.feed import EMERGENCY, message
from bot.links import Links
from bot.store import Journal
from knowledge import Library

PROTECT, UNGUARD, OPEN = "protect", "unguard", "open_message"
# Choices that the channel acts on: they reach neither the model nor the store.
OWN = frozenset({PROTECT, UNGUARD, OPEN})
CHOOSE_SECONDS = 15 * 60
WRONG_AT_ONCE, WRONG_AT_ALL = 5, 10
PAUSE_SECONDS = 15 * 60
_PASS_SECONDS = 3600
_PIN = re.compile(r"[0-9]{4,8}")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a PIN: `first` is the first message that it opens; `wrong` tries so far."""

    first: int
    wrong: int
    until: int
    salt: str
    digest: str

    def dump(self) -> str:
        """As it stands in the store."""
        return f"{self.first}${self.wrong}${self.until}${self.salt}${self.digest}"

    @classmethod
    def read(cls, text: str | None) -> "Kept | None":
        """What `dump` wrote."""
        if not text:
            return None
        first, wrong, until, salt, digest = text.split("$")
        return cls(first=int(first), wrong=int(wrong), until=int(until), salt=salt, digest=digest)


class Guard:
    """The guard of one process's channels. Methods may raise `sqlalchemy.exc.SQLAlchemyError`."""

    def __init__(
        self,
        journal: Journal,
        choices: Choices,
        library: Callable[[], Library],
        *,
        key: bytes,
        public_url: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._journal, self._choices, self._library = journal, choices, library
        self._key, self._public_url, self._clock = key, public_url, clock
        self._links = Links(key)
        self._passes = Links(key, purpose="pass", seconds=_PASS_SECONDS)

    def choose(self, conversation: str, pin: object) -> str:
        """Keeps a PIN: "set", "malformed", or "late" when it is not (or no longer) the time."""
        digits = _digits(pin)
        if digits is None:
            return "malformed"
        state = self._journal.state(conversation) or {}
        first = self._told(conversation) if state.get("guarded") and not state.get("pin") else None
        if first is None:
            return "late"
        salt = secrets.token_urlsafe(12)
        digest = self._digest(conversation, digits, salt)
        kept = Kept(first=first, wrong=0, until=0, salt=salt, digest=digest)
        self._journal.set_pin(conversation, kept.dump())
        return "set"

    def open(self, conversation: str, pin: object) -> int | str:
        """The number of the first message that the PIN opens; else "wrong", "wait" or "closed"."""
        state = self._journal.state(conversation) or {}
        kept = Kept.read(state.get("pin"))
        if kept is None or kept.wrong >= WRONG_AT_ALL:
            return "closed"
        now = int(self._clock())
        if kept.until > now:
            return "wait"
        digits = _digits(pin)
        found = digits and self._digest(conversation, digits, kept.salt)
        right = bool(found and hmac.compare_digest(found, kept.digest))
        wrong = 0 if right else kept.wrong + 1
        until = now + PAUSE_SECONDS if wrong and wrong % WRONG_AT_ONCE == 0 else 0
        if wrong or kept.wrong:
            self._journal.set_pin(conversation, replace(kept, wrong=wrong, until=until).dump())
        return kept.first if right else "wrong"

    def lift(self, conversation: str) -> bool:
        """Ends the guard at the word of whoever told of danger, while a PIN can be chosen."""
        state = self._journal.state(conversation) or {}
        if not state.get("guarded") or state.get("pin") or self._told(conversation) != 0:
            return False
        self._journal.unguard(conversation)
        return True

    def issue_pass(self, conversation: str, first: int) -> str:
        """What an open page shows when its line comes back: it has seen from `first` on."""
        return self._passes.issue(f"{first} {conversation}")

    def read_pass(self, conversation: str, token: object) -> int | None:
        """The `first` of a pass of this conversation, else None."""
        read = self._passes.read(token) if isinstance(token, str) and len(token) < 1000 else None
        first, _, named = (read or "").partition(" ")
        return int(first) if read and named == conversation else None

    def veiled(self, conversation: str, reply: Reply, language: str | None) -> Reply:
        """A colleague's reply as "you have a message"; a tap shows it. Others stay as they are."""
        if reply.sender.get("kind") != "staff" or reply.seq is None:
            return reply
        texts = self._library().texts
        language = language or reply.metadata.get("language")
        key = self._choices.issue(conversation, OPEN, {"m": str(reply.seq)})
        button = Button(title=texts.get("choice_open_message", language), payload=key, sign="✉️")
        shown = texts.language("guard_message", language)
        return replace(
            reply,
            text=texts.get("guard_message", language),
            buttons=(button,),
            card=None,
            metadata={"language": shown, "veiled": True},
            sender={"kind": "staff"},
        )

    def act(self, conversation: str, choice: Choice, *, id_: str) -> Reply:
        """What a tap on one of `OWN` shows, to whoever tapped alone."""
        state = self._journal.state(conversation) or {}
        if choice.intent == OPEN:
            number = choice.entities.get("m", "")
            after = int(number) - 1 if number.isdecimal() else state.get("last_number", 0)
            for found in self._journal.messages(conversation, after=after)[:1]:
                reply = from_event(found.number, found.body)
                if reply.sender.get("kind") == "staff":
                    return replace(reply, id=f"{reply.id}.o", seq=None)
            return self._text("guard_late", state, id_)
        if choice.intent == UNGUARD:
            done = self.lift(conversation)
            return self._text("widget_later_pin_lifted" if done else "guard_late", state, id_)
        if state.get("pin") or self._told(conversation) is None:
            return self._text("guard_late", state, id_)
        token = self._links.issue(conversation)
        page = f"{self._public_url}/my-data/{token}.pin"
        return self._text("guard_link", state, id_, page=page)

    def _told(self, conversation: str) -> int | None:
        """The first message that whoever tells of danger now has seen; 0: all; None: too late."""
        told = [
            one
            for one in self._journal.messages(conversation)
            if one.body["event"] == "user" and message(one.body)["intent"] == EMERGENCY
        ]
        since = self._clock() - CHOOSE_SECONDS
        fresh = [one for one in told if (one.body.get("timestamp") or 0) >= since]
        if not fresh:
            return None
        return 0 if fresh[0] is told[0] else fresh[0].number

    def _digest(self, conversation: str, digits: str, salt: str) -> str:
        """Slow, and worth nothing without the installation's key."""
        pepper = hmac.new(self._key, b"pin\0" + conversation.encode(), "sha256").digest()
        made = hashlib.scrypt(digits.encode(), salt=salt.encode() + pepper, n=2**14, r=8, p=1)
        return base64.urlsafe_b64encode(made[:32]).decode()

    def _text(self, key: str, state: Mapping[str, Any], id_: str, **values: str) -> Reply:
        texts = self._library().texts
        language = state.get("language")
        metadata = {"language": texts.language(key, language)}
        text = texts.get(key, language, **values)
        return Reply(id=f"{id_}.0", seq=None, time=self._clock(), text=text, metadata=metadata)


def _digits(pin: object) -> str | None:
    """The digits of a PIN in whatever script; None for what is none."""
    if not isinstance(pin, str) or len(pin) > 40:
        return None
    bare = "".join(pin.split()).translate(_DIGITS)
    return bare if _PIN.fullmatch(bare) else None
