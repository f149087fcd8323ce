"""What people are shown of a list is either whole, on pages, or says of how many it is (evaluation/cuts.py)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from config.floors import FLOORS
from evaluation.cuts import Cut, first, first_read

ROOT = Path(__file__).parents[2]
ROOMS = (
    "views",
    "selectors",
    "desk",
    "next_steps",
    "duties",
    "queue",
    "reads",
    "trial",
    "draft",
    "preview",
    "cuts",
)

#: Slices with a bound that cut no list of rows that people are shown, or say of how many themselves.
EXCUSES = {
    ("blocks/methodology_trial.py", "self.every_cause[:TOP]"): "causes_in_all says of how many",
    ("blocks/methodology_trial.py", "falls[:MOVERS]"): "moved says of how many",
    ("blocks/methodology_trial.py", "rises[::-1][:MOVERS]"): "moved says of how many",
    (
        "blocks/selectors/scoring.py",
        "'; '.join(dict.fromkeys((str(reason) for reason in found.reasons)))[:300]",
    ): "a text",
    ("evaluation/views_audit.py", "entries.filter(pk__lte=newest)[:audit.MOST]"): "the page says of how many",
    (
        "reports/selectors/manifests.py",
        "found.order_by('-pk')[:3]",
    ): "each try says what was wrong; the last ones do",
    ("schedule/views_terms.py", "request.GET.get('q', '').strip()[:MOST_WORDS]"): "a text",
    (
        "reports/actions/previews.py",
        "Document.objects.filter(preview=None, content_type__in=READ).order_by('-pk')[:_BATCH]",
    ): "the next round takes the others",
    ("evaluation/file_desk.py", "names[:_NAMED]"): "the title of the card says of how many",
    ("reports/views/workbooks.py", "told[:UNFOLDED]"): "the others stand folded below, with their number",
    ("evaluation/cuts.py", "found[:at_most]"): "the helper itself",
    ("evaluation/cuts.py", "rows[:at_most + 1]"): "the helper itself",
    ("evaluation/cuts.py", "rows[:at_most]"): "the helper itself",
    ("evaluation/views_decree.py", "' '.join(request.GET.get('q', '').split())[:120]"): "a text",
    ("commission/views_withholdings.py", "request.GET.get('q', '').strip()[:MOST_WORDS]"): "a text",
    ("public/selectors_journal.py", "leaves[:before.size]"): "the beginning of the journal is what is proved",
    ("methodologies/editor/formula_preview.py", "given[:SHOWN]"): "the page tells how many more there are",
}


def of_language(cut: ast.Subscript) -> bool:
    """The first two letters of a language's code."""
    assert isinstance(cut.slice, ast.Slice)
    return isinstance(cut.slice.upper, ast.Constant) and cut.slice.upper.value == 2


def slices(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
            continue
        if node.slice.upper is not None and node.slice.lower is None and not of_language(node):
            yield ast.unparse(node)


def rooms() -> Iterator[Path]:
    for floor in FLOORS:
        for file in (ROOT / floor).rglob("*.py"):
            named = file.relative_to(ROOT / floor).as_posix()
            if any(room in named for room in ROOMS) and "migrations" not in named:
                yield file


def test_no_list_is_cut_without_saying_of_how_many() -> None:
    found = {(file.relative_to(ROOT).as_posix(), cut) for file in rooms() for cut in slices(file.read_text())}
    assert ("evaluation/cuts.py", "rows[:at_most]") in found
    assert found - EXCUSES.keys() == set()
    assert EXCUSES.keys() - found == set()


def test_a_cut_knows_of_how_many_it_is() -> None:
    shown = first([1, 2, 3], 2)
    assert (shown, shown.of_all) == ([1, 2], 3)
    assert first([], 2).of_all == 0
    assert Cut([1], 4).of_all == 4


@pytest.mark.django_db
def test_rows_of_the_database_are_counted_only_where_there_are_more(django_assert_num_queries: Any) -> None:
    Group.objects.bulk_create(Group(name=name) for name in "abc")
    rows = Group.objects.order_by("name")
    with django_assert_num_queries(2):
        shown = first_read(rows, 2)
    assert ([group.name for group in shown], shown.of_all) == (["a", "b"], 3)
    with django_assert_num_queries(1):
        assert first_read(rows, 3).of_all == 3
