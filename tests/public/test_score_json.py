"""The public JSON of a score: what the page tells, in three languages, and nothing that the page holds back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from blocks.models import Conclusion
from blocks.trace.as_json import trace_as_json
from blocks.trace.nodes import read_trace
from engine.withholding import tree_of
from evaluation.models import Body, User
from public.selectors import public_conclusion
from public.selectors_files import number_in_address
from public.trace import PublicSight
from reports.actions import raise_label
from reports.models import DatumValue, Document
from tests.engine.test_withholding import solved
from tests.worlds.elements import element
from tests.worlds.published import Published, conclusion_of, document_of, published
from tests.worlds.told import Json, Told, on_page

__all__ = ["published"]

#: What is public of the small world's 2018: body, block.
PUBLIC = [
    ("agriculture", 1),
    ("agriculture", 2),
    ("agriculture", 3),
    ("akmola", 1),
    ("akmola", 2),
    ("akmola", 3),
    ("prosecutor", 2),
]
Data = dict[str, Any]


def address(slug: str, block: int, year: int = 2018, language: str = "en") -> str:
    with override(language):
        return reverse("score_json", args=[slug, year, block])


def fetched(slug: str, block: int, year: int = 2018) -> Data:
    answer = Client().get(address(slug, block, year))
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    found: Data = json.loads(answer.content)
    return found


def parts_of(told: Data) -> list[Data]:
    """Indicators and penalties."""
    return [*indicators_of(told), *told["trace"]["penalties"]]


def indicators_of(told: Data) -> list[Data]:
    return [
        indicator
        for direction in told["trace"]["directions"]
        for criterion in direction["criteria"]
        for indicator in criterion["indicators"]
    ]


# --- the same as the page ---------------------------------------------------------------------------------------


class PublicJson(Json):
    """What the public file tells, in the words of the file itself where it has them."""

    def __init__(self, conclusion: Conclusion, told: Data) -> None:
        super().__init__(conclusion, told)
        names = told["names"]
        self.items |= {code: item["name"]["en"] for code, item in names["items"].items()}
        self.elements = {code: name["en"] for code, name in names["elements"].items()}
        self.elements |= {"kk": "in Kazakh", "ru": "in Russian"}
        self.choices = {
            code: {answer: choice["name"]["en"] for answer, choice in item.get("choices", {}).items()}
            for code, item in names["items"].items()
        }

    def value(self, given: Data) -> str:  # type: ignore[override]
        if given.get("state") == "withheld":
            assert set(given) <= {"item", "element", "years_back", "state", "why"}
            return str(given["why"]["en"])
        answers = self.choices.get(given.get("item", ""), {})
        return answers.get(given.get("value", "")) or Json.value(given)


@pytest.mark.clause("c9.4", "c9.5", "c53")
@pytest.mark.parametrize(("slug", "block"), PUBLIC)
def test_file_and_page_tell_the_same_value_by_value(
    published: Published, client: Client, slug: str, block: int
) -> None:
    told = fetched(slug, block)
    with override("en"):
        page = client.get(reverse("score", args=[slug, 2018, block])).content.decode()
        rows = set(PublicJson(conclusion_of(slug, 2018, block), told).rows())
    assert on_page(page) == rows
    held = {row for row in rows if row.value == "for official use, not shown"}
    assert bool(held) == ((slug, block) == ("agriculture", 2))
    assert all(row == Told(row.code, row.item, row.element, row.value, "", frozenset(), "") for row in held)
    assert element(page, f"a[href='{address(slug, block)}']").text == "JSON"


@pytest.mark.clause("c53")
def test_file_is_the_same_in_every_language_and_names_every_code(published: Published) -> None:
    texts = {
        Client().get(address("agriculture", 1, language=language)).content for language in ("kk", "ru", "en")
    }
    assert len(texts) == 1
    told = json.loads(texts.pop())
    names = told["names"]
    for part in parts_of(told):
        for given in part["inputs"]:
            assert given["item"] in names["items"] or given["item"].startswith("kpi.")
            element = given.get("element", "kk")
            assert element in names["elements"] or element in ("kk", "ru") or element.isdigit()
            giver = given.get("provenance", {}).get("given_by", {}).get("body")
            assert giver is None or set(names["bodies"][giver]) == {"kk", "ru", "en"}


# --- what may not leave -------------------------------------------------------------------------------------------


@pytest.mark.clause("c9.5")
def test_what_is_withheld_is_nowhere_in_the_file(published: Published) -> None:
    """Not the value, not the document, not a step from which the value would follow."""
    secret = document_of("legal-statistics").get()
    places = {
        (value.item, value.language or value.row) for value in DatumValue.objects.filter(documents=secret)
    }
    assert places
    told = fetched("agriculture", 2)
    text = json.dumps(told, ensure_ascii=False)
    assert secret.title not in text
    assert secret.sha256 not in text
    seen = 0
    for part in parts_of(told):
        held = [
            given
            for given in part["inputs"]
            if given["state"] == "withheld" and given["why"]["en"] == "for official use, not shown"
        ]
        assert not held or (part["state"] == "withheld" and not {"value", "contribution"} & part.keys())
        assert {(given["item"], given.get("element", "")) for given in held} == {
            place
            for place in places
            if place in {(one["item"], one.get("element", "")) for one in part["inputs"]}
        }
        assert not held or "steps" not in part
        seen += len(held)
    assert seen
    assert not [user for user in User.objects.all() if f'"{user.username}"' in text]
    with override("en"):
        whole = conclusion_of("agriculture", 2018, 2).trace
    assert "steps" in json.dumps(whole), "what is held back is held back by sight, not for want of it"


@pytest.mark.clause("c9.5")
@pytest.mark.parametrize(("slug", "block"), [("agriculture", 2), ("akmola", 1)])
def test_what_is_withheld_is_not_computed_from_what_is_told(
    published: Published, slug: str, block: int
) -> None:
    """By the sums of the file: a document for official use in one, a year that is not public in the other."""
    public = public_conclusion(Body.objects.get(slug=slug), 2018, block)
    assert public is not None
    told = fetched(slug, block)
    own = f"{block}/"
    hidden = frozenset(part.removeprefix(own) for part in public.closed.parts if part.startswith(own))
    assert {f"indicator:{part['code']}" for part in parts_of(told) if part["state"] == "withheld"} == {
        name for name in hidden if name.startswith("indicator:")
    }
    root = tree_of(public.conclusion.trace)
    spans = solved(root, hidden)
    counted = [leaf for leaf in root.under() if leaf.key in hidden and leaf.value is not None]
    assert counted
    assert all(spans[leaf.key][1] - spans[leaf.key][0] >= 9 for leaf in counted)
    assert told["score"]


@pytest.mark.clause("c9.5", "c44")
def test_a_label_raised_after_the_publication_takes_the_values_back_at_once(published: Published) -> None:
    public = public_conclusion(Body.objects.get(slug="agriculture"), 2018, 1)
    assert public is not None
    document = Document.objects.filter(
        pk__in=public.documents, supplied_by__slug="agriculture", handed_at__isnull=False
    ).first()
    assert document is not None
    before = [part for part in parts_of(fetched("agriculture", 1)) if part["state"] == "withheld"]
    number = number_in_address(public.conclusion.number)
    file = f"/en/results/2018/files/{number}-ru.pdf"
    answer = Client().get(file)
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    raise_label(document, published.world.person("finance.evaluator"), "Order No. 5")
    told = fetched("agriculture", 1)
    assert document.sha256 not in json.dumps(told)
    assert len([part for part in parts_of(told) if part["state"] == "withheld"]) > len(before)
    assert Client().get(file).status_code == 404, "the paper names it"
    address = reverse("score", args=["agriculture", 2018, 1])
    assert document.sha256 not in Client().get(address).content.decode()


@pytest.mark.clause("c9.5")
def test_year_before_that_is_withheld_is_not_told_by_this_one(published: Published) -> None:
    """Block 1 compares with the year before: akmola's 2017 is withheld."""
    told = fetched("akmola", 1)
    read = [given for part in parts_of(told) for given in part["inputs"]]
    assert not any(given.get("years_back") for given in read)
    left = [line for part in parts_of(told) for line in part.get("left_out", ())]
    assert [line["why"]["en"] for line in left] == ["Values of the year before are not public."]
    assert all("steps" not in part for part in parts_of(told) if part.get("left_out"))
    known = fetched("agriculture", 1)
    assert any(given.get("years_back") for part in parts_of(known) for given in part["inputs"])


@pytest.mark.clause("c9.5")
def test_reason_of_a_value_that_is_held_back_is_not_told(published: Published) -> None:
    """Why a figure was not counted is part of the figure: not on the page either."""
    body = Body.objects.get(slug="akmola")
    public = public_conclusion(body, 2018, 1)
    assert public is not None
    held = open_to_all = 0
    for direction in public.conclusion.trace["directions"]:
        for criterion in direction["criteria"]:
            for part in criterion["indicators"]:
                for given in part["inputs"]:
                    words = "told in secret" if given.get("years_back") else "told to everybody"
                    held += "years_back" in given
                    open_to_all += "years_back" not in given
                    part["state"] = given["state"] = "not_counted"
                    given["reason"] = words
                    part.setdefault("reasons", []).append(
                        {
                            "code": "",
                            "text": words,
                            "item": given["item"],
                            "element": given.get("element", ""),
                        }
                    )
    assert held
    assert open_to_all
    sight = PublicSight(public)
    file = json.dumps(trace_as_json(public.conclusion, sight))
    page = repr(read_trace(public.conclusion, sight))
    for told in (file, page):
        assert "told to everybody" in told
        assert "told in secret" not in told


@pytest.mark.clause("c9.5", "c53")
@pytest.mark.parametrize(
    ("slug", "year", "block"),
    [("culture", 2018, 2), ("akmola", 2017, 1), ("prosecutor", 2018, 1), ("no-such-body", 2018, 1)],
)
def test_what_is_not_public_has_no_file(published: Published, slug: str, year: int, block: int) -> None:
    assert Client().get(address(slug, block, year)).status_code == 404


def test_file_costs_the_same_for_any_score(published: Published) -> None:
    def queries(slug: str, block: int) -> int:
        with CaptureQueriesContext(connection) as context:
            fetched(slug, block)
        return len(context)

    inputs = {len(parts_of(fetched(slug, block))) for slug, block in PUBLIC}
    assert len(inputs) > 2, "scores of different size"
    assert max(queries(slug, block) for slug, block in PUBLIC) <= 22
