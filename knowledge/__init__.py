"""What `data/` means: readers, checks and the maintainers' commands.

Pure: no process, no network, no framework. Imports nothing of the other rooms.
"""

from knowledge.city import City, EmergencyNumber, Office
from knowledge.documents import DataError, Problem
from knowledge.languages import Language, Languages
from knowledge.library import Library, load
from knowledge.placeholders import MissingValueError
from knowledge.texts import Texts, UnknownTextError
from knowledge.topic import Answer, Confirmation, Edit, Source, Topic
from knowledge.topics import Topics

__all__ = [
    "Answer",
    "City",
    "Confirmation",
    "DataError",
    "Edit",
    "EmergencyNumber",
    "Language",
    "Languages",
    "Library",
    "MissingValueError",
    "Office",
    "Problem",
    "Source",
    "Texts",
    "Topic",
    "Topics",
    "UnknownTextError",
    "load",
]
