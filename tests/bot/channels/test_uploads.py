"""The upload's body: a token's line, then the file; a stranger is stopped at the first line."""

from collections.abc import Iterator

import pytest

from bot.channels.identity import Sessions
from bot.channels.photos import MAX_BYTES, RefusedFileError
from bot.channels.uploads import BadUploadError, Chunks, read

SESSIONS = Sessions(b"k" * 32)


class Body:
    """A streamed body that tells how much of it was read."""

    def __init__(self, *parts: bytes) -> None:
        self.taken = 0
        self._parts: Iterator[bytes] = iter(parts)

    async def read(self) -> bytes | None:
        part = next(self._parts, None)
        self.taken += len(part or b"")
        return part


def streamed(*parts: bytes) -> Chunks:
    return Body(*parts).read


@pytest.mark.parametrize("cut", [1, 10, 400, 100_000])
async def test_token_and_file_come_apart_wherever_the_stream_is_cut(cut: int) -> None:
    session = SESSIONS.issue()
    whole = session.token.encode() + b"\n" + b"\xff\xd8\nfile\n"
    parts = [whole[at : at + cut] for at in range(0, len(whole), cut)]
    assert await read(streamed(*parts), SESSIONS) == (session, b"\xff\xd8\nfile\n")


@pytest.mark.parametrize("first", [b"guess\n", b"\n", b"x" * 3000, b"", b"\xff\xfe\n"])
async def test_a_strangers_file_is_not_read(first: bytes) -> None:
    body = Body(first, *[b"x" * 1_000_000] * 9)
    with pytest.raises(BadUploadError, match="unknown_session"):
        await read(body.read, SESSIONS)
    assert body.taken <= len(first) + 1_000_000


async def test_reading_ends_at_the_limit() -> None:
    body = Body(SESSIONS.issue().token.encode() + b"\n", *[b"x" * 1_000_000] * 40)
    with pytest.raises(RefusedFileError):
        await read(body.read, SESSIONS)
    assert body.taken <= MAX_BYTES + 2_000_000
