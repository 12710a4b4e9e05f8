"""What people say: the examples of `data/nlu/`, each with label, language, kind and line.

Knows the stock Rasa form of the files. Knows no model and no answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents

FAQ = "faq/"
KINDS = ("plain", "messy", "indirect")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One sentence somebody may say. `label` is an intent or `faq/<topic>`."""

    text: str
    label: str
    language: str
    kind: str
    file: Path
    line: int

    @property
    def topic(self) -> str | None:
        """The topic's name; None for an intent that is no topic."""
        return self.label[len(FAQ) :] if self.label.startswith(FAQ) else None


def load(folder: Path) -> tuple[Example, ...]:
    """Read all files below a folder, in a fixed order.

    Raises:
        DataError: broken YAML, a block without label, language or kind, a line without "- ".
    """
    return tuple(example for path in sorted(folder.rglob("*.yml")) for example in _file(path))


def read(path: Path) -> tuple[Example, ...]:
    """Read one file; raises as `load`."""
    return tuple(_file(path))


def _file(path: Path) -> Iterator[Example]:
    document = documents.read(path)
    blocks = (document.data or {}).get("nlu") if isinstance(document.data, dict) else None
    for index, block in enumerate(blocks or ()):
        metadata = block.get("metadata") or {} if isinstance(block, dict) else {}
        label, lines = (block.get("intent"), block.get("examples")) if metadata else (None, None)
        if not isinstance(label, str) or not isinstance(lines, str):
            raise document.error(
                "nlu",
                index,
                what="the block lacks intent, metadata or examples",
                remedy="write intent, metadata: {language: fr, kind: plain} and examples: |",
            )
        language, kind = metadata.get("language"), metadata.get("kind")
        if not isinstance(language, str) or kind not in KINDS:
            raise document.error(
                "nlu",
                index,
                "metadata",
                what="language or kind is missing or unknown",
                remedy=f"write language: fr and kind: one of {', '.join(KINDS)}",
            )
        first = document.line("nlu", index, "examples") + 1
        for offset, line in enumerate(lines.splitlines()):
            if not line.strip():
                continue
            if not line.startswith("- "):
                raise documents.DataError(
                    documents.Problem(
                        file=path,
                        line=first + offset,
                        what="an example does not begin with '- '",
                        remedy="begin each line with '- ', all of them equally indented",
                    )
                )
            yield Example(
                text=line[2:].strip(),
                label=label,
                language=language,
                kind=kind,
                file=path,
                line=first + offset,
            )
