"""The words of the catalogues are words: hunspell's and our own lists. Runs where hunspell is installed."""

from __future__ import annotations

import pytest

from config import spelling


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_word_is_known(language: str) -> None:
    try:
        strange = spelling.unknown_words(language)
    except spelling.NoDictionary as missing:
        pytest.skip(str(missing))
    assert strange == {}, "correct it, or add the form to the list in locale/"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_our_own_lists_are_in_order(language: str) -> None:
    path = spelling.LOCALE / f"words.{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(("language", "wrong"), [("ru", "заключенее"), ("kk", "әдіскерлеріна")])
def test_a_misspelt_word_is_found(monkeypatch: pytest.MonkeyPatch, language: str, wrong: str) -> None:
    monkeypatch.setattr(spelling, "words_in", lambda language: {wrong: f"… {wrong} …"})
    try:
        assert set(spelling.unknown_words(language)) == {wrong}
    except spelling.NoDictionary as missing:
        pytest.skip(str(missing))


def test_russian_is_written_with_yo() -> None:
    try:
        plain = spelling.written_without_yo()
    except spelling.NoDictionary as missing:
        pytest.skip(str(missing))
    assert plain == {}


def test_a_word_written_without_yo_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["отчет", "ещё", "Ее", "решено", "все", "сохраненный"]
    monkeypatch.setattr(spelling, "words_in", lambda language: dict.fromkeys(said, "…"))
    try:
        assert list(spelling.written_without_yo()) == ["ее", "отчет", "сохраненный"]
    except spelling.NoDictionary as missing:
        pytest.skip(str(missing))


def test_where_there_is_no_hunspell_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling.shutil, "which", lambda name: None)
    with pytest.raises(spelling.NoDictionary, match="apt-get install hunspell hunspell-kk"):
        spelling.unknown_words("kk")
