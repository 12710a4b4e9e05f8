"""A small stand-in for the bot: speaks the website's events, without Rasa, model and database.

Run as a program: `python standin.py PORT FILE`. FILE keeps what was said, as the bot's database
does: killed and started again, it knows the conversations. What it answers depends on words in
the message (see `_answers`); the line is troubled by POST /control/<what>.
"""

import asyncio
import json
import sys
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import socketio
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, html
from sanic.response import json as as_json

from bot.channels.pages import serve_pages
from bot.settings import Retention
from bot.shelf import Shelf
from knowledge import load

_STAMP = {
    "ar": "من صفحة تعود إلى 2022، لم يؤكّدها المكتب بعد",
    "fr": "D’après une page de 2022, pas encore confirmée par le bureau",
    "en": "From a page of 2022, not yet confirmed by the office",
}
_PATH = {
    "ar": "مسار الاستقبال **مجاني**. هو برنامج للقادمين الجدد إلى بروكسل.\n\n"
    "- مرافقة اجتماعية بلغتك\n- دروس فرنسية أو هولندية\n- معلومات عن الحقوق والواجبات\n\n"
    "العنوان: Rue Kessels 14, 1030 Schaerbeek. https://bewelcome.brussels",
    "fr": "Le parcours d’accueil est **gratuit**. C’est un programme pour les personnes "
    "qui arrivent à Bruxelles.\n\n- un suivi social dans votre langue\n- des cours de français "
    "ou de néerlandais\n- des informations sur vos droits "
    "et vos devoirs\n\nVIA Schaerbeek : Rue Kessels 14, 1030 "
    "Schaerbeek. Plus d’informations : https://bewelcome.brussels",
    "en": "The reception path is **free**.\n\n- a social worker in your language\n- language "
    "classes\n\nCall 02 279 49 70 or see https://bewelcome.brussels.",
}
_CARD = {
    "id": "1",
    "title": "Français – alphabétisation, soir",
    "provider": "Lire et Écrire Bruxelles",
    "rows": [
        {"label": "Quand", "value": "lundi et jeudi, 18:00–20:00"},
        {"label": "Où", "value": "Rue d’Alost 7, 1000 Bruxelles"},
        {"label": "Prix", "value": "gratuit"},
    ],
    "met": ["soir", "alphabétisation"],
    "failed": ["près de Place Liedts"],
    "unknown": ["garde d’enfants"],
    "links": [
        {"kind": "call", "title": "02 412 56 10", "href": "tel:+3224125610"},
        {"kind": "map", "title": "Plan", "href": "https://www.openstreetmap.org/search?query=x"},
        {"kind": "web", "title": "javascript", "href": "javascript:alert(1)"},
    ],
}
_CHOICES = [
    {"title": "Plus simplement", "payload": "c:simple", "content_type": "text", "place": "simpler"},
    {
        "title": "Le coût",
        "payload": "c:cost",
        "content_type": "text",
        "sign": "💶",
        "place": "more",
    },
    {"title": "Cours de français", "payload": "c:course", "content_type": "text", "sign": "📚"},
    {"title": "Logement", "payload": "c:housing", "content_type": "text", "sign": "🏠"},
    {"title": "Santé", "payload": "c:health", "content_type": "text", "sign": "🩺"},
    {"title": "Parler à une personne", "payload": "c:person", "content_type": "text"},
]


# A municipality's own page that embeds the chat under a strict policy.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"
)
_HOST = """<!doctype html><html lang="fr"><head><title>Commune</title>
<link rel="icon" href="data:,">
<script type="module" src="/widget/newcomer-chat.js"></script></head>
<body><h1>Commune</h1><newcomer-chat city="schaerbeek"></newcomer-chat></body></html>"""


@dataclass
class Conversation:
    """What was said, in order, and the language."""

    language: str
    led: bool = False
    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Bot:
    """Conversations by token, and the troubles that a test has ordered."""

    def __init__(self, io: socketio.AsyncServer, kept: Path) -> None:
        self.io = io
        self.kept = kept
        there = json.loads(kept.read_text()) if kept.exists() else {"said": {}, "received": []}
        self.conversations = {token: Conversation(**one) for token, one in there["said"].items()}
        self.sids: dict[str, str] = {}
        self.received: list[str] = there["received"]
        self.files: list[bytes] = []
        self.refuse = False
        self.lose_acks = 0

    def keep(self) -> None:
        said = {token: asdict(one) for token, one in self.conversations.items()}
        new = self.kept.with_suffix(".new")
        new.write_text(json.dumps({"said": said, "received": self.received}))
        new.replace(self.kept)

    async def disconnect(self, sid: str) -> None:
        self.sids.pop(sid, None)

    async def session_request(self, sid: str, data: dict[str, Any]) -> None:
        token = data.get("session_id")
        fresh = token not in self.conversations
        if fresh:
            token = f"token-{len(self.conversations) + 1}"
            self.conversations[token] = Conversation(language=data.get("language") or "fr")
        one = self.conversations[token]
        self.sids[sid] = token
        self.io.enter_room(sid, token)
        await self.io.emit("session_confirm", token, room=sid)
        await self.state(token, sid)
        for event, body in one.messages:
            if body["seq"] > (0 if fresh else data.get("after") or 0):
                await self.io.emit(event, body, room=sid)

    async def whereabouts(self, sid: str, data: dict[str, float]) -> dict[str, str]:
        if not 50 < data["lat"] < 51:
            return {"status": "error", "error": "outside"}
        return {"status": "found", "title": "📍 Place Liedts", "payload": "c:liedts"}

    async def state(self, token: str, room: str, *, erased: bool = False) -> None:
        one = self.conversations[token]
        state = {"language": one.language, "led": one.led, "city": "x", "erased": erased}
        state["choices"] = {"menu": "c:menu", "language_ar": "l:ar", "request_human": "c:person"}
        await self.io.emit("session_state", {**state, "last": len(one.messages)}, room=room)

    async def user_uttered(self, sid: str, data: dict[str, Any]) -> dict[str, Any] | None:
        token = data["session_id"]
        one = self.conversations.get(token)
        if one is None:
            return {"id": data["id"], "status": "error", "error": "unknown_session"}
        if any(body["id"] == data["id"] for _, body in one.messages):
            return {"id": data["id"], "status": "repeat"}
        text = data.get("title") or data["message"]
        if "fail" in text:
            return {"id": data["id"], "status": "error", "error": "rate", "text": "Trop vite."}
        self.received.append(data["message"])
        echo = {"id": data["id"], "seq": len(one.messages) + 1, "text": text}
        one.messages.append(("user_echo", echo))
        answers = [
            self.store(token, {**reply, "id": f"{data['id']}.{number}"})
            for number, reply in enumerate(_answers(data["message"], one.language), 1)
        ]
        self.keep()
        if self.lose_acks:
            self.lose_acks -= 1
            self.io.start_background_task(self.answer, token, data["message"], answers)
            await self.io.disconnect(sid)
            await asyncio.sleep(3600)
        await self.io.emit("user_echo", echo, room=token, skip_sid=sid)
        await self.answer(token, data["message"], answers)
        return {"id": data["id"], "status": "stored", "seq": echo["seq"]}

    async def answer(self, token: str, text: str, answers: list[dict[str, Any]]) -> None:
        one = self.conversations[token]
        for body in answers:
            await self.io.emit("bot_uttered", body, room=token)
        if "erase" in text:
            await self.state(token, token, erased=True)
            del self.conversations[token]
        elif "english" in text or text == "l:ar":
            one.language = "en" if "english" in text else "ar"
            await self.state(token, token)

    def store(self, token: str, reply: dict[str, Any]) -> dict[str, Any]:
        one = self.conversations[token]
        body = {
            "from": {"kind": "bot"},
            "metadata": {"language": one.language},
            "quick_replies": [],
        }
        body |= {**reply, "seq": len(one.messages) + 1, "time": "2026-11-21T10:00:00+00:00"}
        one.messages.append(("bot_uttered", body))
        return body

    async def reply(self, token: str, reply: dict[str, Any]) -> None:
        body = self.store(token, reply)
        self.keep()
        await self.io.emit("bot_uttered", body, room=token)


def _answers(text: str, language: str) -> list[dict[str, Any]]:
    known = language if language in _PATH else "en"
    stamp = _STAMP[known]
    about = {"topic": "reception_path_what", "language": known, "stamp": stamp, "sign": "🧭"}
    about["page"] = f"/{known}/reception_path_what/"
    about["source"] = {"url": "https://bewelcome.brussels", "year": 2022}  # type: ignore[assignment]
    if "path" in text:
        return [
            {"text": f"{_PATH[known]}\n\n{stamp}", "metadata": about, "quick_replies": _CHOICES}
        ]
    if "course" in text:
        return [
            {"text": "Voici :"},
            {"text": "The card in words", "card": _CARD, "metadata": {"language": "fr"}},
        ]
    if "closer" in text:
        choice = {"title": "Peu importe", "payload": "c:skip", "content_type": "text"}
        about = {"language": known, "asks": "place"}
        return [{"text": "Plus près d’où ?", "metadata": about, "quick_replies": [choice]}]
    if "menu" in text:
        return [{"text": "**Choisissez** <b>un</b> sujet :", "quick_replies": _CHOICES}]
    if "danger" in text:
        calls = [{"title": "Police", "number": "101"}, {"title": "Ambulance", "number": "112"}]
        return [
            {"text": "Appelez :", "metadata": {"language": "fr", "emergency": {"calls": calls}}}
        ]
    return [{"text": f"Answer to: {text}"}]


def main(port: int, kept: Path) -> None:
    """Serves until it is ended."""
    app = Sanic("standin", configure_logging=False)
    io = socketio.AsyncServer(async_mode="sanic", cors_allowed_origins=[], cookie=None)
    io.attach(app, "/socket.io")
    bot = Bot(io, kept)
    for name in ("disconnect", "session_request", "user_uttered", "whereabouts"):
        io.on(name, getattr(bot, name))
    root = Path(__file__).parents[3]
    retention = Retention(conversation_days=30, case_days=90, backup_days=30)
    settings = SimpleNamespace(allowed_origins=(), retention=retention)
    library = load(root / "data", "schaerbeek")
    serve_pages(app, SimpleNamespace(settings=settings, shelf=Shelf(library)))  # type: ignore[arg-type]

    async def control(request: Request, what: str) -> HTTPResponse:
        if what == "refuse":
            bot.refuse = True
        elif what == "admit":
            bot.refuse = False
        elif what == "lose":
            bot.lose_acks = 1
        elif what == "staff":
            token = list(bot.conversations)[-1]
            bot.conversations[token].led = True
            sender = {"kind": "staff", "name": "Amina", "role": "Assistante sociale"}
            number = len(bot.conversations[token].messages)
            await bot.state(token, token)
            await bot.io.emit("staff_typing", {}, room=token)
            await asyncio.sleep(0.5)
            await bot.reply(token, {"id": f"staff{number}", "text": "Bonjour !", "from": sender})
        if what in ("cut", "refuse"):
            for sid in list(bot.sids):
                await io.disconnect(sid)
        return as_json({"received": bot.received})

    async def upload(request: Request) -> HTTPResponse:
        token, _, body = request.body.partition(b"\n")
        if token.decode() not in bot.conversations:
            return as_json({"error": "unknown_session"}, status=400)
        if b"refuse" in body:
            return as_json({"error": "type", "text": "Seulement une photo."}, status=422)
        bot.files.append(body)
        return as_json({"id": request.args.get("id"), "kind": "photo", "size": len(body)})

    async def files(request: Request) -> HTTPResponse:
        return as_json({"files": [b64encode(body).decode() for body in bot.files]})

    async def closed(request: Request) -> HTTPResponse | None:
        return empty(503) if bot.refuse and request.path.startswith("/socket.io") else None

    async def host(request: Request) -> HTTPResponse:
        return html(_HOST, headers={"Content-Security-Policy": _POLICY})

    app.add_route(host, "/host", name="host")
    app.add_route(upload, "/widget/file", methods=["POST"], name="upload")
    app.add_route(files, "/control/files", name="files")
    app.register_middleware(closed, "request")
    app.add_route(control, "/control/<what>", methods=["POST"], name="control")
    app.run(host="127.0.0.1", port=port, access_log=False, motd=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
