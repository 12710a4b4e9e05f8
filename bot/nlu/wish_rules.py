"""From patterns found to wishes: which one counts, and what a "not" does to it.

Knows spans and cues (data/patterns/cues.yml). Refuses to know Rasa, files and languages' words.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.canon import Piece
from bot.nlu.patterns import Found

# How many words a negation reaches forward and back.
BEFORE, AFTER = 4, 3
# How many words before a language's name tell whether it is spoken or wanted.
SPOKEN = 5
WISHES = ("level", "schedule", "day", "mode", "childcare", "free", "audience", "prefer")
TURNED = {"schedule": "not_schedule", "mode": "not_mode"}
# "Monday I cannot": turned from behind as well, and then no wish at all.
DROPPED = "day"
# At most so many letters has an article or a preposition.
SMALL = 3
# "I do not know the alphabet" asks for it all the more.
NEVER_TURNED = ("literacy", "alphabet")
PLACES = ("place", "municipality")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A wish: `key` and `value` as the course API takes them; `first`, `last` are pieces."""

    key: str
    value: str
    first: int
    last: int


class Reading:
    """What one message says: its words, and what the patterns found in them."""

    def __init__(self, message: Sequence[Piece], found: Iterable[Found]) -> None:
        """Sorts the findings by key and drops what `ignore` patterns swallow."""
        self._message = message
        everything = list(found)
        swallowed = [one for one in everything if one.key.startswith("ignore:")]
        self._found = [
            one
            for one in everything
            if not any(
                other.key == f"ignore:{one.key}" and _overlap(one, other) for other in swallowed
            )
        ]
        illiterate = [one for one in self._found if (one.key, one.value) == ("level", "literacy")]
        self._found = [  # "never went to school" says nothing about school hours
            one
            for one in self._found
            if one.key != "schedule" or not any(_overlap(one, other) for other in illiterate)
        ]
        taken = _places(illiterate)
        asking = _places(one for one in everything if one.key == "cues" and one.value == "asks")
        self._cues: dict[str, list[Found]] = {}
        for one in self._found:
            if one.key == "cues" and one.first not in taken:
                if one.value in ("before", "after") and one.first in asking:
                    continue
                self._cues.setdefault(one.value, []).append(one)

    def wishes(self) -> list[Wish]:
        """All wishes but place, language and ordinal; each once."""
        result: list[Wish] = []
        for key in WISHES:
            previous: tuple[Found, bool] | None = None
            for one in self._longest((key,)):
                turned = self._turned(one, previous)
                previous = (one, turned)
                if turned and key not in TURNED:
                    continue
                result.append(_wish(one, key=TURNED[key] if turned else key))
        result.extend(self._hours(result))
        return _without_lesser_levels(_unique(result))

    def target_languages(self, taught: Collection[str]) -> list[Wish]:
        """Languages that somebody wants to learn, among those that are taught here."""
        return _unique(
            _wish(one, key="target_language")
            for one in self._longest(("names",))
            if one.value in taught
            and not self._corrected(one)
            and ((not self._turned(one, None) and not self._spoken(one)) or self._to_improve(one))
        )

    def named_language(self) -> str | None:
        """The language asked for in "please speak ...": the first that is not turned down."""
        names = self._longest(("names",))
        wanted = [one for one in names if not self._turned(one, None)]
        return wanted[0].value if wanted else None

    def place(self, postcodes: frozenset[str]) -> Wish | None:
        """The narrowest place named; a known postcode where there is no name."""
        found = [one for one in self._longest(PLACES) if not self._turned(one, None)]
        narrow = [one for one in found if one.key == "place"] or found
        if narrow:
            return _wish(narrow[0], key="place")
        for index, piece in enumerate(self._message):
            if piece.text in postcodes:
                return Wish(key="place", value=piece.text, first=index, last=index + 1)
        return None

    def ordinal(self) -> Wish | None:
        """Which of the courses listed is meant: 1, 2, 3 or -1 for the last."""
        found = self._longest(("nth",))
        return _wish(found[0], key="nth") if found else None

    def whole(self, wish: Wish) -> bool:
        """Whether a wish is all that the message says, but for a small word such as "the"."""
        others = [
            piece
            for place, piece in enumerate(self._message)
            if not piece.is_mark and not wish.first <= place < wish.last
        ]
        return not others or (len(others) == 1 and len(others[0].text) <= SMALL)

    @property
    def level_unknown(self) -> bool:
        """Whether somebody says that they do not know their level."""
        return any(one.key == "level_unknown" for one in self._found)

    def _longest(self, keys: Sequence[str]) -> list[Found]:
        """Findings that do not overlap, the longest of those that do, in the text's order."""
        mine = [one for one in self._found if one.key in keys]
        chosen: list[Found] = []
        for one in sorted(mine, key=lambda one: (one.first - one.last, one.first)):
            if not any(_overlap(one, other) for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.first)

    def _turned(self, one: Found, previous: tuple[Found, bool] | None) -> bool:
        if one.value in NEVER_TURNED:
            return False
        if previous is not None and previous[1] and self._joined(previous[0], one):
            return True
        if self._reached_from_before(one):
            return True
        return one.key in (*TURNED, DROPPED) and self._reached_from_behind(one)

    def _reached_from_before(self, one: Found) -> bool:
        ends = {cue.last - 1: cue.first for cue in self._cues.get("before", ())}
        breaks = _places(self._cues.get("breaks", ()))
        for place in range(one.first - 1, max(-1, one.first - 2 - BEFORE), -1):
            if place in ends and ends[place] not in range(one.first, one.last):
                return True
            if self._message[place].is_mark or place in breaks or self._is_wish(place, one):
                return False
        return False

    def _reached_from_behind(self, one: Found) -> bool:
        starts = {cue.first for cue in self._cues.get("after", ())}
        breaks = _places(self._cues.get("breaks", ()))
        for place in range(one.last, min(len(self._message), one.last + AFTER)):
            if place in starts:
                return True
            if self._message[place].is_mark or place in breaks or self._is_wish(place, one):
                return False
        return False

    def _is_wish(self, place: int, but: Found) -> bool:
        """Whether another wish stands there: a negation reaches the nearest one only.

        A day is none: "not on Monday evening".
        """
        return any(
            one.key in WISHES
            and one.key != DROPPED
            and one.first <= place < one.last
            and (one.key, one.value) != (but.key, but.value)
            for one in self._found
        )

    def _joined(self, one: Found, other: Found) -> bool:
        joins = _places(self._cues.get("joins", ()))
        between = range(one.last, other.first)
        return len(between) <= 3 and all(place in joins for place in between)

    def _spoken(self, one: Found) -> bool:
        """Whether the nearest word that tells says "I speak" rather than "I want to learn"."""
        reach = range(max(0, one.first - SPOKEN), one.first)
        speaks = _places(self._cues.get("speaks", ()))
        wants = _places(self._cues.get("wants", ()))
        near = [place for place in reach if place in speaks or place in wants]
        if any(self._message[place].is_mark for place in range(near[0], one.first)) if near else 0:
            return False
        behind = range(one.last, min(len(self._message), one.last + 2))
        if any(place in wants for place in (*near, *behind)):
            return False
        return bool(near)

    def _corrected(self, name: Found) -> bool:
        """ "Dutch no, French": a "not" that ends the clause right behind a language's name."""
        for cue in self._cues.get("after", ()):
            if cue.first == name.last:
                rest = self._message[cue.last : cue.last + 1]
                others = any(
                    one.key == "names" and one.value != name.value and one.first >= cue.last
                    for one in self._found
                )
                if others and (not rest or rest[0].is_mark):
                    return True
        return False

    def _to_improve(self, name: Found) -> bool:
        """ "I don't speak French, where are lessons?", "a bit of Dutch, I want to improve": what is
        spoken badly or not at all is wanted, where learning or improving is spoken of."""
        wants = _places(self._cues.get("wants", ()))
        little = _places(self._cues.get("improves", ()))
        speaks = _places(self._cues.get("speaks", ()))
        turns = _places((*self._cues.get("before", ()), *self._cues.get("after", ())))
        clause = self._clause(name)
        if not wants - set(range(name.first, name.last)) and not little - set(clause):
            return False
        if not speaks & set(clause) and not little & set(clause):
            return False
        return bool(little & set(clause) or turns & set(clause))

    def _clause(self, one: Found) -> range:
        """The pieces around a finding, up to the marks on both sides."""
        first, last = one.first, one.last
        while first > 0 and not self._message[first - 1].is_mark:
            first -= 1
        while last < len(self._message) and not self._message[last].is_mark:
            last += 1
        return range(first, last)

    def _hours(self, known: Sequence[Wish]) -> Iterator[Wish]:
        """ "After 18h": the part of the day in which a class may begin."""
        if any(wish.key == "schedule" for wish in known):
            return
        cues = _places(self._cues.get("from", ()))
        for index, piece in enumerate(self._message):
            hour = _hour(piece.text)
            near = range(max(0, index - 3), min(len(self._message), index + 4))
            if hour is None or not any(place in cues for place in near):
                continue
            if any(w.text in ("pm", "p") for w in self._message[index + 1 : index + 2]):
                hour += 12 if hour < 12 else 0
            if 12 <= hour <= 23:
                part = "evening" if hour >= 16 else "afternoon"
                yield Wish(key="schedule", value=part, first=index, last=index + 1)


def _hour(text: str) -> int | None:
    digits = text[:2] if text[:2].isdecimal() else text[:1]
    rest = text[len(digits) :]
    if not digits.isdecimal() or (rest and rest[0] not in "hupas"):
        return None
    bare = int(digits)
    if rest in ("pm",):
        bare += 12
    return bare if bare <= 23 and (rest or bare >= 12) else None


def _wish(one: Found, *, key: str) -> Wish:
    return Wish(key=key, value=one.value, first=one.first, last=one.last)


def _overlap(one: Found, other: Found) -> bool:
    return one.first < other.last and other.first < one.last


def _places(found: Iterable[Found]) -> set[int]:
    return {place for one in found for place in range(one.first, one.last)}


def _unique(wishes: Iterable[Wish]) -> list[Wish]:
    seen: dict[tuple[str, str], Wish] = {}
    for wish in wishes:
        seen.setdefault((wish.key, wish.value), wish)
    return list(seen.values())


def _without_lesser_levels(wishes: list[Wish]) -> list[Wish]:
    """Who cannot read is no "beginner" in the sense of A1."""
    levels = {wish.value for wish in wishes if wish.key == "level"}
    dropped: set[str] = set()
    if "literacy" in levels:
        dropped = levels - {"literacy"}
    elif "alphabet" in levels:
        dropped = {"A1"}
    return [wish for wish in wishes if wish.key != "level" or wish.value not in dropped]
