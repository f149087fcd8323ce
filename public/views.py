"""The first page, open data, checking a document, and what robots read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.access import anyone, asks_for_a_file
from evaluation.checkpoints import public_key
from public import checking, published_data, selectors
from public.forms import VerifyForm
from public.kept_pages import kept
from public.remembered import drawing_of, latest_results
from public.selectors_corrections import replaced_by_checksum
from public.selectors_files import number_in_address
from public.selectors_papers import issued_by_checksum, paper_by_checksum

LANGUAGES = ("kk", "ru", "en")
PAGES = ("home", "results", "bodies", "schedule", "decree", "open_data", "journal_checkpoints", "verify")


@require_safe
@anyone
@kept()
def home(request: HttpRequest) -> HttpResponse:
    """`/<language>/`: what the portal is, the latest published year, how a year runs."""
    found = latest_results()
    context = {
        "found": found,
        "drawing": drawing_of(found, "home") if found else None,
        "steps": _steps(),
        "synthetic_data": bool(found and found.cycle.synthetic),
    }
    return render(request, "public/home.html", context)


def _steps() -> list[dict[str, Any]]:
    """How a year runs, in six steps, each with its clauses and its day where the Decree or the schedule names one."""
    return [
        {
            "title": gettext("The year is laid down"),
            "text": gettext(
                "The Head of the Presidential Administration approves the schedule; the methodologies of the three "
                "blocks are agreed and approved."
            ),
            "clause": "c8 c17",
        },
        {
            "title": gettext("State bodies report"),
            "text": gettext("Every body fills in its report with documents, and its first head signs it."),
            "clause": "c40 c64",
        },
        {
            "title": gettext("Seven authorities evaluate"),
            "text": gettext(
                "Each evaluates its direction; nobody evaluates itself, and a second person approves."
            ),
            "clause": "c9 c16",
        },
        {
            "title": gettext("Conclusions are delivered"),
            "text": gettext(
                "The body receives the conclusion on each block, with its score and recommendations."
            ),
            "clause": "c46 c47",
        },
        {
            "title": gettext("A body may object"),
            "text": gettext(
                "Within five working days, with documents; a special commission without the evaluators decides."
            ),
            "clause": "c57 c59",
        },
        {
            "title": gettext("Results are published"),
            "text": gettext(
                "The overall evaluation goes to the Commission and to the President, then to everybody, "
                "in three languages."
            ),
            "clause": "c49 c51 c53",
        },
    ]


@require_safe
@anyone
def open_data(request: HttpRequest) -> HttpResponse:
    """`open-data/`: every published year's downloads, what is in them, and how to recompute."""
    context = {
        "years": selectors.published_years(),
        "formats": ("csv", "xlsx", "json"),
        "checkpoint": selectors.latest_checkpoint(),
    }
    return render(request, "public/open_data.html", context)


@never_cache
@require_safe
@anyone
def checkpoint_file(request: HttpRequest) -> HttpResponse:
    """`open-data/journal/checkpoint.txt`: the last signed checkpoint of the journal; 404 before the first evening."""
    checkpoint = selectors.latest_checkpoint()
    if checkpoint is None:
        raise Http404
    return HttpResponse(checkpoint.note, content_type="text/plain; charset=utf-8")


@require_safe
@anyone
def journal_key(request: HttpRequest) -> HttpResponse:
    """`open-data/journal/key.txt`: the public key under which checkpoints are signed, as C2SP writes it."""
    return HttpResponse(f"{public_key()}\n", content_type="text/plain; charset=utf-8")


@asks_for_a_file
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def verify(request: HttpRequest) -> HttpResponse:
    """`verify/`: whether a file, or its SHA-256, is that of a published conclusion; nothing given is kept."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        form = context["form"] = VerifyForm(request.POST, request.FILES)
        if not checking.may_check(request):
            context["too_often"], status = checking.WINDOW // 60, 429
        elif form.is_valid():
            upload = form.cleaned_data["file"]
            checksum = checking.digest_of(upload) if upload else form.cleaned_data["checksum"]
            paper, issued = paper_by_checksum(checksum), issued_by_checksum(checksum)
            context |= {"checksum": checksum, "checked": True, "issued": issued}
            if paper is not None:
                context |= {"row": paper.row, "number": number_in_address(paper.row.conclusion.number)}
                context["note"] = paper.note
            elif issued is not None and issued.kind in published_data.KINDS:
                context["data"] = published_data.described(issued)
            else:
                context["replaced"] = replaced_by_checksum(checksum)
        else:
            status = 422
    return render(request, "public/verify.html", context, status=status)


@require_safe
@anyone
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: public pages are for everybody; desks, accounts and the admin are nothing to index."""
    closed = "".join(
        f"Disallow: /{language}/{part}/\n"
        for language in LANGUAGES
        for part in ("desk", "admin", "accounts", "account")
    )
    address = request.build_absolute_uri(reverse("public-plain:sitemap"))
    return HttpResponse(f"User-agent: *\n{closed}\nSitemap: {address}\n", content_type="text/plain")


@require_safe
@anyone
def sitemap(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: the public pages and the published years, in the three languages."""
    years = selectors.published_years()
    pages: list[dict[str, str]] = []
    for name, args in [*((name, []) for name in PAGES), *(("results_year", [year]) for year in years)]:
        addresses = {}
        for language in LANGUAGES:
            with override(language):
                addresses[language] = request.build_absolute_uri(reverse(name, args=args))
        pages += [{"location": location, "language": language} for language, location in addresses.items()]
    return render(request, "public/sitemap.xml", {"pages": pages}, content_type="application/xml")
