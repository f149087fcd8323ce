"""No thing speaks: an official text in Russian or Kazakh lets a person or a body say, decide and wait, never a sum.

Looked at are the catalogues (pages, letters, documents, files), and what lies beside them: the formats of conclusions
and typical recommendations, the registers, the methodologies, the words of the demo's year.
"""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from config.environment import ROOT
from config.shipped_texts import shipped_texts
from config.spelling import texts_in
from config.translations import read_catalog, texts_of
from evaluation.presentation import DASH

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


#: What a typewriter has instead of «…» and –: a long dash, a hyphen between words, straight or English quotes around
#: Cyrillic, a number sign without its space.
TYPED = re.compile(
    r"—|(?<=[а-яёәғқңөұүһі»)]) - |[“\"](?=[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі])(?<!\w[“\"])(?<!„)|”|№(?=[\w(])",
    re.IGNORECASE,
)


def speaks(text: str, language: str) -> bool:
    return bool(SPEAKING[language].search(text)) and text not in SOMEBODY


def typed(text: str) -> bool:
    return bool(TYPED.search(text))


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


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_thing_speaks_in_what_is_shipped(language: str) -> None:
    assert [said for said in shipped_texts(language) if speaks(said[1], language)] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_dashes_and_quotation_marks_are_those_of_print(language: str) -> None:
    assert [text for text in texts_in(language) if typed(text)] == []


def test_one_length_of_dash_on_every_page() -> None:
    assert DASH == "–"
    longer = [
        path for path in (ROOT / "templates").rglob("*.html") if "—" in path.read_text(encoding="utf-8")
    ]
    assert longer == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_sign_of_a_number_never_stands_alone_at_a_lines_end(language: str) -> None:
    written = [words for message in read_catalog(language) if message.id for words in texts_of(message)]
    assert [words for words in written if "№ " in words] == []


def test_numbers_of_documents_are_not_parted_on_pages() -> None:
    """«№ 1-19/7»: neither behind the sign nor at a hyphen; on paper the whole document is held together."""
    shown = re.compile(r"№ \{\{|number=[\w.]*(?:order_number|minutes_number)(?=[ %])")
    pages = [path for path in (ROOT / "templates").rglob("*.html") if not path.name.endswith("_pdf.html")]
    assert [path.name for path in pages if shown.search(path.read_text(encoding="utf-8"))] == []
    with override("ru"):
        page = Template("{% load sarap %}{{ number|together }}").render(Context({"number": "1-19/7<"}))
    assert page == '<span class="together">1-19/7&lt;</span>'


@pytest.mark.parametrize(
    "text",
    ["Срок — 5 дней", "Срок - 5 дней", 'Блок "Цели"', "Блок “Цели”", "«Блок» - «цель»", "приказ №5"],
)
def test_the_pattern_finds_typed_marks(text: str) -> None:
    assert typed(text)


@pytest.mark.parametrize(
    "text", ["Срок – 5 дней", "«Блок „Цели“»", 'код "yes"', "25-26 чисел", "№ 5", "a - b"]
)
def test_the_pattern_leaves_what_is_right(text: str) -> None:
    assert not typed(text)


def test_every_shipped_text_is_looked_at() -> None:
    files = {language: {place for place, _ in shipped_texts(language)} for language in ("kk", "ru")}
    for place in (
        "fixtures/content/conclusions.yaml",
        "fixtures/content/recommendations.yaml",
        "fixtures/methodologies/2018/block1.yaml",
        "fixtures/methodologies/kpi/2019.yaml",
        "examples/services.yaml",
        "config/walk/core.py",
        "config/walk/ending.py",
    ):
        assert place in files["kk"] & files["ru"]


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
