"""A running bot takes a published state; what it cannot use changes nothing."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.renew import Renewal, RenewalError
from bot.settings import Settings, read
from bot.shelf import Shelf
from knowledge import Library, load
from knowledge.compose import compose
from tests.knowledge import data


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    files = data.city(tmp_path)
    made = read(
        {
            "CITY": "testville",
            "VAR_DIR": str(tmp_path / "var"),
            "DATA_DIR": str(files),
            "BOT_HOST": "127.0.0.1",
            "BOT_PORT": "1",
            "BOT_DATABASE_URL": "sqlite://",
            "BOT_API_SECRET": "s" * 40,
            "SESSION_KEY": "k" * 40,
        }
    )
    made.trained.parent.mkdir(parents=True)
    made.trained.write_bytes(b"the first model")
    return made


def publish(settings: Settings, model: bytes) -> None:
    with settings.published.staged() as stage:
        compose(settings.files, settings.city, stage / "data", blocked=(), last=None)
        (stage / "model.tar.gz").write_bytes(model)
        settings.published.keep(stage, {})


def runtime(settings: Settings) -> Any:
    return SimpleNamespace(settings=settings, shelf=Shelf(load(settings.data_dir, settings.city)))


def agent() -> Any:
    store = SimpleNamespace(domain="old")
    return SimpleNamespace(
        processor="old",
        domain="old",
        tracker_store=store,
        lock_store=None,
        action_endpoint=None,
        nlg=None,
        http_interpreter=None,
    )


async def test_texts_are_taken_by_all_who_read_them_and_the_model_stays(
    settings: Settings,
) -> None:
    running, bot = runtime(settings), agent()
    renewal, heard = Renewal(running), []

    def take(library: Library) -> None:
        heard.append(library.topics["swimming"].answers["fr"].title)

    running.shelf.subscribe("reader", take)
    answer = settings.files / "cities" / "testville" / "answers" / "swimming.yml"
    text = answer.read_text(encoding="utf-8")
    answer.write_text(text.replace("Apprendre à nager", "Nager"), encoding="utf-8")
    publish(settings, b"the first model")
    taken = await renewal.renew(bot)
    assert (taken.state, taken.model) == ("0001", False)
    assert heard == ["Nager"]
    assert bot.processor == "old"


async def test_edits_that_are_not_published_reach_nobody(settings: Settings) -> None:
    publish(settings, b"the first model")
    running = runtime(settings)
    answer = settings.files / "cities" / "testville" / "answers" / "swimming.yml"
    answer.write_text("responses: [", encoding="utf-8")
    await Renewal(running).renew(agent())
    assert "swimming" in running.shelf.library.topics


async def test_a_model_that_cannot_be_loaded_changes_nothing(settings: Settings) -> None:
    running, bot = runtime(settings), agent()
    renewal = Renewal(running)
    library = running.shelf.library
    publish(settings, b"no model at all")
    with pytest.raises(RenewalError, match="cannot be loaded"):
        await renewal.renew(bot)
    assert (bot.processor, bot.domain, bot.tracker_store.domain) == ("old", "old", "old")
    assert running.shelf.library is library
