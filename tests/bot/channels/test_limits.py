"""Limits on a fixed clock: a person, an address, everybody; memory stays bounded."""

from bot.channels.limits import MOST_KEYS, SOCKETS_OF_ADDRESS, Buckets, Limits, a_minute


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_half_a_minute_at_once_then_the_rate() -> None:
    clock = Clock()
    limits = Limits(person=24, clock=clock)
    assert [limits.may_speak("c", None) for _ in range(13)] == [True] * 12 + [False]
    assert limits.may_speak("other", None)
    clock.now += 2.6
    assert [limits.may_speak("c", None) for _ in range(2)] == [True, False]


def test_many_conversations_of_one_address_are_one_address() -> None:
    limits = Limits(person=24, address=20, clock=Clock())
    allowed = [limits.may_speak(f"c{number}", "10.0.0.1") for number in range(15)]
    assert allowed == [True] * 10 + [False] * 5
    assert limits.may_speak("c", "10.0.0.2")


def test_everybody_together() -> None:
    limits = Limits(everybody=10, clock=Clock())
    assert [limits.may_speak(str(n), str(n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_zero_is_no_limit_and_memory_is_bounded() -> None:
    assert all(Limits().may_speak("c", "a") for _ in range(1000))
    buckets = Buckets(a_minute(24), Clock())
    for number in range(MOST_KEYS + 500):
        buckets.take(str(number))
    assert len(buckets._levels) == MOST_KEYS


def test_sockets_of_one_address() -> None:
    limits = Limits()
    assert all(limits.enter("a") for _ in range(SOCKETS_OF_ADDRESS))
    assert not limits.enter("a")
    limits.leave("a")
    assert limits.enter("a")
    assert "a" not in limits._sockets  # no address in clear, not even in memory
