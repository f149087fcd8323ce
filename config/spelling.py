"""The words of our Kazakh and Russian, looked at by hunspell and a word list of our own for each language.

Looked at are the catalogues and what is shipped beside them (`config/shipped_texts.py`).

The lists (`locale/words.kk.txt`, `locale/words.ru.txt`) hold forms that somebody has looked at and the dictionaries
lack: terms, names, and in Kazakh many inflected forms, for its dictionary is small.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache

from config.shipped_texts import shipped_texts
from config.translations import LOCALE, read_catalog, texts_of

#: Language → hunspell's dictionary, and the Debian package that has it.
DICTIONARIES = {"kk": ("kk_KZ", "hunspell-kk"), "ru": ("ru_RU", "hunspell-ru")}
#: Words that are right with «е»: with «ё» they are other words, or the same word said otherwise.
BOTH_WAYS = frozenset(
    {"все", "всем", "загружен", "загруженная", "загруженные", "лет", "мер", "перед", "самое", "теплом", "чем"}
)
#: «решена», «решено», «решены» bear the stress on their ending, whatever the dictionary lets pass.
_SHORT_PARTICIPLE = re.compile("ен[аоы]$")
_PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>|«[a-z_]+»")
_WORD = re.compile(r"[а-яёәғқңөұүһі]+(?:-[а-яёәғқңөұүһі]+)*", re.IGNORECASE)


class NoDictionary(Exception):
    """hunspell or a dictionary is not installed here; the message names the packages."""


def words_in(language: str) -> dict[str, str]:
    """Every word of the catalogue and of what is shipped beside it, with one text that has it."""
    found: dict[str, str] = {}
    for text in texts_in(language):
        for word in _WORD.findall(_PLACES.sub(" ", text)):
            found.setdefault(word, text)
    return found


@cache
def texts_in(language: str) -> tuple[str, ...]:
    """The texts of the language: the catalogue's, then the shipped ones."""
    said = [text for message in read_catalog(language) if message.id for text in texts_of(message)]
    return (*said, *(text for _, text in shipped_texts(language)))


def own_words(language: str) -> set[str]:
    """The forms of our own list, in small letters; a line with # says what follows."""
    lines = (LOCALE / f"words.{language}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def unknown_words(language: str) -> dict[str, str]:
    """Words that neither the dictionary nor our list has, each with a text that has it. Raises NoDictionary."""
    words = words_in(language)
    known = own_words(language)
    strange = {word for word in _looked_up(language, words, "-l") if word.lower() not in known}
    return {word: text for word, text in words.items() if word in strange or strange & set(word.split("-"))}


def written_without_yo() -> dict[str, str]:
    """Russian words written with «е» that are words with «ё», each with a text that has it. Raises NoDictionary.

    Pages, documents and shipped texts write «ё»; acts are quoted as they are written and stand elsewhere.
    """
    plain: dict[str, str] = {}
    words = {word.lower(): text for word, text in words_in("ru").items()}
    for word in words:
        if word not in BOTH_WAYS and not _SHORT_PARTICIPLE.search(word):
            plain |= {
                f"{word[:at]}ё{word[at + 1 :]}": word for at, letter in enumerate(word) if letter == "е"
            }
    found = {plain[dotted] for dotted in _looked_up("ru", plain, "-G") if dotted in plain}
    return {word: words[word] for word in sorted(found)}


def _looked_up(language: str, words: Iterable[str], which: str) -> list[str]:
    """The words that hunspell knows (``-G``), or does not (``-l``). Raises NoDictionary."""
    dictionary, package = DICTIONARIES[language]
    if shutil.which("hunspell") is None:
        raise NoDictionary(f"hunspell is not installed here: apt-get install hunspell {package}")
    looked = subprocess.run(
        ["hunspell", "-d", dictionary, "-i", "UTF-8", which],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=False,
    )
    if looked.returncode or "Can't open" in looked.stderr:
        raise NoDictionary(f"hunspell has no dictionary {dictionary} here: apt-get install {package}")
    return looked.stdout.split()
