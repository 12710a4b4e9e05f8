"""Knows the names of the bot's settings and reads them once from the environment.

`run.py` puts `default.env` and the secrets there first. Refuses to know what a setting is used for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The bot's settings, as `default.env` describes them."""

    city: str
    var_dir: Path
    data_dir: Path
    host: str
    port: int
    database_url: str
    allowed_origins: tuple[str, ...]
    telegram_token: str
    log_level: str
    api_secret: str
    session_key: bytes

    @property
    def city_dir(self) -> Path:
        """The folder of the city's data."""
        return self.data_dir / "cities" / self.city

    @property
    def model(self) -> Path:
        """The trained model's file."""
        return self.var_dir / self.city / "model.tar.gz"


def read(environment: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises `SettingsError` for a missing or senseless one."""

    def required(name: str) -> str:
        value = environment.get(name, "")
        if not value:
            raise SettingsError(f"{name} is not set: start the bot with `make run` or run.py.")
        return value

    port = required("BOT_PORT")
    if not port.isdigit():
        raise SettingsError(f"BOT_PORT must be a number, not {port!r}.")
    key = required("SESSION_KEY")
    if len(key) < 32:
        raise SettingsError("SESSION_KEY must have at least 32 characters.")
    return Settings(
        city=required("CITY"),
        var_dir=Path(required("VAR_DIR")),
        data_dir=Path("data"),
        host=required("BOT_HOST"),
        port=int(port),
        database_url=required("BOT_DATABASE_URL"),
        allowed_origins=tuple(environment.get("ALLOWED_ORIGINS", "").split()),
        telegram_token=environment.get("TELEGRAM_TOKEN", ""),
        log_level=environment.get("LOG_LEVEL", "INFO"),
        api_secret=required("BOT_API_SECRET"),
        session_key=key.encode(),
    )
