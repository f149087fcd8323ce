"""The portal on deadline night, as one commit has it: `bench_load.py` runs this file with the commit's own code.

Prints one line of JSON (where the pages are, who may be played, which processes work for them), serves until its input
is closed, then stops what it started. Stands alone: an earlier commit has none of today's benches.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

YEAR = 2019
PREPARERS, HEADS, EVALUATORS = 37, 37, 6
#: How many bodies are evaluated: those of the country, unless more are asked for.
BODIES = int(os.environ.get("SARAP_BENCH_BODIES", "0"))


def main() -> int:
    port = int(sys.argv[1])
    sys.path.insert(0, os.getcwd())
    os.environ.update(SARAP_MODE="demo", DJANGO_SETTINGS_MODULE="config.settings")
    os.environ["SARAP_BASE_URL"] = f"http://127.0.0.1:{port}"
    from config import environment, servers

    servers.ensure_unless_given()
    import django

    django.setup()
    fill()
    told = people()
    from django.db import connections

    connections.close_all()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py"]
    with open(environment.var_dir() / "web.log", "wb") as log:
        web = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--workers", "2"], stdout=log, stderr=log
        )
    try:
        answers(port)
        master = (environment.var_dir() / "postgres" / "postmaster.pid").read_text().split()[0]
        print(json.dumps({**told, "processes": [web.pid, int(master)]}), flush=True)
        sys.stdin.read()
    finally:
        web.terminate()
        web.wait(30)
        servers.release(environment.var_dir())
    return 0


def answers(port: int) -> None:
    """Wait until the pages are served."""
    for _turn in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the web server does not answer")


def fill() -> None:
    """A year that has just been opened, on the evening of the reports' last day."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils.translation import override

    from config.walk.year import walk
    from evaluation import clock
    from evaluation.acting import without_workers
    from evaluation.models import Cycle
    from evaluation.register import load_register
    from schedule.milestones import Milestone
    from schedule.selectors import read_book

    call_command("migrate", verbosity=0, interactive=False)
    if not Cycle.objects.filter(year=YEAR).exists():
        load_register(demo_accounts=True)
        stands = datetime(YEAR + 1, 2, 1, 10, tzinfo=clock.ALMATY)
        with override("ru"), without_workers(), transaction.atomic():
            for step in walk(YEAR, stands_at=stands):
                if step.what.startswith("cycle opened") or "cycle opened" in step.outcome:
                    break
    if BODIES:
        from config.country import enlarge
        from config.database_roles import as_owner

        with as_owner():
            enlarge(BODIES)
    day: Any = read_book(YEAR).last_day(Milestone.REPORTS, 1)
    if clock.offset() == timedelta(0):
        clock.move_to(datetime(day.year, day.month, day.day, 18, tzinfo=clock.ALMATY), allow_back=True)


def people() -> dict[str, Any]:
    """Accounts by what they do that night, each with the reports that are theirs."""
    from evaluation.models import Membership, Office
    from reports.models import Report

    def of(office: str, most: int) -> list[dict[str, Any]]:
        found: dict[int, list[int]] = {}
        for person, body in Membership.objects.filter(office=office).values_list("user", "body"):
            theirs = Report.objects.filter(body=body, cycle__year=YEAR) if office != Office.EVALUATOR else ()
            found.setdefault(person, []).extend(report.pk for report in theirs)
        ready = [
            (pk, reports) for pk, reports in sorted(found.items()) if reports or office == Office.EVALUATOR
        ]
        return [{"account": pk, "reports": reports} for pk, reports in ready[:most]]

    return {
        "preparers": of(Office.PREPARER, BODIES or PREPARERS),
        "heads": of(Office.FIRST_HEAD, HEADS),
        "evaluators": of(Office.EVALUATOR, EVALUATORS),
    }


if __name__ == "__main__":
    assert Path("manage.py").exists(), "run in the folder of the commit"  # noqa: S101
    sys.exit(main())
