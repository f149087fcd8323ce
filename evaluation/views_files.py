"""The administrator's page of a stored file that is lost: what it is, comparing it anew, putting the same bytes back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import kept_files
from evaluation.access import offices, person_of
from evaluation.file_actions import put_back_file, try_file_again
from evaluation.models import KeptFile, Office
from evaluation.moves import act


class PutBackForm(forms.Form):
    """The lost file itself."""

    file = forms.FileField(
        label=gettext_lazy("The same file"),
        help_text=gettext_lazy("It is taken only when its checksum is that of the lost file."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@offices(Office.ADMINISTRATOR)
def lost_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/work/files/<id>/`: one lost file and the records that lean on it; a POST puts it back."""
    row = get_object_or_404(KeptFile.objects.exclude(fault=""), pk=pk)
    form, status = PutBackForm(), 200
    if request.method == "POST":
        form = PutBackForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            outcome = act(
                request, put_back_file, row, upload, person_of(request), form=form,
                success=_("The file is back."),
            )  # fmt: skip
            if outcome.done:
                return redirect("work")
            status = outcome.status
    context = {
        "form": form,
        "lost": kept_files.faulty_of(row),
        "crumbs": [
            {"label": _("Work in the background"), "url": reverse("work")},
            {"label": _("Lost file")},
        ],
    }
    return render(request, "evaluation/lost_file.html", context, status=status)


@require_POST
@offices(Office.ADMINISTRATOR)
def lost_file_again(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/work/files/<id>/again/`: compared anew, and made anew where the portal makes it."""
    row = get_object_or_404(KeptFile.objects.exclude(fault=""), pk=pk)
    whole = try_file_again(row, person_of(request))
    messages.success(request, _("The file is whole again.") if whole else _("It is being made anew."))
    return redirect("work")
