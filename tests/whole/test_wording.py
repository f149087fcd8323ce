"""No thing speaks: an official text in Russian or Kazakh lets a person or a body say, decide and wait, never a sum.

Looked at are the catalogues (pages, letters, documents, files), and what lies beside them: the formats of conclusions
and typical recommendations, the registers, the methodologies, the words of the demo's year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from config.environment import ROOT
from config.translations import read_catalog, texts_of
from config.walk.ending import SUMMARY, WITHHELD_BECAUSE

#: Words that only somebody may be the subject of.
SPEAKING = {
    "ru": re.compile(
        r"\b(говор(ит|ят)|(под|рас)?скаж(ет|ут)|решают баллы|ждёт|ждет|ждут|зна(ет|ют)|помн(ит|ят)|называ(ет|ют)"
        r"|объясня(ет|ют)|спрашива(ет|ют)|хо(чет|тят)|(журнал|запись|таблица|файл|приложение|сумма) показыва(ет|ют)"
        r"|читает портал|портал (его )?не читает|берёт|бер[её]т реестр|балл ведёт|черёд|достав(ить|лен\w*|ля\w+))\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"\b(айтады|айтпайды|бі(леді|лмейді)|күт(еді|уде|іп)|сұрайды|түсіндіреді|атайды|балдар шешеді"
        r"|(жазба|журнал|кесте|файл|сома|қосымша|портал) (\w+ )?көрсетеді|(портал|формула) оқиды|апара(ды|тын)"
        r"|(?<!қол )жеткіз(у|іл\w+|ді))\b",
        re.IGNORECASE,
    ),
}
#: Somebody is the subject in these, or it is not the official style's sense of the word.
SOMEBODY = {
    "Бекітуші өзгерістер сұрайды; ескертпесі әрқайсысының бетінде көрсетілген.",
    "Бекітуші өзгерістер сұрайды; себебі әрқайсысының журналында көрсетілген.",
    "Создан %(at)s. Кто знает адрес, читает ваши сроки: никому его не давайте и отзовите, если его увидел другой.",
    "Телефондағы қосымша жарты минут сайын жаңа код көрсетеді.",  # it does, on its screen
    # e-mail is delivered, or is not
    "жеткізілмеді",
    "не доставлено",
    "электрондық хат жеткізілмеді",
    "письмо по электронной почте не доставлено",
    "{name} бұл жерде тырнақшадағы кодты күтеді: {example}.",
}


def speaks(text: str, language: str) -> bool:
    return bool(SPEAKING[language].search(text)) and text not in SOMEBODY


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_thing_speaks_on_pages_in_letters_and_documents(language: str) -> None:
    said = [
        text
        for message in read_catalog(language)
        if message.id
        for text in texts_of(message)
        if speaks(text, language)
    ]
    assert said == []


def told(node: Any, language: str, inside: bool = False) -> Iterator[str]:
    """The texts of a file that stand under the language's key."""
    if isinstance(node, str) and inside:
        yield node
    elif isinstance(node, dict):
        for key, below in node.items():
            yield from told(below, language, key == language or (inside and key not in ("kk", "ru", "en")))
    elif isinstance(node, list):
        for below in node:
            yield from told(below, language, inside)


FILES = sorted(path for folder in ("fixtures", "examples") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_thing_speaks_in_what_is_shipped(path: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for language in ("kk", "ru"):
        assert [text for text in told(content, language) if speaks(text, language)] == []


def test_no_thing_speaks_in_the_demos_year() -> None:
    for words in (SUMMARY, WITHHELD_BECAUSE):
        assert not [code for code in ("kk", "ru") if speaks(words[code], code)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Какие блоки к кому применяются, говорит приложение"),
        ("ru", "Содержание значений решают баллы"),
        ("ru", "Отчёт ждёт вашей подписи"),
        ("ru", "Доставить оцениваемому органу"),
        ("kk", "кім қатысқанын жазба көрсетеді"),
        ("kk", "Оны бақылау сомасы айтады"),
        ("kk", "Бағаланатын органға жеткізу"),
    ],
)
def test_the_patterns_find_what_they_are_for(language: str, text: str) -> None:
    assert speaks(text, language)
    assert not speaks("Цели достигнуты; мақсаттарға қол жеткізу", language)
