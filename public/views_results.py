"""A year's published results: the page, its downloads, the published conclusions' files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from blocks.actions import ask_for_files
from blocks.models import ConclusionFile, FileState, Wanted
from evaluation.access import anyone
from evaluation.by_edition import remembered
from evaluation.kept_files import open_whole
from public import published_data, selectors, selectors_files
from public.kept_pages import kept
from public.paging import pages_of
from public.remembered import drawing_of, year_results
from public.results import BLOCKS, SORTS, YearResults, ordered
from public.selectors_corrections import corrections_of_year
from public.selectors_papers import paper_at
from public.withheld_pages import withheld_page

#: Seconds after which a file that was asked for is worth looking for again.
LOOK_AGAIN_AFTER = 20
#: The orders of a year's table as addresses ask for them; its pages are kept rendered.
QUERIES = frozenset(["", *(f"sort={sign}{column}" for column in SORTS for sign in ("", "-"))])
FILES_OFFERED = ("csv", "xlsx", "json")


@require_safe
@anyone
def latest(request: HttpRequest) -> HttpResponse:
    """`results/`: leads to the latest published year; before there is one, says what comes."""
    years = selectors.published_years()
    if years:
        return redirect("results_year", year=years[0])
    return render(request, "public/no_results.html")


@require_safe
@anyone
@kept(QUERIES)
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """`results/<year>/`: what came out for every body; `?sort=` one of ``SORTS``, "-" for the other way round."""
    found = _found(year)
    sort = _sort(request.GET.get("sort", ""))
    query = {"sort": sort} if "sort" in request.GET else {}
    rows = remembered(
        ("rows", year, sort, get_language()),
        lambda: {name: ordered(found.of_kind(local=name == "local"), sort) for name in ("central", "local")},
    )
    groups = [group for group in pages_of(request, rows, query) if group["page"].paginator.count]
    for group in groups:
        group["table"] = _table(found, sort, group)
    context = {
        "found": found,
        "years": selectors.published_years(),
        "drawing": drawing_of(found, "results"),
        "groups": groups,
        "sort": sort,
        "blocks": BLOCKS,
        "synthetic_data": found.cycle.synthetic,
        "downloads": FILES_OFFERED,
        "corrected": corrections_of_year(found.cycle),
    }
    return render(request, "public/results.html", context)


def _table(found: YearResults, sort: str, group: dict[str, Any]) -> str:
    """The rows of a page, written once for an edition: the same for every reader of a language."""
    page = group["page"]
    what = ("table", found.year, sort, group["id"], page.start_index(), page.end_index(), get_language())
    context = {
        "rows": page.object_list,
        "anchor": group["id"],
        "columns": _columns(sort),
        "blocks": BLOCKS,
        "found": found,
    }
    return remembered(what, lambda: render_to_string("public/results_table.html", context))


@require_safe
@anyone
def csv_file(request: HttpRequest, year: int) -> HttpResponse:
    """`results/<year>/results.csv`."""
    return _download(published_data.results_file(_found(year), "csv"))


@require_safe
@anyone
def xlsx_file(request: HttpRequest, year: int) -> HttpResponse:
    """`results/<year>/results.xlsx`, in the reader's language."""
    return _download(published_data.results_file(_found(year), "xlsx"))


@require_safe
@anyone
def json_file(request: HttpRequest, year: int) -> HttpResponse:
    """`results/<year>/results.json`: see docs/recompute.md."""
    answer = HttpResponse(
        published_data.results_file(_found(year), "json").content, content_type="application/json"
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@anyone
def conclusion_file(
    request: HttpRequest, year: int, number: str, language: str
) -> HttpResponse | FileResponse:
    """`results/<year>/files/<number>-<language>.pdf`: a published conclusion; for any other there is no such page.

    One that waits is built before those that nobody asked for, and the page and the data are offered meanwhile.
    """
    paper = paper_at(year, number, language)
    if paper is None:
        raise Http404
    row = paper.row
    if paper.note is not None:
        return withheld_page(request, row.conclusion, paper.note)
    if row.state != FileState.BUILT:
        return _not_built(request, row)
    name = f"{selectors_files.number_in_address(row.conclusion.number)}-{row.language}.pdf"
    answer = FileResponse(open_whole(row.file, row.sha256), content_type="application/pdf", filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _not_built(request: HttpRequest, row: ConclusionFile) -> HttpResponse:
    """202 while the file waits, 503 when it could not be made: the result is there, only this form of it is not."""
    waits = row.state == FileState.QUEUED
    if waits and request.method == "GET":
        ask_for_files(selectors_files.files_to_ask_for(row.conclusion, row.language), Wanted.BY_READER)
    context = {
        "row": row,
        "waits": waits,
        "conclusion": row.conclusion,
        "synthetic_data": row.conclusion.cycle.synthetic,
    }
    answer = render(request, "public/file_not_built.html", context, status=202 if waits else 503)
    if waits:
        answer["Retry-After"] = str(LOOK_AGAIN_AFTER)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _found(year: int) -> YearResults:
    found = year_results(year)
    if found is None:
        raise Http404
    return found


def _download(file: published_data.DataFile) -> HttpResponse:
    answer = HttpResponse(file.content, content_type=file.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sort(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else "rank"


def _columns(sort: str) -> dict[str, dict[str, Any]]:
    """Column → where its heading leads, and how it is sorted now. Numbers start with the highest, names with A."""
    found = {}
    for column in SORTS:
        first = column if column in ("rank", "name") else f"-{column}"
        other = f"-{column}" if first == column else column
        now = sort if sort in (column, f"-{column}") else ""
        found[column] = {
            "query": urlencode({"sort": other if now == first else first}),
            "sorted": {"": "", column: "ascending", f"-{column}": "descending"}[now],
        }
    return found
