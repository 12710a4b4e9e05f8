"""Sessions: only ours are read, they expire, they live on with an open case."""

import time

import jwt
import pytest

from bot.channels import identity
from bot.channels.identity import SESSION_SECONDS, Sessions

KEY = b"k" * 32


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(KEY)


def test_a_token_opens_its_own_conversation_again(sessions: Sessions) -> None:
    one, other = sessions.issue(), sessions.issue()
    assert sessions.read(one.token) == one
    assert one.conversation != other.conversation
    assert len(one.conversation) <= 64


@pytest.mark.parametrize("token", ["", "guess", "a.b.c", 7, None, {"sid": "x"}, "x" * 5000])
def test_what_we_did_not_issue_opens_nothing(sessions: Sessions, token: object) -> None:
    assert sessions.read(token) is None
    assert sessions.read(token, expired=True) is None


def test_forged_changed_and_unsigned_tokens_open_nothing(sessions: Sessions) -> None:
    real = sessions.issue()
    claims = {"sid": "another", "exp": int(time.time()) + 1000}
    head, body, mac = real.token.split(".")
    swapped = jwt.encode(claims, KEY, algorithm="HS256").split(".")[1]
    for token in (
        jwt.encode(claims, b"x" * 32, algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        f"{head}.{swapped}.{mac}",
        f"{head}.{body}.",
        jwt.encode({"exp": claims["exp"]}, KEY, algorithm="HS256"),
    ):
        assert sessions.read(token, expired=True) is None


def test_a_conversations_id_is_no_token_and_tells_nothing_of_it(sessions: Sessions) -> None:
    session = sessions.issue()
    assert sessions.read(session.conversation) is None
    assert session.conversation[1:] not in session.token
    assert Sessions(b"o" * 32).read(session.token) is None


def test_it_expires_and_is_renewed_for_the_same_conversation(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(identity.time, "time", lambda: now - SESSION_SECONDS - 60)
    old = sessions.issue()
    monkeypatch.setattr(identity.time, "time", lambda: now)
    assert sessions.read(old.token) is None
    known = sessions.read(old.token, expired=True)
    assert known == old
    fresh = sessions.renew(old)
    assert fresh.conversation == old.conversation
    assert sessions.read(fresh.token) == fresh
    assert sessions.renew(fresh) == fresh
