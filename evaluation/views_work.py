"""The administrator's page of work in the background: the worker, what waits, what failed, the room that is left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amqp.exceptions import ChannelError
from celery import current_app
from django.conf import settings
from django.contrib import messages
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from engine.foreign.scanner import is_alive
from evaluation import kept_files, work_queues
from evaluation.access import offices, person_of
from evaluation.models import KeptFile, Office
from evaluation.stored_bytes import store

#: Seconds in which a worker that is alive and free answers.
ANSWERS_WITHIN = 1
BROKEN_SHOWN = 20
#: Below this part of the disk the page warns.
LITTLE_ROOM = 0.1


@dataclass(frozen=True)
class Workers:
    """Which workers answered; whether the broker did; how many calls wait in it (None: not known)."""

    names: tuple[str, ...]
    broker: bool
    calls: int | None


def workers() -> Workers:
    """Ask the broker and, through it, the workers. A worker busy with one long job answers all the same."""
    try:
        with current_app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=ANSWERS_WITHIN)
            calls = _calls(connection.default_channel)
            answered = current_app.control.inspect(timeout=ANSWERS_WITHIN, connection=connection).ping() or {}
        return Workers(tuple(sorted(answered)), True, calls)
    except Exception:
        return Workers((), False, None)


def _calls(channel: Any) -> int:
    """How many calls lie in the broker; a queue in which nothing lies is none that it knows."""
    try:
        found = channel.queue_declare(current_app.conf.task_default_queue, passive=True)
    except ChannelError:
        return 0
    return int(found.message_count)


def scanner() -> str:
    """Of the virus scanner: "none" where the portal has none, else whether it "answers" or is "silent"."""
    if settings.SCANNER is None:
        return "none"
    return "answers" if is_alive(settings.SCANNER) else "silent"


@require_safe
@never_cache
@offices(Office.ADMINISTRATOR)
def work(request: HttpRequest) -> HttpResponse:
    """`desk/work/`: is the worker alive, what waits, what failed and why, how much room is left."""
    folder = store().folder
    disk = shutil.disk_usage(_existing(Path(folder))) if folder is not None else None
    queues = [
        {
            "queue": queue,
            "counts": queue.counts(),
            "broken": queue.broken(BROKEN_SHOWN),
        }
        for queue in work_queues.registered()
    ]
    context: dict[str, Any] = {
        "workers": workers(),
        "queues": queues,
        "waiting": sum(row["counts"].waiting for row in queues),  # type: ignore[attr-defined]
        "disk": disk is not None,
        "free": filesizeformat(disk.free) if disk else "",
        "total": filesizeformat(disk.total) if disk else "",
        "little_room": disk is not None and disk.free < disk.total * LITTLE_ROOM,
        "scanner": scanner(),
        "faulty": kept_files.faulty(BROKEN_SHOWN),
        "faults": KeptFile.objects.exclude(fault="").count(),
        "kept": KeptFile.objects.count(),
        "compared_since": KeptFile.objects.aggregate(first=Min("checked_at"))["first"],
        "crumbs": [{"label": _("Work in the background")}],
    }
    return render(request, "evaluation/work.html", context)


@require_POST
@offices(Office.ADMINISTRATOR)
def try_again(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """`desk/work/<queue>/<id>/again/`: one row that was given up waits again."""
    queue = work_queues.of_code(code)
    if queue is None:
        raise Http404
    queue.again(pk, person_of(request))
    messages.success(request, _("It waits again and is tried next."))
    return redirect("work")


def _existing(path: Path) -> Path:
    """The folder, or the nearest one above it that is there: before the first file there is none."""
    return next(one for one in (path, *path.parents) if one.exists())
