"""What a line of a document never parts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.typesetting import kept_together

HELD = re.compile(r'<span class="together">(.*?)</span>')


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Жүйенің 46 және 47-тармақтарына сәйкес", ["47-тармақтарына"]),
        ("Указом от 19 марта 2010 года № 954 (далее – Система)", ["№ 954"]),
        ("№\u00a02019-1-001-1 қорытындысы, 1-нұсқа.", ["№\u00a02019-1-001-1", "1-нұсқа."]),
        ("до 7 % – 100 баллов, 12,5\u00a0%-ға дейін", ["7 %", "12,5\u00a0%-ға"]),
        ("Проверка: https://sarap.example/ru/verify/", ["https://sarap.example/ru/verify/"]),
        ("Источник: https://" + "a" * 90, []),  # longer than a line: broken rather than cut at the margin
        ("Северо-Казахстанская область, 2018 год, 12 – 14", []),
        ('<a href="/x-1-2/">1.1</a><style>p { margin: 0-1; } b { top: 5 % }</style>', []),
        ("<title>47-тармақ</title><b>57-тармақ</b>", ["57-тармақ"]),
    ],
)
def test_what_stays_on_one_line(words: str, held: list[str]) -> None:
    assert HELD.findall(kept_together(words)) == held


@given(st.text("<>/&;-№ %0123456789аб.,\n", max_size=60))
def test_nothing_of_the_page_changes_but_the_spans(html: str) -> None:
    made = kept_together(html)
    assert made.replace('<span class="together">', "").replace("</span>", "") == html.replace("</span>", "")
