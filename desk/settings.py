"""Django's settings, from the environment that run.py prepares. No room's rule stands here."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from knowledge.city import load as load_city

ROOT = Path(__file__).resolve().parent.parent
_env = os.environ


def _needed(name: str) -> str:
    value = _env.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: it stands in default.env or in the secrets that `make run` makes"
        )
    return value


def _number(name: str, default: int) -> int:
    value = _env.get(name) or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}")
    return int(value)


BASE_DIR = ROOT
CITY = _needed("CITY")
VAR_DIR = Path(_needed("VAR_DIR")).resolve()
DATA_DIR = BASE_DIR / (_env.get("DATA_DIR") or "data")

DESK_HOST = _env.get("DESK_HOST") or "127.0.0.1"
DESK_PORT = _number("DESK_PORT", 8000)
DESK_URL = _env.get("DESK_URL") or f"http://127.0.0.1:{DESK_PORT}"
BOT_URL = _env.get("BOT_URL") or f"http://127.0.0.1:{_number('BOT_PORT', 5005)}"
BOT_API_SECRET = _env.get("BOT_API_SECRET", "")
# Empty: feed records are asked from the bot.
AMQP_URL = _env.get("AMQP_URL", "")
FEED_QUEUE = _env.get("FEED_QUEUE") or f"newcomer.{CITY}.feed"
# How long a reply can be taken back before it goes out.
UNDO = timedelta(seconds=_number("UNDO_SECONDS", 5))
# When the newcomer is told that nobody has answered yet, and when the duty address is.
ANSWER_WITHIN = timedelta(minutes=_number("ANSWER_WITHIN_MINUTES", 30))
ALARM_AFTER = timedelta(minutes=_number("ALARM_AFTER_MINUTES", 10))
ALARM_EVERY = timedelta(minutes=_number("ALARM_EVERY_MINUTES", 5))
ALARM_TO = _env.get("ALARM_TO", "")
ALARM_TELEGRAM_CHAT = _env.get("ALARM_TELEGRAM_CHAT", "")
TELEGRAM_TOKEN = _env.get("TELEGRAM_TOKEN", "")
TELEGRAM_API = (_env.get("TELEGRAM_API") or "https://api.telegram.org").rstrip("/")
TRANSLATE_URL = _env.get("TRANSLATE_URL", "").rstrip("/")
TRANSLATE_KEY = _env.get("TRANSLATE_KEY", "")
_mail = urlsplit(_env.get("SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _env.get("ALARM_FROM") or f"desk@{EMAIL_HOST}"
SEAL_KEYS = _env.get("SEAL_KEYS", "")
LEDGER = _env.get("LEDGER", "")
RETENTION_CASE_DAYS = _number("RETENTION_CASE_DAYS", 90)
RETENTION_LOG_DAYS = _number("RETENTION_LOG_DAYS", 365)
if RETENTION_LOG_DAYS < 30:
    # The database lets nothing younger go: desk/people/migrations/0004_the_log_only_grows.py.
    raise ImproperlyConfigured("RETENTION_LOG_DAYS must be 30 or more")
LOG_LEVEL = (_env.get("LOG_LEVEL") or "INFO").upper()
LOG_FORMAT = _env.get("LOG_FORMAT", "")
FEED_PORT = _number("FEED_PORT", 0)

SECRET_KEY = _needed("DESK_SECRET_KEY")
DEBUG = False
_desk = urlsplit(DESK_URL)
_https = _desk.scheme == "https"
ALLOWED_HOSTS = sorted(
    {"127.0.0.1", "localhost", "[::1]", _desk.hostname or "localhost"}
    | ({DESK_HOST} - {"0.0.0.0", "::"})
    | {*_env.get("DESK_NAMES", "").split()}
)
CSRF_TRUSTED_ORIGINS = [f"{_desk.scheme}://{_desk.netloc}"]

INSTALLED_APPS = [
    "desk.people",
    "desk.cases",
    "desk.courses",
    "desk.answers",
    "desk.reports",
    # Without looking for admin.py in every app: it shows the courses (desk/courses/apps.py) alone.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "desk.watched.Watched",
    "desk.headers.SecurityHeaders",
    "desk.headers.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "desk.people.middleware.SessionTime",
    "desk.people.middleware.FreshPassword",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "desk.urls"
ASGI_APPLICATION = "desk.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "desk" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.people.context.chrome",
            ],
        },
    }
]

_database = _env.get("DESK_DATABASE_URL") or f"sqlite:///{VAR_DIR / CITY / 'desk.sqlite'}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_database, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write takes its lock at once: two writers wait instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        ),
    }
else:
    # Requests run in several threads, which share a few open connections.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# A try during the lock does not make it longer: the page says when it ends.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "desk.people.lockout.response"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_HTTP_RESPONSE_CODE = 429
OTP_TOTP_ISSUER = f"Desk {CITY}"
SECOND_FACTOR_FOR = frozenset(_env.get("SECOND_FACTOR_FOR", "").split())
if unknown := SECOND_FACTOR_FOR - {"staff", "coordinator", "administrator"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR_FOR: no such role as {' '.join(sorted(unknown))}")
# Of the links by which people set their password.
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=_number("INVITATION_HOURS", 72)).total_seconds())

# The interface is translated into these; the city's own language comes first where it is one.
LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English")]
_city = load_city(DATA_DIR / "cities" / CITY)
_offered = [code for code in _city.host_languages if code in dict(LANGUAGES)]
LANGUAGE_CODE = _offered[0] if _offered else "en"
LOCALE_PATHS = [BASE_DIR / "desk" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = str(_city.timezone)

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "desk" / "static"]
WHITENOISE_USE_FINDERS = True

DESK_IDLE = timedelta(minutes=_number("DESK_IDLE_MINUTES", 30))
SESSION_COOKIE_AGE = int(timedelta(hours=_number("DESK_SESSION_HOURS", 10)).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "desk_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "desk_language"
CSRF_COOKIE_NAME = "desk_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {"TITLE": "Desk", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "watch.logs.formatter",
            "process": "feed" if "feed" in sys.argv else "desk",
            "form": LOG_FORMAT,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Addresses carry the codes of cases; urllib3 would repeat each call at DEBUG.
        "urllib3": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
