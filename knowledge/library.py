"""Everything a city's assistant knows, read once: languages, city, texts, topics.

Knows where the files stand. Knows no process, no network and no framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge import city as cities
from knowledge import languages as language_table
from knowledge import texts as text_files
from knowledge import topics as topic_files
from knowledge.city import City
from knowledge.languages import Languages
from knowledge.texts import Texts
from knowledge.topics import Topics


@dataclass(frozen=True, kw_only=True)
class Library:
    """The read data of one city; `root` is the folder `data`."""

    root: Path
    city: City
    languages: Languages
    texts: Texts
    topics: Topics

    @property
    def city_folder(self) -> Path:
        """The folder of the city's own data."""
        return self.root / "cities" / self.city.id


def load(root: Path, city: str) -> Library:
    """Read `data/` for one city.

    Raises:
        DataError: languages, city or texts cannot be used; a broken topic does not raise.
    """
    chosen = cities.load(root / "cities" / city)
    table = language_table.load(
        root / "languages.yml",
        source=chosen.source_language,
        answered=chosen.answer_languages or None,
    )
    facts = {code: chosen.facts(table.chain(code)) for code in table}
    return Library(
        root=root,
        city=chosen,
        languages=table,
        texts=text_files.load(root / "texts", table, facts=facts),
        topics=topic_files.load(chosen_answers(root, city), table, chosen),
    )


def chosen_answers(root: Path, city: str) -> Path:
    """The folder of a city's answers."""
    return root / "cities" / city / "answers"
