"""The sign-off page: the whole report, the statements of c64, the ways to sign; the manifest and the certificate."""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation import rights
from evaluation.access import person_of, signed_in
from evaluation.acting import refusal_of
from evaluation.models import Office
from evaluation.moves import act, refusal_text
from evaluation.refusals import Refusal
from reports import actions
from reports.forms import RemarkForm, ReportQuestionnaire
from reports.models import Manifest, Report, ReportState, Signature, SignatureState
from reports.places import dom_name
from reports.rights import OWN_OFFICES
from reports.selectors import lines_of, read_sheet, sheets_at_hand
from reports.selectors.manifests import latest_manifest, outdated, refused_signatures, standing_signature
from reports.selectors.signoff import differences_from_last_year, open_warnings, shown_mark
from reports.sign_forms import SignatureForm, SignForm
from reports.signature_paper import certificate_pdf
from reports.signing import oids
from reports.signing.ways import SECOND_FACTOR, ways
from reports.verdict_words import found_of
from reports.views.found import the_report
from schedule.due import deadlines_at_hand


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/sign/`: the report as it will be judged, then the statements and the signature.

    The one page that may reach the signing program on the reader's computer. To whoever sees the report and does not
    sign it, it says who does.
    """
    report = the_report(request, pk)
    user = person_of(request)
    if not rights.may(user, "reports.sign_report", report):
        return _closed(request, report)
    if request.method != "POST":
        return _page(request, report)
    form = SignForm(request.POST, record=report)
    if not form.is_valid():
        return _page(request, report, form=form, status=422)
    way = form.cleaned_data["way"]
    given: tuple[Any, ...] = (report, user, form.seen_revision)
    verb: Any = actions.freeze_manifest
    success = ""
    if way == SECOND_FACTOR:
        verb, success = actions.sign_report, _("Signed and submitted to the authorised bodies.")
    elif way == "demo":
        verb = actions.sign_by_demo
    verb = partial(verb, shown=form.cleaned_data["shown"])
    outcome = act(request, verb, *given, form=form, record=report, success=success)
    if not outcome.done:
        return _page(request, the_report(request, pk), form=form, status=outcome.status)
    if way == SECOND_FACTOR:
        return redirect("report", pk)
    if way == "demo":
        return _after(request, report, outcome.result)
    return redirect(reverse("report_sign", args=[pk]) + f"?way={way}#give-title")


@require_POST
@signed_in
def report_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/signature/`: an electronic signature over the frozen manifest, as a file or from NCALayer."""
    report = the_report(request, pk)
    user = person_of(request)
    if not rights.may(user, "reports.sign_report", report):
        return _closed(request, report)
    form = SignatureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, report, give=form, status=422)
    manifest = Manifest.objects.filter(report=report, sha256=form.cleaned_data["manifest"]).last()
    way = form.cleaned_data["way"]
    if manifest is None or way not in ways() or ways()[way].at_once:
        raise Http404
    try:
        signature = actions.take_signature(manifest, user, form.signature, way)
    except Refusal as refusal:
        if refusal.code == "right":
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("report_sign", pk)
    return _after(request, report, signature)


def _after(request: HttpRequest, report: Report, signature: Signature) -> HttpResponse:
    """Say what was found; a signature that is not valid leads back to signing, where the reason stands."""
    if signature.state == SignatureState.INVALID:
        messages.error(request, _("The signature is not valid: what is wrong with it stands below."))
        return redirect(reverse("report_sign", args=[report.pk]) + f"?way={signature.way}#give-title")
    if signature.state == SignatureState.UNCHECKED:
        messages.warning(
            request,
            _(
                "Submitted in time. The signature could not be checked at once: the portal asks again by itself and tells "
                "you what it finds."
            ),
        )
    else:
        messages.success(request, _("Signed and submitted to the authorised bodies."))
    return redirect("report", report.pk)


@require_safe
@signed_in
def report_manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/manifest.json`: what is signed, byte by byte; before the signature for the body alone."""
    report = the_report(request, pk)
    standing = standing_signature(report)
    manifest = standing.manifest if standing else latest_manifest(report) if _own(request, report) else None
    if manifest is None:
        raise Http404
    return _download(bytes(manifest.content), "application/json", f"{_name(report)}-manifest.json")


@require_safe
@signed_in
def report_signature_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/signature.p7s`: the electronic signature under the report, for checking it elsewhere."""
    report = the_report(request, pk)
    standing = standing_signature(report)
    if standing is None or standing.cms is None:
        raise Http404
    return _download(bytes(standing.cms), "application/pkcs7-signature", f"{_name(report)}.p7s")


@require_safe
@signed_in
def report_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/certificate.pdf`: which office signed what, when, and how to verify it."""
    report = the_report(request, pk)
    standing = standing_signature(report)
    if standing is None:
        raise Http404
    content = certificate_pdf(standing, get_language() or "kk")
    return _download(content, "application/pdf", f"{_name(report)}-certificate.pdf")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name(report: Report) -> str:
    return f"{report.body.slug}-{report.cycle.year}-{report.block}"


def _own(request: HttpRequest, report: Report) -> bool:
    return rights.standing(person_of(request)).holds(*OWN_OFFICES, body=report.body_id)


def _crumbs(report: Report) -> list[dict[str, str]]:
    return [
        {"label": _("Reports"), "url": reverse("reports") + f"?year={report.cycle.year}"},
        {
            "label": f"{report.body.short_name}, {report.get_block_display()}",
            "url": reverse("report", args=[report.pk]),
        },
        {"label": _("Signature")},
    ]


def _closed(request: HttpRequest, report: Report) -> HttpResponse:
    """To whoever sees the report and may not sign it: who can."""
    context = {
        "report": report,
        "heads": list(rights.people_with(Office.FIRST_HEAD, report.body_id)),
        "explanation": rights.explain(person_of(request), "reports.sign_report", report),
        "crumbs": _crumbs(report),
    }
    return render(request, "reports/sign_closed.html", context, status=403)


def _page(
    request: HttpRequest,
    report: Report,
    *,
    form: SignForm | None = None,
    give: SignatureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person_of(request)
    sheet = read_sheet(report)
    with deadlines_at_hand(), sheets_at_hand([sheet]):
        line = lines_of(report.cycle, [report])[0]
        refusal = refusal_of(report, "sign", user)
        sends_back = refusal_of(report, "send_back", user) is None
        manifest = latest_manifest(report) if refusal is None else None
        if manifest is not None and (manifest.frozen_by_id != user.pk or outdated(manifest, sheet)):
            manifest = None
    offered = ways()
    chosen = offered.get(request.GET.get("way") or (give.data.get("way", "") if give else ""))
    if manifest is not None and chosen is not None and not chosen.at_once and give is None:
        give = SignatureForm(initial={"manifest": manifest.sha256, "way": chosen.code})
    whole = ReportQuestionnaire(sheet)
    context = {
        "report": report,
        "form": whole,
        "sections": whole.shown(None),
        "own": True,
        "line": line,
        "refusal": refusal if report.state == ReportState.AWAITING_SIGNATURE else None,
        "waits": report.state == ReportState.AWAITING_SIGNATURE,
        "signable": refusal is None,
        "sends_back": sends_back,
        "sign_form": form or SignForm(record=report, initial={"way": chosen.code} if chosen else None),
        "shown": shown_mark(sheet),
        "remark_form": RemarkForm(record=report),
        "ways": list(offered.values()),
        "warnings": [(f"at-{dom_name(one.key)}", one) for one in open_warnings(sheet)],
        "differs": differences_from_last_year(sheet),
        "manifest": manifest,
        "way": chosen,
        "give": give,
        "refused": _refused(report, manifest),
        "ncalayer": _ncalayer(manifest) if chosen is not None and chosen.connects and manifest else None,
        "crumbs": _crumbs(report),
    }
    response = render(request, "reports/sign.html", context, status=status)
    if context["ncalayer"]:
        response._csp_update = {"connect-src": [settings.SIGNING_NCALAYER_URL]}  # type: ignore[attr-defined]
    return response


def _refused(report: Report, manifest: Manifest | None) -> list[Any]:
    """What was found wrong with the signature given last for this manifest."""
    found = refused_signatures(report, manifest) if manifest is not None else []
    return [one for one in found_of(found[0].answers) if one.outcome != "valid"] if found else []


def _ncalayer(manifest: Manifest) -> dict[str, Any]:
    """What the page's script needs to ask the signing program. ``practice``: the demo's own takes its place."""
    address = settings.SIGNING_NCALAYER_URL
    return {
        "address": address,
        "practice": settings.DEMO_MODE and address.startswith("ws:"),
        "content": base64.b64encode(bytes(manifest.content)).decode(),
        "roles": " ".join((oids.FIRST_HEAD, oids.RIGHT_TO_SIGN)),
    }
