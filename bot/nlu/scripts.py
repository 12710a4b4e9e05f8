"""Writing systems: which one a text is in, and which letters give a language away.

Knows Unicode ranges and telling letters. Refuses to know words, models and topics.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

LATIN, ARABIC, CYRILLIC, ETHIOPIC = "Latin", "Arabic", "Cyrillic", "Ethiopic"

# Beginning and end of the ranges that matter, in order of how often they are met.
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, LATIN),
    (0x0600, 0x06FF, ARABIC),
    (0x0400, 0x052F, CYRILLIC),
    (0x1200, 0x139F, ETHIOPIC),
    (0x0750, 0x077F, ARABIC),
    (0xFB50, 0xFDFF, ARABIC),
    (0xFE70, 0xFEFF, ARABIC),
    (0x1E00, 0x1EFF, LATIN),
    (0x0370, 0x03FF, "Greek"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x0530, 0x058F, "Armenian"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1C90, 0x1CBF, "Georgian"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x4E00, 0x9FFF, "Han"),
    (0x3400, 0x4DBF, "Han"),
    (0x3040, 0x30FF, "Kana"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0x0590, 0x05FF, "Hebrew"),
)

# One of these letters in a text speaks for the language, and against the others of its script.
TELLING: dict[str, dict[str, str]] = {
    ARABIC: {
        "ps": "ټډړږښڼېۍئځڅګۀ",
        "ur": "ٹڈڑےھںہۓ",
        "ckb": "ڕڵۆێەڤ",
        "fa": "ژ",
        "ar": "ةىأإؤ",
    },
    CYRILLIC: {
        "uk": "іїєґ",
        "ru": "ыэё",
        "sr": "ђћџљњј",
        "bg": "",
    },
    LATIN: {
        "tr": "ğıİ",
        "ro": "țșţ",
        "lv": "āēīūģķļņ",
        "pl": "łąęśźż",
        "de": "ß",
        "pt": "ãõ",
        "es": "ñ¿¡",
        "ku": "êîû",
        "sr": "đ",
    },
}

# Scripts that only one language of the table is written in.
SOLE = {
    "Greek": "el",
    "Armenian": "hy",
    "Georgian": "ka",
    "Devanagari": "hi",
    "Bengali": "bn",
    "Han": "zh",
}

_DIGITS = {ord(c): str(unicodedata.digit(c)) for c in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९"}
_ARABIC_LETTERS = {
    **{ord(c): "ا" for c in "أإآٱ"},
    **{ord(c): "ي" for c in "ىیې"},
    **{ord(c): "ك" for c in "کګگ"},
    ord("ة"): "ه",
    ord("ۀ"): "ه",
    ord("ہ"): "ه",
    ord("ھ"): "ه",
    ord("ؤ"): "و",
    ord("ئ"): "ي",
    ord("ے"): "ي",
    ord("ـ"): "",
    0x200C: " ",
}
_SPACED = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def script_of(character: str) -> str | None:
    """The script of one letter; None for marks, digits and letters of no script listed."""
    if not character.isalpha():
        return None
    point = ord(character)
    for first, last, name in _RANGES:
        if first <= point <= last:
            return name
    return None


def scripts(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    found = Counter(script_of(character) for character in text)
    found.pop(None, None)
    return Counter({name: n for name, n in found.items() if name is not None})


def main_script(text: str) -> str | None:
    """The script a text is written in.

    Two words in another script outweigh any number of Latin ones: those are names of offices.
    A Han character counts for three letters, as it is a word.
    """
    found = scripts(text)
    if not found:
        return None
    if "Han" in found:
        found["Han"] *= 3
    others = {name: n for name, n in found.items() if name != LATIN}
    if others:
        other = max(others, key=lambda name: others[name])
        if others[other] >= 0.3 * sum(found.values()):
            return other
        if sum(1 for word in text.split() if script_of(word[0]) == other) >= 2:
            return other
    return found.most_common(1)[0][0]


def fold(text: str) -> str:
    """The text as patterns and n-grams see it: small letters, no diacritics, Latin digits.

    Arabic-script letters that differ only by language or habit become one.
    """
    text = text.translate(_DIGITS).replace("İ", "i").replace("ı", "i").casefold()
    text = text.translate(_ARABIC_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = bare.translate(_ARABIC_LETTERS)
    for special, plain in (("ł", "l"), ("ø", "o"), ("đ", "d"), ("œ", "oe"), ("æ", "ae")):
        bare = bare.replace(special, plain)
    return _SPACED.sub(" ", bare).strip()
