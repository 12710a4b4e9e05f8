"""One bot at its post: signs on at Telegram, keeps the line open, looks after what was left.

Polling or webhook is chosen by the settings. Refuses to know what is said.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from contextlib import suppress

import sqlalchemy as sa
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from telegram import BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, TelegramError

from bot.channels.identity import Chats
from bot.channels.intake import Intake
from bot.channels.telegram.deliver import Deliveries
from bot.channels.telegram.heard import KINDS, Me
from bot.channels.telegram.line import Line
from bot.channels.telegram.lives import Lives
from bot.channels.telegram.send import Sender, open_bot
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.words import Words
from bot.runtime import Runtime
from knowledge.places import read as read_places

logger = logging.getLogger(__name__)

MAX_UPDATE = 1_000_000
_SECRET_HEADER = "x-telegram-bot-api-secret-token"
_CONNECTIONS = 20
_LOOK_AFTER_SECONDS = 60.0
_AGAIN_SECONDS = (1.0, 5.0, 15.0, 60.0)


class Post:
    """The bot of one token, with everything that it needs."""

    def __init__(self, runtime: Runtime, chats: Chats, intake: Intake) -> None:
        settings, journal = runtime.settings, runtime.journal
        self._settings = settings
        self._journal = journal
        self._bot = open_bot(settings.telegram_token, settings.telegram_api)
        self._sender = Sender(self._bot)
        self._words = Words(
            lambda: runtime.library, runtime.choices, website=_for_others(settings.public_url)
        )
        guard = runtime.guard()
        self.deliveries = Deliveries(journal, self._sender, self._words, chats, guard)
        lives = Lives(journal, chats)
        places = read_places(runtime.library.city_folder / "places.yml")
        talk = Talk(
            journal=journal,
            choices=runtime.choices,
            intake=intake,
            library=lambda: runtime.library,
            chats=chats,
            lives=lives,
            words=self._words,
            sender=self._sender,
            deliveries=self.deliveries,
            guard=guard,
        )

        def nearest(lat: float, lon: float) -> str | None:
            place = places.nearest(lat, lon)
            return place.name if place else None

        self._line = Line(
            journal.inbox,
            talk.hear,
            chat=chats.chat,
            conversation=lives.current,
            stores=journal.stores,
            nearest=nearest,
        )
        key = settings.session_key + settings.telegram_token.encode()
        self._secret = hmac.new(key, b"telegram:webhook", hashlib.sha256).hexdigest()
        self._me: Me | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins behind: Telegram may be slow, the website is not to wait for it."""
        self._tasks.append(asyncio.get_running_loop().create_task(self._run()))

    async def stop(self) -> None:
        """Ends what has begun, leaves the rest stored."""
        for task in self._tasks:
            task.cancel()
        await self._line.stop()
        await self._sender.close()
        with suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def webhook(self, request: Request) -> HTTPResponse:
        """One update from Telegram: stored, then 200; the work is done behind."""
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if self._me is None or not hmac.compare_digest(given, self._secret.encode()):
            return _refuse(request, 403)
        body = bytearray()
        if int(request.headers.get("content-length") or 0) > MAX_UPDATE:
            return _refuse(request, 413)
        assert request.stream is not None
        while (chunk := await request.stream.read()) is not None:
            body += chunk
            if len(body) > MAX_UPDATE:
                return _refuse(request, 413)
        try:
            update = json.loads(body)
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return empty(400)
        try:
            self._line.receive([update], self._me)
        except sa.exc.SQLAlchemyError as error:
            logger.error("telegram: update not stored: %s", type(error).__name__)
            return empty(503)
        return empty(200)

    async def _run(self) -> None:
        if not await self._sign_on():
            return
        assert self._me is not None
        loop = asyncio.get_running_loop()
        self._tasks.append(loop.create_task(self._look_after()))
        if self._settings.telegram_receive == "no":
            return
        self._line.resume()
        if self._settings.telegram_receive == "poll":
            self._tasks.append(loop.create_task(self._line.poll(self._bot, self._me)))

    async def _sign_on(self) -> bool:
        """Whether Telegram knows the token; waits for as long as it cannot be reached."""
        for number in range(10**9):
            try:
                await self._bot.initialize()
                await self._set_up()
                return True
            except InvalidToken:
                logger.error(
                    "Telegram is off: it does not know this token. "
                    "Copy it again from @BotFather into TELEGRAM_TOKEN."
                )
                return False
            except TelegramError as error:
                logger.warning("Telegram is not reached, %s; trying again", type(error).__name__)
                place = min(number, len(_AGAIN_SECONDS) - 1)
                await asyncio.sleep(_AGAIN_SECONDS[place])
        return False

    async def _set_up(self) -> None:
        me = self._bot.bot
        self._me = Me(id=me.id, name=me.username or "")
        self.deliveries.link = f"https://t.me/{me.username}"
        receive = self._settings.telegram_receive
        if receive != "no":
            await self._choose_way()
            await self._set_commands()
        logger.info("Telegram is on: https://t.me/%s (%s)", me.username, receive)

    async def _choose_way(self) -> None:
        """Registers the webhook if it has changed; takes it away where this process polls."""
        info = await self._bot.get_webhook_info()
        if self._settings.telegram_receive == "poll":
            if info.url:
                await self._bot.delete_webhook()
            return
        # The address tells by its end whether the secret is still the same.
        mark = hashlib.sha256(self._secret.encode()).hexdigest()[:16]
        url = f"{self._settings.public_url}/webhooks/telegram/{mark}"
        if info.url != url or set(info.allowed_updates or ()) != set(KINDS):
            await self._bot.set_webhook(
                url,
                secret_token=self._secret,
                allowed_updates=list(KINDS),
                max_connections=_CONNECTIONS,
            )

    async def _set_commands(self) -> None:
        """Names the commands in each language, where Telegram does not have them yet."""
        scope = BotCommandScopeAllPrivateChats()
        for code in (None, *self._words.answered()):
            wanted = self._words.commands(code or "en")
            if list(await self._bot.get_my_commands(scope, code)) != wanted:
                await self._bot.set_my_commands(wanted, scope, code)

    async def _look_after(self) -> None:
        """Tells what was left by a stop or a broken line, and forgets what has had its time."""
        while True:
            await self.deliveries.tell_all()
            try:
                self._journal.inbox.sweep()
                self._journal.told.sweep()
            except sa.exc.SQLAlchemyError as error:
                logger.error("telegram: not swept: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_AFTER_SECONDS)


def _for_others(url: str) -> str:
    """The address if it leads here from elsewhere too; empty for one of this machine."""
    return url if url.startswith("https://") else ""


def _refuse(request: Request, status: int) -> HTTPResponse:
    """Answers without reading the body (sanic/http.py drains it unless it is over the limit)."""
    assert request.stream is not None
    request.stream.request_max_size = 0
    return empty(status)
