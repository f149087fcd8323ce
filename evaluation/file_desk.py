"""The administrator's card of stored files that are missing or damaged."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation import kept_files
from evaluation.desk import Turn
from evaluation.models import KeptFile, Office, User
from evaluation.rights import standing

_NAMED: Final = 5


def lost_files(user: User) -> list[Turn]:
    """One card for all of them, naming the first. Nothing but a query while every file is whole."""
    if not standing(user).holds(Office.ADMINISTRATOR):
        return []
    count = KeptFile.objects.exclude(fault="").count()
    if not count:
        return []
    found = kept_files.faulty(_NAMED)
    names = [name for one in found for name in one.names or (one.row.path,)]
    title = ngettext(
        "%(count)s stored file is missing or damaged", "%(count)s stored files are missing or damaged", count
    )
    return [
        Turn(
            title % {"count": count},
            "; ".join([*names[:_NAMED], *(["…"] if count > len(found) or len(names) > _NAMED else [])]),
            "c4",
            reverse("work") + "#lost-files",
            _("Put them back"),
            tone="refused",
            waiting_since=found[0].row.found_at,
        )
    ]
