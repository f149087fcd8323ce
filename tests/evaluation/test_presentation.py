"""How numbers, dates and clauses are written in the three languages."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import presentation as p

THURSDAY = datetime.date(2019, 2, 21)
LANGUAGES = ("kk", "ru", "en")
NBSP = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    """The text with ordinary spaces, for reading."""
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "places", "kk", "ru", "en"),
    [
        ("81.4", None, "81,4", "81,4", "81.4"),
        ("81.45", 1, "81,5", "81,5", "81.5"),
        ("81.44", 1, "81,4", "81,4", "81.4"),
        ("0.05", 1, "0,1", "0,1", "0.1"),
        ("-0.05", 1, "−0,1", "−0,1", "−0.1"),
        ("100", 1, "100,0", "100,0", "100.0"),
        ("2019", None, "2019", "2019", "2,019"),
        ("41204", None, "41 204", "41 204", "41,204"),
        ("1234567.5", None, "1 234 567,5", "1 234 567,5", "1,234,567.5"),
        ("1E+2", None, "100", "100", "100"),
    ],
)
def test_decimals(value: str, places: int | None, kk: str, ru: str, en: str) -> None:
    written = [plain(p.decimal_text(Decimal(value), language, places)) for language in LANGUAGES]
    assert written == [kk, ru, en]


def test_a_float_is_no_score() -> None:
    with pytest.raises(TypeError):
        p.decimal_text(81.4, "ru")  # type: ignore[arg-type]


@given(
    st.decimals(min_value=-(10**6), max_value=10**6, places=4), st.integers(0, 3), st.sampled_from(LANGUAGES)
)
def test_rounding_is_half_up_and_exact(value: Decimal, places: int, language: str) -> None:
    text = p.decimal_text(value, language, places).replace(p.MINUS, "-").replace(NBSP, "")
    number = Decimal(text.replace(",", "") if language == "en" else text.replace(",", "."))
    half = Decimal(5).scaleb(-places - 1)
    assert abs(number - value) <= half
    assert abs(number - value) < half or abs(number) > abs(value)


def test_the_longest_stored_numbers_keep_every_digit() -> None:
    """22 digits before the point and 8 after it are more than Python's decimals carry unasked."""
    long = Decimal("-1234567890123456789012.12345675")
    assert plain(p.decimal_text(long, "en")) == "−1,234,567,890,123,456,789,012.12345675"
    assert plain(p.decimal_text(long, "en", 7)).endswith(",012.1234568")
    assert plain(p.decimal_text(long, "ru", 8)).endswith("012,12345675")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3.84", ("up", "▲", "3,8")),
        ("-4.25", ("down", "▼", "4,3")),
        ("0.04", ("same", "=", "0,0")),
        ("-0.04", ("same", "=", "0,0")),
        (None, ("none", "", "–")),
    ],
)
def test_movement_has_a_sign_and_no_arrow_beside_a_zero(
    value: str | None, expected: tuple[str, str, str]
) -> None:
    assert p.movement_parts(value, "ru") == expected


def test_dates() -> None:
    assert [plain(p.date_weekday_text(THURSDAY, lang)) for lang in LANGUAGES] == [
        "21 ақпан, бейсенбі",
        "21 февраля, чт",
        "Thu 21 February",
    ]
    assert [plain(p.date_in_full_text(THURSDAY, lang)) for lang in LANGUAGES] == [
        "2019 жылғы 21 ақпан, бейсенбі",
        "четверг, 21 февраля 2019 года",
        "Thursday, 21 February 2019",
    ]
    assert [plain(p.deadline_text(THURSDAY, lang)) for lang in LANGUAGES] == [
        "21 ақпан, бейсенбі, сағат 24.00-ге дейін",
        "до 21 февраля, чт, 24:00",
        "until Thu 21 February, 24:00",
    ]
    assert [plain(p.date_text(THURSDAY, lang, year=True)) for lang in LANGUAGES] == [
        "2019 жылғы 21 ақпан",
        "21 февраля 2019 года",
        "21 February 2019",
    ]
    assert [p.weekday_text(THURSDAY, lang, short=False) for lang in LANGUAGES] == [
        "бейсенбі",
        "четверг",
        "Thursday",
    ]
    assert p.date_numeric_text(THURSDAY) == "21.02.2019"


def test_every_month_and_weekday_has_its_own_word() -> None:
    for language in LANGUAGES:
        days = [datetime.date(2019, month, 1) for month in range(1, 13)]
        assert len({p.date_text(day, language) for day in days}) == 12
        assert len({p.date_short_text(day, language) for day in days}) == 12
        week = [datetime.date(2019, 2, 18) + datetime.timedelta(days=n) for n in range(7)]
        assert len({p.weekday_text(day, language) for day in week}) == 7


@pytest.mark.parametrize(
    ("time", "ending"),
    [
        ("24:00", "ге"),
        ("18:30", "ға"),
        ("09:40", "қа"),
        ("10:15", "ке"),
        ("10:16", "ға"),
        ("10:50", "ге"),
        ("10:21", "ге"),
    ],
)
def test_kazakh_endings_follow_the_spoken_number(time: str, ending: str) -> None:
    # нөлге, отызға, қырыққа, он беске, он алтыға, елуге, жиырма бірге
    assert p.kazakh_dative_of_time(time) == ending


@pytest.mark.parametrize(
    ("codes", "kk", "ru", "en"),
    [
        ("c57", "57-т.", "п. 57", "cl. 57"),
        (("c40", "c64"), "40, 64-т.", "п. 40, 64", "cl. 40, 64"),
        ("c9.4", "9-т. 4) тш.", "подп. 4) п. 9", "cl. 9.4"),
        (("c4", "c9.4", "c64"), "4, 64-т., 9-т. 4) тш.", "п. 4, 64, подп. 4) п. 9", "cl. 4, 9.4, 64"),
        ("c23–c25", "23–25-т.", "п. 23–25", "cl. 23–25"),
        ("D7", "Жарлықтың 7-т.", "п. 7 Указа", "item 7 of the Decree"),
        (("c8", "D7"), "8-т., Жарлықтың 7-т.", "п. 8, п. 7 Указа", "cl. 8, item 7 of the Decree"),
        ("A", "Жарлыққа қосымша", "приложение к Указу", "annex to the Decree"),
        ("A7", "Жарлыққа қосымшаның 7-жолы", "строка 7 приложения к Указу", "line 7 of the annex to the Decree"),
        ("whole", "Жарлық", "Указ", "the Decree"),
    ],
)  # fmt: skip
def test_clauses_are_cited_as_the_language_cites(codes: str, kk: str, ru: str, en: str) -> None:
    assert [p.clause_label(codes, language) for language in LANGUAGES] == [kk, ru, en]


@pytest.mark.parametrize("code", ["", "57", "c", "x57", "c57;", "<b>"])
def test_what_is_no_clause_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a clause"):
        p.clause_label(code, "ru")


def test_anchors_are_the_codes_of_the_text() -> None:
    assert [
        p.clause_anchor(code) for code in ("c57", "c9.4", "c23–c25", "c23-c25", "D7", "A", "A7", "whole")
    ] == [
        "c57",
        "c9.4",
        "c23",
        "c23",
        "D7",
        "A",
        "A7",
        "",
    ]


def test_every_clause_in_the_code_can_be_cited_and_stands_in_the_text() -> None:
    """What the pills of the state machines lead to exists in the Decree's text."""
    import yaml
    from django.conf import settings

    text = (settings.BASE_DIR / "fixtures/content/decree.yaml").read_text(encoding="utf-8")
    anchors = set(re.findall(r"^\s*-?\s*(?:id|anchor): (\S+)$", text, re.MULTILINE))
    rows = yaml.safe_load((settings.BASE_DIR / "fixtures/clauses.yaml").read_text(encoding="utf-8"))
    cited = {row["id"] for row in rows} - {"whole"}
    assert cited, "the list of clauses is empty"
    assert {p.clause_anchor(code) for code in cited} <= anchors


def test_a_name_is_never_missing() -> None:
    assert p.name_in({"kk": "Қ", "ru": "Р", "en": ""}, "en") == "Қ"
    assert p.name_in({"kk": "", "ru": "Р"}, "kk") == "Р"
    assert p.name_in({"kk": "Қ", "ru": "Р"}, "ru-kz") == "Р"
    assert p.name_in({}, "ru") == ""


@pytest.mark.parametrize(
    ("value", "full", "width"),
    [(None, 100, "0"), ("50", 100, "50"), ("17", 18, "94.4"), ("120", 100, "100"), ("-3", 100, "0"), ("5", 0, "0"), ("100", 100, "100")],
)  # fmt: skip
def test_bars_stay_inside_their_track(value: str | None, full: int, width: str) -> None:
    assert p.bar_width(value, full) == width


@pytest.mark.parametrize(
    ("codes", "kk", "ru", "en"),
    [
        (["c57"], "57-тармақ", "пункт 57", "clause 57"),
        (["c40", "c64"], "40 және 64-тармақтар", "пункты 40 и 64", "clauses 40 and 64"),
        (["c23–c25"], "23–25-тармақтар", "пункты 23–25", "clauses 23–25"),
        (
            ["c9.4"],
            "9-тармақтың 4) тармақшасы",
            "подпункт 4) пункта 9",
            "subclause 4) of clause 9",
        ),
        (
            ["c51", "D7"],
            "51-тармақ, Жарлықтың 7-тармағы",
            "пункт 51, пункт 7 Указа",
            "clause 51, item 7 of the Decree",
        ),
        (["A"], "Жарлыққа қосымша", "приложение к Указу", "annex to the Decree"),
    ],
)
def test_documents_cite_clauses_in_full(codes: list[str], kk: str, ru: str, en: str) -> None:
    assert [p.clause_in_full(codes, language) for language in LANGUAGES] == [kk, ru, en]


def test_a_sentence_ends_once_whatever_a_person_ended_it_with() -> None:
    assert p.ended_once("Причина: нет печати.. Почему?. И так далее...") == (
        "Причина: нет печати. Почему? И так далее..."
    )
