"""The website's doors over a real bot: files, foreign pages, other people's ids."""

import asyncio
import io
import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
import requests
import websockets
from PIL import Image
from playwright.sync_api import Browser

import run
from knowledge.places import read as read_places
from tests.kit.chat import Chat
from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
FRIEND = "http://localhost:8077"  # a loopback origin: a real one wants privacy.yml filled in
CITY = Path(__file__).parents[2] / "data" / "cities" / "schaerbeek"
SAMPLE = Path(__file__).parents[2] / "docs" / "embed" / "plain.html"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, municipality: str) -> Iterator[House]:
    """One bot alone, that allows two foreign origins."""
    opened = House(var=tmp_path_factory.mktemp("website"))
    opened.settings = {"ALLOWED_ORIGINS": f"{FRIEND} {municipality}"}
    opened.prepare(desk=False)
    try:
        yield opened.start("bot")
    finally:
        opened.stop()


class Commune(BaseHTTPRequestHandler):
    """A municipality's web server with the sample page."""

    page = b""

    def do_GET(self) -> None:
        found = self.path == "/"
        self.send_response(200 if found else 204)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page if found else b"")

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def municipality() -> Iterator[str]:
    """The address of a page of another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Commune)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "JPEG")
    return made.getvalue()


def upload(bot: House, token: str, body: bytes, id_: str = "file-0001", **headers: str) -> Any:
    return requests.post(
        f"{bot.bot}/widget/file?id={id_}&lang=ar",
        data=token.encode() + b"\n" + body,
        headers=headers,
        timeout=30,
    )


def as_staff(bot: House, path: str) -> requests.Response:
    secrets = run.read_env(bot.var / "secrets" / f"{bot.city}.env")
    key = os.environ.get("BOT_API_SECRET") or secrets["BOT_API_SECRET"]
    token = jwt.encode(
        {"user": {"username": "desk", "role": "admin"}}, secrets.get("BOT_API_SECRET", key)
    )
    return requests.get(
        f"{bot.bot}/webhooks/staff/{path}", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )


def test_a_photo_waits_is_offered_to_a_person_and_reaches_staff_after_the_tap(bot: House) -> None:
    async def talk() -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
        chat = await Chat(bot.bot).open()
        assert chat.token
        answer = await asyncio.to_thread(upload, bot, chat.token, photo())
        assert answer.json()["kind"] == "photo"
        receipt = await chat.say("ignored", id="with-file", file="file-0001")
        assert receipt["status"] == "stored"
        offered = await chat.answers(quiet=1)
        tap = offered[0]["quick_replies"][0]
        await chat.say(tap["payload"], title=tap["title"])
        taken = await chat.answers(quiet=1)
        repeat = await chat.say("ignored", id="with-file", file="file-0001")
        assert repeat["status"] == "repeat"
        await chat.close()
        return chat.token, offered, taken

    token, offered, taken = asyncio.run(talk())
    assert len(offered) == 1
    assert taken
    records = as_staff(bot, "feed").json()["records"]
    conversation = records[-1]["conversation"]
    assert "hand_over" in [record["kind"] for record in records]
    said = as_staff(bot, f"transcript/{conversation}").json()["messages"]
    (carried,) = [message["file"] for message in said if "file" in message]
    got = as_staff(bot, f"file/{conversation}/{carried['id']}")
    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["Content-Disposition"] == "attachment"
    assert Image.open(io.BytesIO(got.content)).size == (300, 200)
    assert as_staff(bot, f"file/another/{carried['id']}").status_code == 404


def test_a_point_becomes_a_neighbourhood_before_anything_is_stored(bot: House) -> None:
    lat, lon = 50.867913, 4.370137

    async def talk() -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
        chat = await Chat(bot.bot).open()
        found = await chat.ask("whereabouts", {"lat": lat, "lon": lon})
        receipt = await chat.say(found["payload"], title=found["title"], id="my-place")
        wrong = [{"lat": 48.85, "lon": 2.35}, {"lat": "x", "lon": True}, [lat, lon], None]
        refused = [await chat.ask("whereabouts", one) for one in wrong]
        await chat.close()
        return found, receipt, refused

    found, receipt, refused = asyncio.run(talk())
    names = {place.name for place in read_places(CITY / "places.yml")}
    assert found["title"].removeprefix("📍 ") in names
    assert receipt["status"] == "stored"
    assert [one["error"] for one in refused] == ["outside", *["malformed"] * 3]
    kept = b"".join(file.read_bytes() for file in bot.var.rglob("*") if file.is_file())
    assert b"50.867" not in kept
    assert b"4.3701" not in kept


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<script>", 422), (b"MZ" + b"\x00" * 99, 422), (b"%PDF-" + b"x" * 10_000_001, 413)],
)
def test_a_refused_file_is_explained_in_the_persons_language(
    bot: House, body: bytes, status: int
) -> None:
    async def token() -> str:
        chat = await Chat(bot.bot).open()
        await chat.close()
        return str(chat.token)

    try:
        answer = upload(bot, asyncio.run(token()), body)
    except requests.ConnectionError:
        assert status == 413  # the server may hang up while the client still sends
        return
    assert answer.status_code == status
    assert "PDF" in answer.json()["text"] or "10" in answer.json()["text"]


def test_nobody_can_send_into_or_name_a_file_of_another_conversation(bot: House) -> None:
    async def talk() -> None:
        owner = await Chat(bot.bot).open()
        other = await Chat(bot.bot).open()
        assert owner.token
        assert other.token
        for token in ("", "guess", owner.token[:-4] + "AAAA", "x" * 3000):
            answer = await asyncio.to_thread(upload, bot, token, photo(), "file-0002")
            assert answer.status_code == 400
        kept = await asyncio.to_thread(upload, bot, owner.token, photo(), "file-0002")
        assert kept.status_code == 200
        stolen = await other.say("x", file="file-0002")
        assert stolen["error"] == "unknown_file"
        for odd in (7, ["file-0002"], {"id": "file-0002"}, "", "../file-0002"):
            assert (await owner.say("x", file=odd))["error"] == "unknown_file"
        await owner.close()
        await other.close()

    asyncio.run(talk())
    assert requests.get(f"{bot.bot}/webhooks/staff/file/x/file-0002", timeout=10).status_code == 401


def test_a_message_goes_only_where_its_token_says_and_choices_hold_for_one_conversation(
    bot: House,
) -> None:
    async def talk() -> None:
        owner = await Chat(bot.bot).open()
        state = await owner.wait_for("session_state")
        other = await Chat(bot.bot).open()
        await owner.say("Bonjour", id="mine")
        await owner.answers()
        # The owner's signed choice in another conversation is a fresh menu, not a deletion.
        receipt = await other.say(state["choices"]["delete_my_data"], title="x")
        assert receipt["status"] == "stored"
        assert not await owner.answers()
        # The same message id in another conversation is another message.
        assert (await other.say("Bonjour", id="mine"))["status"] == "stored"
        # A conversation's id is no token.
        other.token = "w" + "A" * 32
        assert (await other.say("Bonjour"))["error"] == "unknown_session"
        again = await Chat(bot.bot).open(token=owner.token, after=0)
        replayed = await again.wait_for("user_echo")
        assert replayed["id"] == "mine"
        for chat in (owner, other, again):
            await chat.close()

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("own", True),
        (FRIEND, True),
        (f"{FRIEND}.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
    ],
)
def test_only_our_own_and_listed_pages_may_open_a_line(
    bot: House, origin: str, welcome: bool
) -> None:
    origin = bot.bot if origin == "own" else origin
    polled = requests.get(
        f"{bot.bot}/socket.io/?EIO=4&transport=polling", headers={"Origin": origin}, timeout=10
    )
    assert (polled.status_code == 200) is welcome
    if welcome:
        assert polled.headers["Access-Control-Allow-Origin"] == origin
        assert json.loads(polled.text[1:])["sid"]

    async def knock() -> bool:
        url = bot.bot.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        try:
            async with websockets.connect(url, origin=origin) as line:  # type: ignore[arg-type]
                return str(await line.recv()).startswith("0")
        except (websockets.exceptions.WebSocketException, OSError):
            return False

    assert asyncio.run(knock()) is welcome
    sent = upload(bot, "guess", b"x", Origin=origin)
    assert sent.headers.get("Access-Control-Allow-Origin") == (FRIEND if origin == FRIEND else None)


def test_the_sample_page_of_another_origin_chats_and_sends_a_letter_under_its_policy(
    bot: House, municipality: str, browser: Browser, tmp_path: Path
) -> None:
    socket = bot.bot.replace("http:", "ws:")
    Commune.page = SAMPLE.read_bytes().replace(b"https://chat.example.org", bot.bot.encode())
    Commune.page = Commune.page.replace(b"wss://chat.example.org", socket.encode())
    page = browser.new_context(locale="fr", viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(f"{municipality}/")
    page.locator(".launcher").click()
    page.locator(".languages .item").first.click()
    page.locator(".view .item.main").click()
    page.locator("textarea").fill("Combien coûte le parcours d'accueil ?")
    page.keyboard.press("Enter")
    page.locator(".stamp").wait_for()
    (tmp_path / "letter.jpg").write_bytes(photo())
    page.locator(".tool.camera").click()
    page.locator("input[type=file]").last.set_input_files(tmp_path / "letter.jpg")
    page.locator(".letter .item").click()
    page.locator(".mine .picture").wait_for(state="attached")
    assert page.locator(".mine .picture").evaluate(
        "one => one.decode().then(() => one.naturalWidth)"
    )
    page.locator(".choice").filter(has_text="Un collègue la regarde").wait_for()
    assert troubles == []
    assert page.context.cookies() == []
