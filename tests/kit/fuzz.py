"""Foreign input, bent: for each parser what it is given, and how it may refuse.

A door makes an input from a random generator and takes it; whatever it raises beyond its own
refusals is a crash. The same doors serve a few hundred inputs in tests/test_fuzz.py and a million
in bench/fuzz.py.
"""

import base64
import io
import json
import string
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.kit.house import ROOT, model

CONTRACTS = ROOT / "tests" / "contracts"
KEY = b"k" * 32
_ODD = (
    "\u202e", "\u200b", "\u0301" * 40, "\x00", "\x1b[2J", "\ud83d", "\ufeff", "😀" * 30, "ﷺ", "Ⅷ",
    "١٢٣", "ሰላም", "سلام", "Привіт", "'; --", "<script>", "{{7*7}}", "${x}", "%s%n", "../../etc",
    "\r\n\r\n", "=1+1", "9" * 400, "-1", "1e999", "NaN", "null", "/restart", "EXTERNAL: x",
    "c.erase",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 2**200, 1e308, float("inf"), float("nan"), "", [], {}, [[]],
    [None], {"": None}, "x" * 5000, {"a": {"b": {"c": []}}},
)  # fmt: skip
_WORDS = (
    "I am looking for a French course in the evening near Place Liedts with childcare, free, A2",
    "Je ne veux pas de cours le soir, plutôt le samedi matin à 1030 Schaerbeek",
    "زوجي يضربني وأريد دورة لغة فرنسية في المساء", "Ik zoek Nederlandse les, niet online",
    "чоловік мене б'є, допоможіть", "bana yardım edin, kurs arıyorum", "the second one", "112",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Door:
    """One parser: `make` an input, `take` it; `refuses` are the errors it may answer with.

    `share`: of a thousand inputs of a run so many come to this door.
    """

    name: str
    make: Callable[[Random], Any]
    take: Callable[[Any], object]
    refuses: tuple[type[BaseException], ...] = ()
    share: int = 10


def text(rng: Random) -> str:
    """A sentence, bent; random letters of any script; or giant, towers, controls."""
    way = rng.random()
    if way < 0.55:
        return bent_text(rng, rng.choice(_WORDS))
    if way < 0.9:
        return "".join(chr(_point(rng)) for _ in range(rng.randrange(60)))
    return rng.choice(_ODD) * rng.randrange(1, 60)


def bent_text(rng: Random, given: str) -> str:
    """A text with pieces put in, taken out, doubled or exchanged."""
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(given) + 1)
        end = min(len(given), at + rng.randrange(1, 9))
        piece = rng.choice((rng.choice(_ODD), chr(_point(rng)), given[at:end] * 2, ""))
        given = given[:at] + piece + given[end if rng.random() < 0.5 else at :]
    return given[:200_000]


def bent_bytes(rng: Random, given: bytes) -> bytes:
    """Bytes with some of them changed, cut, doubled."""
    body = bytearray(given)
    for _ in range(rng.randrange(1, 8)):
        way, at = rng.random(), rng.randrange(len(body) + 1)
        if way < 0.6 and at < len(body):
            body[at] = rng.randrange(256)
        elif way < 0.75:
            del body[at : at + rng.randrange(1, 60)]
        elif way < 0.9:
            body[at:at] = rng.randbytes(rng.randrange(1, 20))
        else:
            del body[at:]
    return bytes(body)


def bent(rng: Random, given: Any, *, deep: int = 0) -> Any:
    """A value of JSON with some of it exchanged, left out or put in."""
    if rng.random() < 0.06:
        return rng.choice((*_VALUES, text(rng)))
    if isinstance(given, Mapping):
        made = {k: bent(rng, v, deep=deep + 1) for k, v in given.items() if rng.random() > 0.04}
        if rng.random() < 0.05:
            made[bent_text(rng, rng.choice(list(made) or ["x"]))] = rng.choice(_VALUES)
        return made
    if isinstance(given, list):
        made_list = [bent(rng, one, deep=deep + 1) for one in given if rng.random() > 0.05]
        return made_list * 2 if rng.random() < 0.03 else made_list
    if isinstance(given, str):
        return bent_text(rng, given) if rng.random() < 0.3 else given
    if isinstance(given, (int, float)) and rng.random() < 0.2:
        return rng.choice((-given, given * 10**9, given + 0.5, str(given), 0))
    return given


def doors() -> list[Door]:
    """All doors; the desk's need Django (`django.setup()`), to go through the language
    identifier's a trained model."""
    return [*_signed(), *_channels(), *_understanding(), *_files(), *_desk()]


def _signed() -> list[Door]:
    from bot.answers.choices import Choices, looks_like, parse_data
    from bot.channels.guard import Kept, _digits
    from bot.channels.identity import Chats, Sessions
    from bot.links import Links

    choices, sessions, chats, links = Choices(KEY), Sessions(KEY), Chats(KEY), Links(KEY)
    keys = [
        choices.issue("c", "faq/reception_path_cost"),
        choices.issue("c", "erase", {"receipt": "A1B2C3D4"}),
        choices.issue("c", "set_wish", {"place": "Place Liedts"}),
    ]
    tokens = [sessions.issue().token, sessions.issue(stored=False).token]
    talks = [chats.conversation(731_000_111), chats.conversation(-5, 3), "w" + "A" * 32]
    pages = [links.issue("c")]

    def tapped(key: str) -> None:
        looks_like(key)
        if choice := choices.read("c", key):
            parse_data(choice, text=key)

    def named(token: str) -> None:
        sessions.read(token)
        sessions.read(token, expired=True)
        links.read(token)
        chats.chat(token)

    def pin(given: Any) -> None:
        _digits(given)
        Kept.read(None)

    return [
        Door(name="signed choices", share=190, take=tapped, make=lambda r: _text_of(r, keys)),
        Door(
            name="sessions, chats, links",
            share=150,
            take=named,
            make=lambda r: _text_of(r, [*tokens, *talks, *pages]),
        ),
        Door(
            name="PINs",
            share=60,
            take=pin,
            make=lambda r: bent(r, r.choice(["4711", "٤٧١١", "12 34 56"])),
        ),
    ]


def _channels() -> list[Door]:
    from bot.answers.danger import cries
    from bot.channels.clean import clean, has_words
    from bot.channels.telegram.heard import Me, from_data, read

    me = Me(id=7000000001, name="newcomer_test_bot")
    updates = [json.loads(path.read_text()) for path in (CONTRACTS / "telegram").glob("*.json")]

    def hear(update: Any) -> None:
        heard = read(update, me, lambda lat, lon: f"{lat:.0f} {lon:.0f}")
        if heard:
            from_data(json.loads(json.dumps(heard[2].as_data())))

    def update(rng: Random) -> dict[str, Any]:
        made = bent(rng, rng.choice(updates))
        return made if isinstance(made, dict) else {"update_id": 1, "message": made}

    def tidy(given: str) -> None:
        has_words(clean(given))

    return [
        Door(name="Telegram updates", share=160, take=hear, make=update),
        Door(name="typed text", share=120, take=tidy, make=text),
        Door(name="cries for help", share=20, take=cries, make=text),
    ]


def _understanding() -> list[Door]:
    from rasa.shared.nlu.training_data.message import Message

    from bot.nlu.canon import pieces
    from bot.nlu.danger import DangerWords
    from bot.nlu.identify import Identifier
    from bot.nlu.plain import PlainText
    from bot.nlu.wishes import Wishes
    from knowledge import load
    from knowledge.places import read

    wishes, plain = Wishes(), PlainText()
    danger = DangerWords(DangerWords.get_default_config())
    table = read(ROOT / "data" / "cities" / "schaerbeek" / "places.yml")
    languages = list(load(ROOT / "data", "schaerbeek").languages)
    # Read when first asked: the doors are listed before anything is trained.
    identifier = cache(lambda: _identifier(Identifier))
    labels = ("find_course", "change_language", "course_details", "faq/childcare")

    def wished(given: tuple[str, str, str]) -> None:
        said, language, label = given
        ranking = [{"name": label, "confidence": 0.9}]
        message = Message({"text": said, "language": language, "intent_ranking": ranking})
        plain.process([message])
        wishes.process([message])
        danger.process([message])
        wishes.wishes(wishes.read(said, pieces(said), language), (label,))

    def place(given: tuple[str, float, float]) -> None:
        table.find(given[0])
        table.nearest(given[1], given[2])

    def somewhere(rng: Random) -> tuple[str, float, float]:
        far = (rng.uniform(-90, 90), 50.86, float("nan"), float("inf"), 1e300)
        name = rng.choice(("1030", "Place Liedts", "Dailly", text(rng)))
        return bent_text(rng, name), rng.choice(far), rng.choice(far)

    return [
        Door(
            name="wishes and danger",
            share=12,
            take=wished,
            make=lambda r: (text(r)[:2000], r.choice(languages), r.choice(labels)),
        ),
        Door(name="places", share=60, take=place, make=somewhere),
        Door(
            name="language of a text",
            share=25,
            take=lambda said: identifier().identify(said),
            make=lambda r: text(r)[:2000],
        ),
    ]


def _files() -> list[Door]:
    from PIL import Image

    from bot.channels.photos import RefusedFileError, check
    from knowledge import load, review

    samples = [
        b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF",
        b"OggS" + b"\0" * 200,
        b"ID3" * 90,
    ]
    for form in ("JPEG", "PNG", "WEBP"):
        made = io.BytesIO()
        Image.new("RGB", (24, 16), "teal").save(made, form)
        samples.append(made.getvalue())
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    sheet = folder / "review.xlsx"
    review.write(load(ROOT / "data", "schaerbeek"), "ar", sheet, only="reception_path_cost")
    reviewed = sheet.read_bytes()

    def take_back(body: bytes) -> None:
        sheet.write_bytes(body)
        review._read(sheet)

    return [
        Door(
            name="photos and letters",
            share=12,
            take=lambda body: check(body, voice=True),
            make=lambda r: bent_bytes(r, r.choice(samples)),
            refuses=(RefusedFileError,),
        ),
        Door(
            name="review sheets",
            share=1,
            take=take_back,
            make=lambda r: bent_bytes(r, reviewed) if r.random() < 0.5 else _rezipped(r, reviewed),
            refuses=(review.ReviewFileError,),
        ),
    ]


def _desk() -> list[Door]:
    from desk.cases import records
    from desk.courses import query, rows
    from desk.courses.exchange import hsds, tables
    from knowledge.places import read

    place_table = read(ROOT / "data" / "cities" / "schaerbeek" / "places.yml")
    feed = json.loads((CONTRACTS / "feed" / "records.json").read_text())
    fed = feed if isinstance(feed, list) else list(feed.values())
    content = (ROOT / "data" / "cities" / "schaerbeek" / "courses.csv").read_bytes()
    few = b"\n".join(content.split(b"\n")[:6])
    lines = [cells for _, cells in tables.read(few, "x.csv") if isinstance(cells, dict)]
    book = tables.to_xlsx([{name: one.get(name, "") for name in rows.COLUMNS} for one in lines])
    service = {
        "id": "1", "name": "Français", "description": "x", "url": "https://example.org",
        "organization": {"name": "Lire"}, "phones": [{"number": "02 412 56 10"}],
        "schedules": [
            {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "18:00", "closes_at": "20:00"}
        ],
        "attributes": [{"label": "newcomer:level", "value": "A1"}], "languages": [{"code": "fr"}],
        "service_at_locations": [
            {"location": {"addresses": [{"address_1": "x", "postal_code": "1030"}]}}
        ],
    }  # fmt: skip
    asked = {
        "target_language": ["fr"], "level": ["A1"], "schedule": ["evening"], "place": ["1030"],
        "day": ["2027-01-05"], "free": ["true"], "limit": ["3"],
        "after": [query.cursor((1.5, "x"))], "q": ["alpha"], "like": ["1"],
    }  # fmt: skip

    def record(raw: Any) -> None:
        read_record = records.read(raw)
        if read_record.kind == "message":
            records.said(read_record.data, number=read_record.number, time=read_record.time)

    def courses(given: tuple[bytes, str]) -> None:
        for line, cells in tables.read(*given):
            if isinstance(cells, dict):
                rows.parse(cells, line)

    def parameters(rng: Random) -> dict[str, list[str]]:
        made = {key: [bent_text(rng, one) for one in given] for key, given in asked.items()}
        keys = [key for key in made if rng.random() < 0.4]
        return {key: made[key] * rng.choice((1, 1, 2)) for key in keys}

    def workbook(rng: Random) -> tuple[bytes, str]:
        return (bent_bytes(rng, book) if rng.random() < 0.4 else _rezipped(rng, book)), "x.xlsx"

    def document(rng: Random) -> tuple[bytes, str]:
        made = json.dumps(bent(rng, [service, service])).encode()
        return (bent_bytes(rng, made) if rng.random() < 0.3 else made), "x.json"

    def services(given: tuple[bytes, str]) -> None:
        for line, cells in hsds.read(*given):
            if isinstance(cells, dict):
                rows.parse(cells, line)

    return [
        Door(
            name="feed records",
            share=120,
            take=record,
            make=lambda r: bent(r, r.choice(fed)),
            refuses=(records.BrokenRecordError,),
        ),
        Door(
            name="course API parameters",
            share=80,
            take=lambda given: query.parse(given, place_table),
            make=parameters,
            refuses=(query.QueryError,),
        ),
        Door(
            name="courses as CSV",
            share=8,
            take=courses,
            make=lambda r: (bent_bytes(r, few), "x.csv"),
            refuses=(tables.FileError,),
        ),
        Door(
            name="courses as xlsx",
            share=2,
            take=courses,
            make=workbook,
            refuses=(tables.FileError,),
        ),
        Door(
            name="courses as HSDS",
            share=20,
            take=services,
            make=document,
            refuses=(tables.FileError,),
        ),
    ]


def _text_of(rng: Random, given: list[str]) -> str:
    """One of ours bent, cut short at a letter, or a text of any kind."""
    way = rng.random()
    if way < 0.5:
        return bent_text(rng, rng.choice(given))
    if way < 0.8:
        one = rng.choice(given)
        at = rng.randrange(len(one))
        return one[:at] + rng.choice(string.printable) + one[at + 1 :]
    if way < 0.9:
        return base64.urlsafe_b64encode(rng.randbytes(rng.randrange(90))).decode()
    return text(rng)


def _rezipped(rng: Random, given: bytes) -> bytes:
    """A workbook whose zip is whole and whose inside is bent."""
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        victim = rng.choice(names)
        for name in names:
            body = old.read(name)
            if name == victim:
                if rng.random() < 0.1:
                    continue
                body = bent_bytes(rng, body)
            new.writestr(name, body)
    return made.getvalue()


def _identifier(kind: Any) -> Any:
    """The trained identifier, out of the model under test."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    with tarfile.open(model()) as packed:
        members = [m for m in packed.getmembers() if "LanguageIdentifier" in m.name]
        packed.extractall(folder, members)
    (words,) = folder.rglob("words.npz")
    return kind.restore(words.parent)


def _point(rng: Random) -> int:
    """A code point of any kind: letters of our scripts more often than the rest."""
    low, high = rng.choice(
        ((0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x400, 0x530), (0x600, 0x700),
         (0x1200, 0x1380), (0x2000, 0x2070), (0xD800, 0xE000), (0xE000, 0x10FFFF), (0, 0x20))
    )  # fmt: skip
    return rng.randrange(low, high)
