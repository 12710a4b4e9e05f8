"""The bot's reply to an `utter_...`: one variation in the reader's language, facts, buttons, id.

Rasa's own generator draws at random between variations that match and knows no fallback
language; ours reads all wordings through `knowledge`, outside Rasa's domain, so that a
text edit trains nothing. Refuses to know channels and HTTP.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answers import buttons as button_makers
from bot.answers import course_card, my_data, replies
from bot.answers.choices import Choices
from bot.answers.reader import Reader, next_id, reader
from bot.answers.topic_answer import topic_answer
from knowledge import Library, menu, notices

logger = logging.getLogger(__name__)

_FAQ = "utter_faq/"
_GREET = "utter_greet"
_WITHDRAWN = "answer_withdrawn"


class CityNlg(TemplatedNaturalLanguageGenerator):
    """Named in `endpoints.yml`: `nlg: {type: bot.answers.nlg.CityNlg}`."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        library: Library | None = None,
        key: bytes | None = None,
        clock: Callable[[tzinfo], datetime] = datetime.now,
    ) -> None:
        """Takes Rasa's arguments; `library`, `key` and `clock` are for tests and proofs.

        Without them the process's runtime gives both, and each library that is published later.
        """
        super().__init__(domain.responses if domain else {})
        self._clock = clock
        if library is not None and key is not None:
            self._choices = Choices(key)
            self._take(library)
            return
        from bot.runtime import open_runtime  # the runtime's channels need this room's choices

        runtime = open_runtime()
        self._choices = runtime.choices
        self._take(runtime.library)
        runtime.shelf.subscribe("nlg", self._take)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The response for one reader; None for a response that nobody has written."""
        kwargs.pop("domain_responses", None)
        who = reader(tracker, self.library.languages)
        response = self._response(utter_action, who, kwargs)
        if response is None:
            return None
        replies.offer_languages(response, who, self.library, self._buttons)
        self._put_notices_before(utter_action, response, who)
        response["id"] = next_id(tracker)
        return response

    def answer(self, name: str, who: Reader) -> dict[str, Any]:
        """A topic's answer; where it is withdrawn or missing, whom to ask instead."""
        topic = self.library.topics.get(name)
        if topic is None or topic.withdrawn:
            return replies.text_reply(_WITHDRAWN, who, self.library, self._buttons)
        return topic_answer(self.library, self._buttons, topic, who, now=self._now())

    def _take(self, library: Library) -> None:
        for problem in library.topics.problems:
            logger.warning("The topic '%s' is withdrawn. %s", problem.topic, problem)
        intents = [key.removeprefix("choice_") for key in library.texts]
        screens = menu.of(library, intents=intents)
        self._notices = notices.load(library.city_folder / "notices.yml")
        self.library = library
        self.menu = screens
        self._buttons = button_makers.ButtonMaker(self._choices, library, screens)

    def _response(
        self, utter_action: str, who: Reader, values: dict[str, Any]
    ) -> dict[str, Any] | None:
        library, buttons = self.library, self._buttons
        if utter_action.startswith(_FAQ):
            return self.answer(utter_action.removeprefix(_FAQ), who)
        if utter_action not in library.texts:
            return None
        if values.get("course"):
            return course_card.card_reply(utter_action, who, library, buttons, values)
        special = _SPECIAL.get(utter_action)
        if special is not None:
            return special(self, who)
        return replies.text_reply(utter_action, who, library, buttons, values)

    def _put_notices_before(self, action: str, response: dict[str, Any], who: Reader) -> None:
        touched = notices.GREETING if action == _GREET else response.get("topic")
        if touched:
            today = self._now().date()
            lines = [notice.wording(who.chain) for notice in self._notices.active(today, touched)]
            response["text"] = "\n\n".join([*lines, response["text"]])

    def _now(self) -> datetime:
        return self._clock(self.library.city.timezone)

    def _simplify(self, who: Reader) -> dict[str, Any]:
        return replies.simplify(who, self.library, self._buttons, now=self._now())

    def _menu_screen(self, who: Reader) -> dict[str, Any]:
        return replies.menu_screen(who, self.library, self._buttons, self.menu)

    def _did_you_mean(self, who: Reader) -> dict[str, Any]:
        return replies.did_you_mean(who, self.library, self._buttons)

    def _language_set(self, who: Reader) -> dict[str, Any]:
        return replies.language_set(who, self.library, self._buttons)

    def _my_data(self, who: Reader) -> dict[str, Any]:
        from bot.runtime import open_runtime

        runtime = open_runtime()
        return my_data.my_data(who, self.library, self._buttons, runtime.journal, runtime.settings)

    def _notice(self, who: Reader) -> dict[str, Any]:
        from bot.runtime import open_runtime

        return my_data.whole_notice(who, self.library, self._buttons, open_runtime().settings)

    def _rate(self, who: Reader) -> dict[str, Any]:
        return replies.rate(who, self.library, self._buttons)

    def _file(self, who: Reader) -> dict[str, Any]:
        key = "utter_file_passed" if who.helped else "utter_file"
        return replies.text_reply(key, who, self.library, self._buttons)

    def _emergency(self, who: Reader) -> dict[str, Any]:
        reads = self.library.city.is_open(self._now(), "desk")
        return replies.emergency(who, self.library, self._buttons, somebody_reads=reads)


_SPECIAL: dict[str, Callable[[CityNlg, Reader], dict[str, Any]]] = {
    "utter_simplify": CityNlg._simplify,
    "utter_menu": CityNlg._menu_screen,
    "utter_did_you_mean": CityNlg._did_you_mean,
    "utter_language_set": CityNlg._language_set,
    "utter_language_unknown": CityNlg._language_set,
    "utter_languages": CityNlg._language_set,
    "utter_emergency": CityNlg._emergency,
    "utter_file": CityNlg._file,
    "utter_useful_ask": CityNlg._rate,
    "utter_my_data": CityNlg._my_data,
    "utter_notice": CityNlg._notice,
}
