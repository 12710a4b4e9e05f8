"""Which language a message is in, and whether it is firm evidence of it.

Joins script, telling letters, lingua and the character model. Knows nothing of Rasa, of the
conversation (what is not firm changes nothing there) and of topics.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lingua
import numpy as np

from bot.nlu import scripts
from bot.nlu.characters import CharacterModel
from bot.nlu.scripts import SOLE, TELLING, main_script

# Weights of the three witnesses, chosen by cross-validation on the training rows
# (docs/understanding.md): margins of the character model, lingua's log shares, telling letters.
MARGIN, LINGUA, LETTER = 5.0, 0.5, 1.2
# Languages with training rows are those that people here write most.
COMMON = 0.15
FLOOR = 0.02
# A language that lingua does not know gets this share of lingua's vote.
UNKNOWN_TO_LINGUA = 0.15
LINGUA_SCRIPTS = {scripts.LATIN, scripts.CYRILLIC}
# Codes of languages that lingua tells apart in Latin and Cyrillic script.
LINGUA_CODES = frozenset(
    [
        "en",
        "fr",
        "nl",
        "tr",
        "uk",
        "ru",
        "es",
        "pt",
        "ro",
        "so",
        "sq",
        "bg",
        "lv",
        "pl",
        "de",
        "sw",
        "it",
        "sr",
    ]
)

FIRM = 0.80
FIRM_SHORT = 0.92
ALMOST_SURE = 0.99
UNMISTAKABLE = 0.97

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_NOISE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A language code, its probability, and whether the conversation may follow it."""

    code: str
    confidence: float
    firm: bool


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """A trained identifier: one character model a script, and what single words tell."""

    models: Mapping[str, CharacterModel]
    vocabulary: Mapping[str, str]  # a word that only one language uses -> its code
    neutral: frozenset[str]
    common: frozenset[str] = frozenset()
    default: str = "en"

    @classmethod
    def fit(
        cls,
        rows: Iterable[tuple[str, str]],
        *,
        neutral: Iterable[str],
        words: Iterable[tuple[str, str]],
    ) -> "Identifier":
        """`rows` are (text, code); `words` are (word, code) lines; `neutral` speak for nobody."""
        silent = frozenset(word.casefold() for word in neutral)
        rows, words = list(rows), list(words)
        by_script: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        users: dict[str, Counter[str]] = defaultdict(Counter)
        for text, code in [*rows, *words]:
            script = main_script(text)
            kept = letters(text, silent) if script else []
            if script and kept:
                by_script[script][0].append(" ".join(kept))
                by_script[script][1].append(code)
            for word in set(kept):
                users[word][code] += 1
        listed = {word.casefold() for word, _ in words}
        models = {
            script: CharacterModel.fit(texts, codes)
            for script, (texts, codes) in sorted(by_script.items())
            if script not in SOLE
        }
        return cls(
            models=models,
            vocabulary={
                word: next(iter(codes))
                for word, codes in users.items()
                if len(codes) == 1
                and (word in listed or sum(codes.values()) >= 3)
                and len(word) > 2
            },
            neutral=silent,
            common=frozenset(code for code, n in Counter(c for _, c in rows).items() if n >= 100),
        )

    def identify(self, text: str) -> Guess:
        """The most likely language. Never raises; a text without letters is not firm."""
        script = main_script(text)
        kept = letters(text, self.neutral)
        if script is None or not kept:
            return Guess(code=self.default, confidence=0.0, firm=False)
        if script in SOLE:
            return Guess(code=SOLE[script], confidence=ALMOST_SURE, firm=True)
        if script not in self.models:
            return Guess(code=self.default, confidence=0.0, firm=False)
        in_script = [word for word in kept if main_script(word) == script]
        shares = self.shares(" ".join(kept), script)
        code = max(shares, key=lambda one: shares[one])
        return Guess(
            code=code,
            confidence=shares[code],
            firm=self._firm(in_script, code, shares[code]),
        )

    def shares(self, text: str, script: str) -> dict[str, float]:
        """Probability of each language of a script for a text without neutral words."""
        scores = {
            code: MARGIN * margin + (COMMON if code in self.common else 0.0)
            for code, margin in self.models[script].margins(text).items()
        }
        for code, marks in TELLING.get(script, {}).items():
            if code in scores:
                scores[code] += LETTER * min(3, sum(letter in marks for letter in text))
        if script in LINGUA_SCRIPTS:
            votes = self._lingua(text)
            for code in scores:
                scores[code] += LINGUA * math.log(max(votes.get(code, UNKNOWN_TO_LINGUA), FLOOR))
        highest = max(scores.values())
        weights = {code: math.exp(score - highest) for code, score in scores.items()}
        total = sum(weights.values())
        return {code: weight / total for code, weight in weights.items()}

    def _firm(self, words: list[str], code: str, share: float) -> bool:
        """Two words or more, or one that no other language uses; names alone are not enough."""
        known = sum(self.vocabulary.get(word) == code for word in words)
        if len(words) >= 4:
            return share >= FIRM
        if len(words) >= 2:
            return share >= (FIRM if known else FIRM_SHORT) and (known > 0 or share >= ALMOST_SURE)
        if not words or len(words[0]) < 4:
            return False
        return share >= (0.5 if known else UNMISTAKABLE)

    def _lingua(self, text: str) -> dict[str, float]:
        values = self._detector.compute_language_confidence_values(text)
        return {value.language.iso_code_639_1.name.lower(): value.value for value in values}

    @cached_property
    def _detector(self) -> lingua.LanguageDetector:
        served = [one for one in lingua.Language.all() if _code(one) in LINGUA_CODES]
        builder = lingua.LanguageDetectorBuilder.from_languages(*served)
        return builder.with_low_accuracy_mode().build()

    def save(self, folder: Path) -> None:
        """Writes arrays only: nothing is pickled."""
        for script, model in self.models.items():
            np.savez_compressed(folder / f"{script}.npz", **model.arrays())
        words, codes = list(self.vocabulary), list(self.vocabulary.values())
        np.savez_compressed(
            folder / "words.npz",
            words=np.array(words, dtype=str),
            codes=np.array(codes, dtype=str),
            neutral=np.array(sorted(self.neutral), dtype=str),
            common=np.array(sorted(self.common), dtype=str),
        )

    @classmethod
    def restore(cls, folder: Path) -> "Identifier":
        """The inverse of `save`."""
        models = {}
        for path in sorted(folder.glob("*.npz")):
            if path.stem != "words":
                with np.load(path, allow_pickle=False) as arrays:
                    models[path.stem] = CharacterModel.restore(arrays)
        with np.load(folder / "words.npz", allow_pickle=False) as stored:
            words, codes = map(str, stored["words"]), map(str, stored["codes"])
            vocabulary = dict(zip(words, codes, strict=True))
            neutral = frozenset(map(str, stored["neutral"]))
            common = frozenset(map(str, stored["common"]))
        return cls(models=models, vocabulary=vocabulary, neutral=neutral, common=common)


def letters(text: str, neutral: frozenset[str]) -> list[str]:
    """Words in small letters, without numbers, links and words that speak for no language."""
    text = _NOISE.sub(" ", text.casefold()).replace("’", "'").replace("ʼ", "'")
    for name in neutral:
        if " " in name and name in text:
            text = text.replace(name, " ")
    return [
        word
        for word in _WORD.findall(text)
        if any(c.isalpha() for c in word) and word not in neutral and not word[:4].isdigit()
    ]


def _code(language: lingua.Language) -> str:
    return language.iso_code_639_1.name.lower()
