"""Knows the names of the bot's settings and reads them once from the environment.

`run.py` puts `default.env` and the secrets there first. Refuses to know what a setting is used for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.published import Published
from knowledge.seal import read_keys

TELEGRAM_RECEIVES = ("poll", "webhook", "no")


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How many days conversations, closed cases and backups are kept."""

    conversation_days: int
    case_days: int
    backup_days: int

    def as_days(self) -> dict[str, int]:
        """By name, as the notice's texts call them."""
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The bot's settings, as `default.env` describes them."""

    city: str
    var_dir: Path
    files: Path
    host: str
    port: int
    database_url: str
    redis_url: str
    amqp_url: str
    feed_queue: str
    allowed_origins: tuple[str, ...]
    telegram_token: str
    telegram_receive: str
    telegram_api: str
    log_level: str
    log_format: str
    api_secret: str
    session_key: bytes
    seal_keys: tuple[str, ...]
    public_url: str
    retention: Retention
    limits: tuple[int, int, int]

    @property
    def published(self) -> Published:
        """The published states of the city."""
        return Published(self.var_dir / self.city / "published")

    @property
    def data_dir(self) -> Path:
        """The data that is served: the published state's; `data/` before anything is published."""
        state = self.published.current()
        return state.data if state else self.files

    @property
    def trained(self) -> Path:
        """The model that `make train` makes of the files."""
        return self.var_dir / self.city / "model.tar.gz"

    @property
    def model(self) -> Path:
        """The trained model that is served."""
        state = self.published.current()
        return state.model if state else self.trained


def read(environment: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises `SettingsError` for a missing or senseless one."""

    def required(name: str) -> str:
        value = environment.get(name, "")
        if not value:
            raise SettingsError(f"{name} is not set: start the bot with `make run` or run.py.")
        return value

    def number(name: str, default: str = "") -> int:
        value = environment.get(name, "") or default or required(name)
        if not value.isdecimal():
            raise SettingsError(f"{name} must be a number, not {value!r}.")
        return int(value)

    key = required("SESSION_KEY")
    if len(key) < 32:
        raise SettingsError("SESSION_KEY must have at least 32 characters.")
    receive = environment.get("TELEGRAM_RECEIVE") or "poll"
    if receive not in TELEGRAM_RECEIVES:
        ways = ", ".join(TELEGRAM_RECEIVES)
        raise SettingsError(f"TELEGRAM_RECEIVE must be one of {ways}, not {receive!r}.")
    if receive == "webhook" and not environment.get("PUBLIC_URL", "").startswith("https://"):
        raise SettingsError("TELEGRAM_RECEIVE=webhook needs PUBLIC_URL=https://...")
    return Settings(
        city=required("CITY"),
        var_dir=Path(required("VAR_DIR")),
        files=Path(environment.get("DATA_DIR") or "data"),
        host=required("BOT_HOST"),
        port=number("BOT_PORT"),
        database_url=required("BOT_DATABASE_URL"),
        redis_url=environment.get("REDIS_URL", ""),
        amqp_url=environment.get("AMQP_URL", ""),
        feed_queue=environment.get("FEED_QUEUE") or f"newcomer.{environment.get('CITY')}.feed",
        allowed_origins=tuple(environment.get("ALLOWED_ORIGINS", "").split()),
        telegram_token=environment.get("TELEGRAM_TOKEN", ""),
        telegram_receive=receive,
        telegram_api=environment.get("TELEGRAM_API") or "https://api.telegram.org",
        log_level=environment.get("LOG_LEVEL", "INFO"),
        log_format=environment.get("LOG_FORMAT", ""),
        api_secret=required("BOT_API_SECRET"),
        session_key=key.encode(),
        seal_keys=read_keys(environment.get("SEAL_KEYS", "")),
        public_url=(environment.get("PUBLIC_URL") or environment.get("BOT_URL") or "").rstrip("/"),
        limits=(
            number("LIMIT_PERSON", "24"),
            number("LIMIT_ADDRESS", "240"),
            number("LIMIT_ALL", "6000"),
        ),
        retention=Retention(
            conversation_days=number("RETENTION_CONVERSATION_DAYS", "30"),
            case_days=number("RETENTION_CASE_DAYS", "90"),
            backup_days=number("RETENTION_BACKUP_DAYS", "30"),
        ),
    )
