"""What was taught word for word is known; what two labels claim is not."""

from pathlib import Path

from bot.nlu.verbatim import Verbatim

TAUGHT = Verbatim.of(
    ["Căutarea unui loc de muncă", "Verilerime ne oluyor?", "ok", "Ok!", "?!", "العثور على عمل"],
    [1, 2, 3, 4, 5, 6],
)


def test_case_marks_and_diacritics_do_not_matter() -> None:
    assert TAUGHT.find("cautarea unui loc de munca") == 1
    assert TAUGHT.find("verilerime ne oluyor") == 2
    assert TAUGHT.find("العثور على عمل؟") == 6


def test_another_text_is_not_known() -> None:
    assert TAUGHT.find("Căutarea unui loc") is None
    assert Verbatim.of([], []).find("ok") is None


def test_a_text_of_two_labels_or_without_words_is_left_out() -> None:
    assert TAUGHT.find("OK") is None
    assert TAUGHT.find("...") is None


def test_it_is_the_same_after_a_restart(tmp_path: Path) -> None:
    TAUGHT.save(tmp_path / "taught.npz")
    again = Verbatim.load(tmp_path / "taught.npz")
    assert again.find("Verilerime ne oluyor?") == 2
    assert again.find("lorem") is None
