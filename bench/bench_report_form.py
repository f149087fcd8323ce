"""A report's form: what it costs to show, what it costs to save a field, and what is lost on deadline night.

    .venv/bin/python bench/bench_report_form.py [--seconds 60] [--only pages|night]

- the form of 150 values, against a bare Django form of 150 numbers in the same frame (goal: within 2×);
- one field saved as it is typed, against a signed-in page with nothing in its frame (goal: within 2×);
- 40 bodies saving for a minute on the evening of the last day, under gunicorn as in production: every value answered as
  saved is found in the form afterwards, and no request fails; the 99th percentile as a ratio to the median.

Processor time of Python and PostgreSQL, the least of several rounds; the night by the clock. Exit code 1 when a goal is
missed.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SARAP_MODE", "test")

FORM_GOAL, SAVE_GOAL, ROUNDS = 2.0, 2.0, 5
BODIES = 40
STATE = re.compile(r'name="((?:was|seen):[^"]+)" value="([^"]*)"')
NUMBER = re.compile(
    r'<input\s+class="form-control num[^"]*"\s+id="[^"]*"\s+name="v:([^"]+)"\s+value="([^"]*)"'
)


def shown_state(text: str, place: str) -> dict[str, str]:
    """What a page, or the answer to a save, says of a place: at what it stands."""
    found = {name: unescape(value) for name, value in STATE.findall(text)}
    return {name: value for name, value in found.items() if name.partition(":")[2] == place}


def sent_of(place: str, number: int) -> dict[str, str]:
    """What the page sends of a place when a number was typed there."""
    return {f"v:{place}": str(number), f"say:{place}": "", f"why:{place}": "", f"kind:{place}": "1"}


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass
class Saver:
    """One place of the long report, saved over and over by its preparer."""

    client: Any
    address: str
    place: str
    revision: str
    state: dict[str, str]
    number: int = 0

    def save(self) -> None:
        """A number that differs from the last; it must be answered as saved."""
        self.number += 1
        sent = {**self.state, **sent_of(self.place, 20 + self.number % 30), "revision": self.revision}
        answer = self.client.post(self.address, sent, headers={"HX-Request": "true"})
        if answer.get("Sarap-Saved") != "yes":
            raise SystemExit(f"{self.address}: {answer.status_code}, not saved")
        self.state = shown_state(answer.content.decode(), self.place)


def cost_of_saves(saver: Saver) -> float:
    """Seconds of both processors for one save."""
    from bench.measuring import OFTEN_ENOUGH, server_seconds

    saver.save()
    server, here = server_seconds(), time.process_time()
    for _turn in range(OFTEN_ENOUGH):
        saver.save()
    return (time.process_time() - here + server_seconds() - server) / OFTEN_ENOUGH


def pages() -> bool:
    """Whether the form and the save are within their goals."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, override_settings

    from bench.measuring import client_of, cost

    long_form: Any = import_module("tests.worlds.long_form")
    opened = long_form.open_long_form(import_module("tests.worlds.world").build_world())
    report = long_form.long_report(opened)
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        client = client_of("agriculture.preparer")
        address = f"/ru/desk/reports/{report.pk}/"
        text = client.get(address).content.decode()
        asked = len({name for name, _value in NUMBER.findall(text)})
        if asked != long_form.MANY:
            raise SystemExit(f"the form asks {asked} values, not {long_form.MANY}")
        place = "asked_8"
        saver = Saver(
            client, f"{address}value/?place={place}", place, str(report.revision), shown_state(text, place)
        )
        form = bare = save = frame = float("inf")
        for _round in range(ROUNDS):
            shown = cost(client, address)
            form = min(form, shown.seconds)
            bare = min(bare, cost(client, f"/ru/bench/form/{asked}/").seconds)
            frame = min(frame, cost(client, "/ru/bench/frame/").seconds)
            save = min(save, cost_of_saves(saver))
        with CaptureQueriesContext(connection) as caught:
            saver.save()
    print(
        f"form of {asked} values: {form / bare:.2f} of a bare form (goal {FORM_GOAL:g}), {shown.queries} queries"
    )
    print(f"save of one field: {save / frame:.2f} of a bare page (goal {SAVE_GOAL:g}), {len(caught)} queries")
    return form / bare <= FORM_GOAL and save / frame <= SAVE_GOAL


# --- deadline night ---------------------------------------------------------------------------------------------------


@dataclass
class Night:
    """A preparer at a browser, typing into one field after the other."""

    person: Any
    waits: list[float] = field(default_factory=list)
    #: By report and place, the number that was answered as saved last.
    saved: dict[tuple[int, str], int] = field(default_factory=dict)

    def work(self, until: float) -> None:
        """Open each report in turn and save its fields, as they are typed, until the minute is over."""
        turn = 0
        while time.monotonic() < until:
            report = self.person.reports[turn % len(self.person.reports)]
            address = f"/ru/desk/reports/{report}/"
            text = self.person.ask(address)
            token, revision = (
                re.search(rf'name="{name}" value="([^"]*)"', text)
                for name in ("csrfmiddlewaretoken", "revision")
            )
            if token is None or revision is None:
                self.person.faults.append(f"{address}: no form")
                return
            for place, _value in NUMBER.findall(text):
                if place.startswith("new.") or time.monotonic() >= until:
                    continue
                number = 10 + turn % 80
                sent = {**shown_state(text, place), **sent_of(place, number)}
                sent |= {"csrfmiddlewaretoken": token[1], "revision": revision[1]}
                begun = time.monotonic()
                answer = self.person.ask(f"{address}value/?place={place}", sent, **{"HX-Request": "true"})
                self.waits.append(time.monotonic() - begun)
                if "place-saved" in answer:
                    self.saved[report, place] = number
                else:
                    self.person.faults.append(f"{address}: {place} is not saved")
            turn += 1

    def lost(self) -> list[str]:
        """The values that were answered as saved and do not stand in the form."""
        missing = []
        for report in {report for report, _place in self.saved}:
            stands = dict(NUMBER.findall(self.person.ask(f"/ru/desk/reports/{report}/")))
            missing += [
                f"report {one}, {place}: {stands.get(place)!r} instead of {number}"
                for (one, place), number in self.saved.items()
                if one == report and stands.get(place) != str(number)
            ]
        return missing


def night(seconds: float) -> bool:
    """Whether nothing was lost and nothing failed while everybody saved."""
    load: Any = import_module("bench.bench_load")
    os.environ["SARAP_BENCH_BODIES"] = str(BODIES)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var = ROOT / "var" / "bench" / "report-form"
    with load.portal(ROOT, var, port) as told:
        people = [load.Person(port, one["account"], one["reports"], "preparers") for one in told["preparers"]]
        if len(people) != BODIES:
            raise SystemExit(f"{len(people)} bodies instead of {BODIES}")
        nights = [Night(person) for person in people]
        for person in people:
            person.sign_in()
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=one.work, args=(until,)) for one in nights]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = [told for one in nights for told in one.lost()]
    waits = sorted(wait for one in nights for wait in one.waits)
    faults = [fault for person in people for fault in person.faults]
    late = waits[int(len(waits) * 0.99)] / statistics.median(waits)
    print(
        f"{BODIES} bodies saving for {seconds:.0f} s: {len(waits)} saves, {len(lost)} lost (goal 0), {len(faults)} "
        f"failed (goal 0); the 99th percentile waits {late:.1f} times the median"
    )
    for told in (*lost[:5], *faults[:5]):
        print(f"  {told}")
    return not lost and not faults


def main() -> int:
    """1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", choices=("pages", "night"))
    options = parser.parse_args()
    within = True
    if options.only != "pages":
        within = night(options.seconds)
    if options.only == "night":
        return 0 if within else 1

    import django

    from config import servers

    django.setup()
    servers.ensure_unless_given()
    from config.database_roles import as_owner
    from config.scratch import scratch_database
    from evaluation import clock
    from evaluation.acting import without_workers

    with as_owner(), scratch_database(), without_workers():
        now = import_module("tests.worlds.world").NOW
        with clock.frozen(now):
            within = pages() and within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
