"""Links to one's own data are opaque, ours, and over after fifteen minutes."""

import base64
from unittest.mock import patch

from bot.links import SECONDS, Links

KEY = b"a key of the tests that is long enough"


def test_a_link_names_nobody_and_ends() -> None:
    links = Links(KEY)
    token = links.issue("wconversation")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert b"wconversation" not in raw
    assert links.read(token) == "wconversation"
    with patch("time.time", return_value=__import__("time").time() + SECONDS + 2):
        assert links.read(token) is None


def test_a_made_up_or_changed_link_opens_nothing() -> None:
    links = Links(KEY)
    token = links.issue("w")
    changed = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")
    foreign = Links(b"another key of the tests, long enough").issue("w")
    for bad in ("", "x", "é", token[:10], changed, foreign, "A" * 5000):
        assert links.read(bad) is None
