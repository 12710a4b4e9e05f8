"""Languages stand in for one another; texts are refused when they stand twice."""

from pathlib import Path

import pytest

from knowledge import DataError, MissingValueError, UnknownTextError, load
from tests.knowledge import data


def test_chain_is_the_language_its_fallbacks_and_the_source_language(tmp_path: Path) -> None:
    languages = load(data.city(tmp_path), "testville").languages
    assert languages.chain("uk") == ("uk", "ar", "fr")
    assert languages.chain("fr") == ("fr", "en")
    assert languages.chain("pt-BR") == ("fr", "en")
    assert languages.chain(None) == ("fr", "en")
    assert languages.answered == ("en", "fr", "ar", "uk")


def test_a_fallback_outside_the_table_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = data.LANGUAGES.replace("fallback: [fr]", "fallback: [xx]")
    with pytest.raises(DataError) as error:
        load(data.city(tmp_path, languages=broken), "testville")
    assert error.value.problem.line == 3
    assert "xx" in error.value.problem.what


def test_text_comes_by_the_chain_with_values_and_facts(tmp_path: Path) -> None:
    texts = load(data.city(tmp_path), "testville").texts
    assert texts.get("utter_greet", "en", name="Ana") == "Hello Ana"
    assert texts.get("utter_greet", "ti", name="Ana") == "Bonjour Ana"
    assert texts.get("where", "en") == "Come to Rue Haute 1, 1000 Bruxelles"
    assert texts.choices("utter_greet") == ("menu",)
    assert texts.languages_of("where") == ("en", "fr")


def test_a_missing_value_and_an_unknown_key_are_errors(tmp_path: Path) -> None:
    texts = load(data.city(tmp_path), "testville").texts
    with pytest.raises(MissingValueError):
        texts.get("utter_greet", "en")
    with pytest.raises(UnknownTextError):
        texts.get("nothing", "en")


def test_the_same_key_in_two_files_is_refused_with_file_and_line(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    data.write(root / "texts" / "zweit.yml", "texts:\n  where: {en: again}\n")
    with pytest.raises(DataError) as error:
        load(root, "testville")
    assert error.value.problem.file.name == "zweit.yml"
    assert error.value.problem.line == 2
    assert "talk.yml" in error.value.problem.what


def test_the_same_key_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    twice = "texts:\n  hi: {en: a}\n  hi: {en: b}\n"
    with pytest.raises(DataError) as error:
        load(data.city(tmp_path, texts=twice), "testville")
    assert error.value.problem.line == 3
    assert "line 2" in error.value.problem.what


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        load(data.city(tmp_path, texts="texts:\n  hi: {en: a\n"), "testville")
    assert "broken YAML" in error.value.problem.what
    assert error.value.problem.line >= 2


def test_a_language_code_that_yaml_reads_as_false_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        load(data.city(tmp_path, texts="texts:\n  hi: {en: a, no: b}\n"), "testville")
    assert "no language" in error.value.problem.what


def test_a_line_with_an_unknown_fact_is_left_out_but_not_the_whole_text(tmp_path: Path) -> None:
    lines = 'texts:\n  a: {en: "Come.\\n☎ {silent.phone}"}\n  b: {en: "☎ {silent.phone}"}\n'
    texts = load(data.city(tmp_path, texts=lines), "testville").texts
    assert texts.get("a", "en") == "Come."
    with pytest.raises(MissingValueError):
        texts.get("b", "en")
