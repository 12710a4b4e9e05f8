"""Knows what stands around a Telegram conversation: keyboard, commands, languages, notice, help.

All of it comes from the texts that the website uses, so that nothing is said twice. Refuses to
know chats and sending.
"""

from collections.abc import Callable, Mapping
from typing import Any

from telegram import BotCommand, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.answers.choices import Choice, Choices, title, title_keys
from bot.channels.city_words import city_words
from bot.channels.reply import Button, Reply
from bot.channels.telegram.form import inline
from knowledge import Library

HELP, UNSTORED = "help", "unstored"
GREET, LISTEN, OWN_DATA = "greet", "listen", "show_my_data"
# What a command does: an intent, as a button would send it, or something of the channel's own.
COMMANDS: Mapping[str, str] = {
    "menu": "menu",
    "language": "change_language",
    "courses": "find_course",
    "human": "request_human",
    "simple": "simplify",
    "delete": "delete_my_data",
    "download": OWN_DATA,
    "private": UNSTORED,
    "help": HELP,
}
# The keyboard that is always there: what it does, its sign, its title.
_KEYS = (
    ("menu", "📋", "widget_menu"),
    ("change_language", "🌍", "widget_language"),
    ("request_human", "🙋", "widget_person"),
    (HELP, "🆘", "widget_help"),
)
_LED_KEYS = (("back_to_bot", "↩️", "choice_back_to_bot"), *_KEYS[1:2], *_KEYS[3:])
_TITLES = {HELP: "widget_help", UNSTORED: "telegram_unstored", OWN_DATA: "telegram_own_data"}
_NOTICE = (
    ("🤖", "widget_notice_robot"),
    ("📛", "widget_notice_name"),
    ("👤", "widget_notice_person"),
)
_DESCRIPTION = 256
_NUMBER = "choice_call_back"
_LTR_MARK = "\u200e"  # keeps the sign of a command before its name in right-to-left text


class Words:
    """The fixed words of one city's bot. `library` gives the city's data as it stands now."""

    def __init__(self, library: Callable[[], Library], choices: Choices, *, website: str) -> None:
        self._library = library
        self._choices = choices
        self._website = website

    def direction(self, language: str | None) -> str:
        """ "rtl" or "ltr", as the language is written."""
        languages = self._library().languages
        return languages.direction(languages.known(language))

    def text(self, key: str, language: str | None, **values: str) -> Reply:
        """A text of the channel's own as a reply; a line whose value is missing is left out."""
        texts = self._library().texts
        shown = texts.get_lines(key, language, **values)
        return _reply(key, shown, texts.language(key, language))

    def keyboard(
        self, language: str | None, *, led: bool, number: bool = False
    ) -> ReplyKeyboardMarkup:
        """The keyboard that is always there, in the person's language.

        `number`: with a key that gives the person's telephone number, for it was asked.
        """
        keys = [KeyboardButton(self._label(*key[1:], language)) for key in _keys(led)]
        rows = [keys[:2], keys[2:]]
        if number:
            sign = self._library().texts.entry(_NUMBER).sign or ""
            label = self._label(sign, _NUMBER, language)
            rows.insert(0, [KeyboardButton(label, request_contact=True)])
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)

    def meant(self, text: str) -> str | None:
        """What a tap on that keyboard does, in whatever language it was shown; else None."""
        texts = self._library().texts
        for name, sign, key in (*_KEYS, *_LED_KEYS):
            if text.startswith(sign) and any(
                text == f"{sign} {texts.raw(key, code)}" for code in texts.languages_of(key)
            ):
                return name
        return None

    def needs_buttons(self, reply: Reply, *, led: bool) -> bool:
        """Whether a reply offers more than the keyboard that is there anyway."""
        standing = {name for name, _, _ in _keys(led)}
        return any(self._intent(button) not in standing for button in reply.buttons)

    def leads_back(self, reply: Reply) -> bool:
        """Whether a reply offers the way back to the assistant: a colleague leads, or will."""
        return any(self._intent(button) == _LED_KEYS[0][0] for button in reply.buttons)

    def markup(self, conversation: str, reply: Reply) -> InlineKeyboardMarkup | None:
        """The buttons under a reply: its own, "listen" where it was recorded, a card's links."""
        buttons = list(reply.buttons)
        topic, language = reply.metadata.get("topic"), str(reply.metadata.get("language") or "")
        if reply.metadata.get("audio") and topic:
            shown = self._library().texts.get("widget_listen", language)
            key = self._choices.issue(conversation, LISTEN, {"t": str(topic), "l": language})
            buttons.insert(0, Button(title=shown, payload=key, sign="🔊"))
        # A calendar entry has no address: it goes along as a file.
        given = (reply.card or {}).get("links", ())
        links = [(one["title"], one["href"]) for one in given if one.get("href")]
        return inline(buttons, links)

    def choice(self, conversation: str, intent: str, **entities: str) -> str:
        """The signed choice of an intent."""
        return self._choices.issue(conversation, intent, entities)

    def languages(self, conversation: str, prior: str | None) -> Reply:
        """All languages by their own names, the likely one first; a tap greets in it."""
        library = self._library()
        table, texts = library.languages, library.texts
        first = table.known(prior)
        codes = dict.fromkeys((*(c for c in (first,) if table[c].answered), *table.answered))
        asked = dict.fromkeys(
            texts.raw("widget_choose_language", code)
            for code in (first, *library.city.required_languages)
        )
        buttons = tuple(
            Button(title=table[code].name, payload=self.choice(conversation, GREET, language=code))
            for code in codes
        )
        return _reply("languages", "🌍 " + "\n".join(asked), first, buttons)

    def notice(self, language: str | None, *, office: str | None, group_link: str = "") -> Reply:
        """What a person should know first; in a group, that others read along."""
        if group_link:
            return self.text("telegram_group", language, link=group_link)
        texts = self._library().texts
        lines = [f"{sign} {texts.get(key, language)}" for sign, key in _NOTICE]
        values = {"website": self._website} if self._website else {}
        lines.append("☁️ " + texts.get_lines("telegram_notice", language, **values))
        mark = _LTR_MARK if self.direction(language) == "rtl" else ""
        lines.append(f"🕶 {texts.get('telegram_unstored', language)}: {mark}/private")
        text = "\n".join(lines)
        if office:
            text = f"{self._office(office, language)}\n\n{text}"
        return _reply("notice", text, texts.language("telegram_notice", language))

    def help(self, conversation: str, language: str | None) -> Reply:
        """Numbers to call and the office, as the website's help sign shows them; then buttons."""
        library = self._library()
        known = library.languages.known(language)
        words = city_words(library, known)
        calls = "\n".join(f"☎️ **{call['number']}** {call['title']}" for call in words["calls"])
        head = f"🆘 {words['texts']['help_hint']}\n{calls}"
        text = f"{head}\n\n{self._office(library.city.main_office, known)}"
        return _reply("help", text, known, self._offered(conversation, known))

    def commands(self, language: str) -> list[BotCommand]:
        """The commands with what they do, in one language."""
        library = self._library()
        return [
            BotCommand(name, self._title(intent, library, language)[:_DESCRIPTION])
            for name, intent in COMMANDS.items()
        ]

    def answered(self) -> tuple[str, ...]:
        """The codes of the languages that have answers."""
        return tuple(self._library().languages.answered)

    def office_and_language(self, payload: str) -> tuple[str | None, str | None]:
        """What a deep link names: `t.me/<bot>?start=<office>-<language>`, either part alone too."""
        library = self._library()
        names = payload.split("-")
        office = next((name for name in names if name in library.city.offices), None)
        code = next((name for name in names if name in library.languages.answered), None)
        return office, code

    def _offered(self, conversation: str, language: str) -> tuple[Button, ...]:
        library = self._library()
        chain, buttons = library.languages.chain(language), []
        for intent in ("emergency", "request_human", "menu"):
            choice = Choice(intent=intent)
            shown = title(choice, chain, library.texts, library.topics)
            keys = (key for key in title_keys(choice) if key in library.texts)
            sign = next((library.texts.entry(key).sign for key in keys), None)
            key = self.choice(conversation, intent)
            buttons.append(Button(title=shown, payload=key, sign=sign))
        return tuple(buttons)

    def _office(self, office: str, language: str | None) -> str:
        library = self._library()
        words = city_words(library, library.languages.known(language), office=office)["office"]
        lines = (f"📍 **{words['name']}**", words["address"], *words["hours"], words["phone"])
        return "\n".join(line for line in lines if line)

    def _title(self, intent: str, library: Library, language: str) -> str:
        if intent in _TITLES:
            return library.texts.get(_TITLES[intent], language)
        chain = library.languages.chain(language)
        return title(Choice(intent=intent), chain, library.texts, library.topics)

    def _label(self, sign: str, key: str, language: str | None) -> str:
        return f"{sign} {self._library().texts.raw(key, language)}"

    def _intent(self, button: Button) -> str:
        return button.payload.removeprefix("c.").partition(".")[0].partition("?")[0]


def _keys(led: bool) -> tuple[tuple[str, str, str], ...]:
    return _LED_KEYS if led else _KEYS


def _reply(id_: str, text: str, language: str, buttons: tuple[Button, ...] = ()) -> Reply:
    metadata: dict[str, Any] = {"language": language}
    return Reply(id=id_, seq=None, time=0.0, text=text, buttons=buttons, metadata=metadata)
