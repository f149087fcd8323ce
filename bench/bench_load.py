"""Deadline night: eighty people fill in, look through and save at once. How many requests a second of processors serves.

    .venv/bin/python bench/bench_load.py [--against COMMIT] [--rounds 6]

The same people do the same with the code of an earlier commit and with this one, one after the other in one run, each
on a database of its own below `var/bench/`, under gunicorn as in the demo. Processor time is that of the web processes
and of PostgreSQL. Exit code 1 when a request fails, or a goal is missed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
#: What goals are measured against.
BEFORE = "099b50b"
MORE_OFTEN, FAIR = 3.0, 6.0
YEAR = 2019
TICKS = os.sysconf("SC_CLK_TCK")
PLACE = re.compile(r'hx-post="([^"]+/value/\?place=[^"]+)"')


class Fields(HTMLParser):
    """A page's inputs: name → value."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only inputs that would be sent as they stand."""
        given = dict(attrs)
        if tag == "input" and given.get("name") and given.get("type") not in ("file", "checkbox", "radio"):
            self.found.setdefault(str(given["name"]), given.get("value") or "")


@dataclass
class Person:
    """Somebody at a browser: signs in, then does ``turns`` of what the office does that night."""

    port: int
    account: int
    reports: list[int]
    office: str
    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, form: dict[str, str] | None = None, **headers: str) -> str:
        """One request, counted with its wait; what is not answered as it should be is a fault."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        began = time.monotonic()
        try:
            connection.request("POST" if form is not None else "GET", address, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(f"{address}: {error!r}")
            return ""
        finally:
            connection.close()
        self.waits.append(time.monotonic() - began)
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _, kept = value.split(";")[0].partition("=")
                self.cookies[name] = kept
        if answer.status not in (200, 302, 304):
            self.faults.append(f"{address}: {answer.status}")
        return text

    def sign_in(self) -> None:
        """By one click, as anybody does in the demo."""
        token = Fields(self.ask("/ru/verify/")).found["csrfmiddlewaretoken"]
        self.ask("/ru/demo/sign-in/", {"account": str(self.account), "csrfmiddlewaretoken": token})

    def turn(self, number: int) -> None:
        """One round of looking and, for who fills in, of saving."""
        self.ask("/ru/desk/")
        if self.office == "evaluators":
            self.ask("/ru/desk/reports/")
            self.ask(f"/ru/schedule/{YEAR}/")
            return
        report = self.reports[number % len(self.reports)]
        text = self.ask(f"/ru/desk/reports/{report}/")
        if self.office == "heads":
            self.ask(f"/ru/desk/terms/{YEAR}/")
            self.ask("/ru/")
            return
        self.save(text, number)
        self.ask("/ru/desk/reports/")

    def save(self, text: str, number: int) -> None:
        """Two places of the report, one after the other, as the page itself sends them while one types."""
        fields = Fields(text).found
        places = [place.replace("&amp;", "&") for place in PLACE.findall(text)]
        numbers = [place for place in places if f"v:{place.split('place=')[1]}" in fields]
        for place in numbers[number * 2 : number * 2 + 2]:
            name = place.split("place=")[1]
            sent = {key: value for key, value in fields.items() if key.endswith(f":{name}")}
            sent |= {key: fields[key] for key in ("csrfmiddlewaretoken", "revision")}
            sent[f"v:{name}"] = str(10 + number)
            self.ask(place, sent, **{"HX-Request": "true"})


@contextmanager
def portal(tree: Path, var: Path, port: int) -> Iterator[dict[str, Any]]:
    """The portal of a commit, served on ``port`` while inside."""
    var.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "bench" / "load_world.py"), str(port)],
        cwd=tree,
        env={**os.environ, "SARAP_VAR": str(var), "PYTHONPATH": str(tree)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    talk: Any = child
    try:
        lines = iter(talk.stdout.readline, "")
        yield json.loads(next(line for line in lines if line.startswith("{")))
    finally:
        talk.stdin.close()
        child.wait(120)


def seconds_of(processes: list[int]) -> float:
    """Processor time of these processes, of their children, and of those that have ended."""
    stats: dict[int, tuple[int, int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(file.parent.name)] = (int(fields[1]), sum(int(part) for part in fields[11:15]))
    wanted = set(processes)
    while more := {pid for pid, (parent, _) in stats.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(stats[pid][1] for pid in wanted if pid in stats) / TICKS


@dataclass(frozen=True)
class Night:
    """What a night came to."""

    a_second: float
    fair: float
    requests: int
    faults: list[str]


def night(tree: Path, var: Path, rounds: int) -> Night:
    """Everybody at once, each one request after the other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with portal(tree, var, port) as told:
        people = [
            Person(port, one["account"], one["reports"], office)
            for office in ("preparers", "heads", "evaluators")
            for one in told[office]
        ]
        for person in people:
            person.sign_in()
            person.waits.clear()
        random.Random(7).shuffle(people)
        before = seconds_of(told["processes"])
        threads = [
            threading.Thread(target=lambda one=person: [one.turn(number) for number in range(rounds)])
            for person in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = seconds_of(told["processes"]) - before
    waits = sorted(wait for person in people for wait in person.waits)
    faults = [fault for person in people for fault in person.faults]
    late = waits[int(len(waits) * 0.95)] / statistics.median(waits)
    return Night(len(waits) / spent, late, len(waits), faults)


def main() -> int:
    """1 when something failed or a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--against", default=BEFORE)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    kept = ROOT / "var" / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    earlier = kept / f"code-{options.against}"
    if not earlier.exists():
        subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=True)
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(earlier), options.against], cwd=ROOT, check=True
        )
    nights = {}
    for name, tree in (("before", earlier), ("now", ROOT)):
        found = nights[name] = night(tree, kept / f"load-{name}", options.rounds)
        print(
            f"{name:>7}: {found.requests} requests, {len(found.faults)} failed; the 95th percentile waits "
            f"{found.fair:.1f} times the median",
            flush=True,
        )
        for fault in found.faults[:5]:
            print(f"         {fault}")
    more = nights["now"].a_second / nights["before"].a_second
    print(f"{more:.2f} times as many requests a second of processors (goal {MORE_OFTEN:g})")
    failed = bool(nights["now"].faults) or more < MORE_OFTEN or nights["now"].fair > FAIR
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
