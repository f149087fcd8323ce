"""The Decree's page: every clause has its anchor, in every language, and words find their clauses."""

from __future__ import annotations

import re

import pytest
import yaml
from django.conf import settings
from django.test import Client

from evaluation import decree
from evaluation.presentation import clause_anchor
from tests.worlds.elements import element, texts


def test_every_clause_that_the_portal_cites_has_an_anchor() -> None:
    cited = yaml.safe_load((settings.BASE_DIR / "fixtures" / "clauses.yaml").read_text(encoding="utf-8"))
    known = set(decree.anchors())
    missing = [row["id"] for row in cited if row["id"] != "whole" and clause_anchor(row["id"]) not in known]
    assert missing == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_shows_every_anchor_once(client: Client, language: str) -> None:
    page = client.get(f"/{language}/decree/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(decree.anchors()) <= set(ids)


@pytest.mark.clause("c57")
def test_number_finds_its_clause() -> None:
    parts, count = decree.search("п. 57")
    assert count == 1
    assert [c.anchor for p in parts for s in p.sections for c in s.clauses] == ["c57"]


def test_words_find_clauses_without_regard_to_case_or_yo(client: Client) -> None:
    _parts, count = decree.search("ОТЧЁТНАЯ информация")
    assert count == decree.search("отчетная информация")[1] > 0
    page = client.get("/ru/decree/", {"q": "специальная комиссия"})
    assert texts(page, "#c59 h4 mark") == ["Специальные", "комиссии"]


def test_search_shows_what_was_typed_as_text_only(client: Client) -> None:
    page = client.get("/ru/decree/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert element(page, "[name=q]")["value"] == "<script>alert(1)</script>"


def test_a_word_that_is_nowhere_finds_nothing() -> None:
    assert decree.search("велосипед") == ([], 0)
