"""The call law, counted: only a course search leaves the bot's process, and once a turn."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import sqlalchemy as sa

from tests.kit.assistant import Assistant

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek")]


class Counting(ThreadingHTTPServer):
    """Stands at the action server's address, counts the calls and fails each."""

    calls = 0


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        json.loads(self.rfile.read(length))
        server = self.server
        assert isinstance(server, Counting)
        server.calls += 1
        self.send_response(500)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def counting() -> Iterator[Counting]:
    server = Counting(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, counting: Counting) -> Iterator[Assistant]:
    url = f"http://127.0.0.1:{counting.server_port}"
    with Assistant.open(tmp_path_factory.mktemp("calls"), actions_url=url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "responses"),
    [
        ("Bonjour", ["utter_greet"]),
        ("How long does the integration programme take?", ["utter_faq/reception_path_duration"]),
        ("qqrt vvbn xxzz", ["utter_lost"]),
        ("I want to talk to a person", ["utter_hand_over"]),
        ("Delete everything you know about me", ["utter_erase_ask"]),
        ("Help, my husband is beating me", ["utter_emergency"]),
    ],
)
def test_everything_but_courses_stays_in_process(
    assistant: Assistant, counting: Counting, text: str, responses: list[str]
) -> None:
    before = counting.calls
    spoken = assistant.run(assistant.person(f"calls {text}").say(text))
    assert spoken.responses == responses, spoken.understood
    assert counting.calls == before


def test_a_course_search_calls_once_and_its_failure_is_said(
    assistant: Assistant, counting: Counting
) -> None:
    before = counting.calls
    spoken = assistant.run(assistant.person("search").say("I am looking for a French course"))
    assert counting.calls == before + 1
    assert spoken.responses == ["utter_unavailable"]


def test_a_full_disk_acknowledges_nothing_and_says_so_but_the_emergency_goes_out(
    assistant: Assistant,
) -> None:
    person = assistant.person("full disk")
    assistant.run(person.say("Bonjour"))
    engine = assistant.store.journal._engine

    def fill(connection: sa.engine.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def empty(connection: sa.engine.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")

    sa.event.listen(engine, "begin", fill)
    try:
        for _ in range(40):  # until the free pages are used up
            spoken = assistant.run(person.say("Combien coûte le parcours d'accueil ?"))
            if spoken.status == "error":
                break
        assert spoken.status == "error"
        assert len(spoken.replies) == 1
        stored = assistant.store.journal.messages("full disk")
        urgent = assistant.run(person.say("Au secours, mon mari me frappe"))
        assert urgent.status == "error"
        assert urgent.replies[0].metadata.get("emergency")
        assert assistant.store.journal.messages("full disk") == stored
    finally:
        sa.event.remove(engine, "begin", fill)
        sa.event.listen(engine, "begin", empty)
    assert assistant.run(person.say("Bonjour")).status == "stored"
