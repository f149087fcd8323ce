"""What pages cost, office by office, in today's country and in one of every district and village.

    .venv/bin/python bench/bench_pages.py [--bodies 37 3700] [--only WORD] [--seconds]

Processor time of Python and of PostgreSQL for each page of `bench/pages/`, as a ratio to F (a signed-in page with
nothing in its frame) or B (a view that returns the same bytes) of the same run; queries; kilobytes. Exit code 1 when
a goal is missed. The countries are made once and kept beside the portal's database (`bench/worlds.py`).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SARAP_MODE", "test")


def pages(only: str) -> list[Any]:
    """What every module of `bench/pages/` lists."""
    names = sorted(file.stem for file in (HERE / "pages").glob("*.py") if file.stem != "__init__")
    found = [page for name in names for page in importlib.import_module(f"bench.pages.{name}").PAGES]
    return [page for page in found if only in f"{page.name} {page.who} {page.address}"]


def measure(page: Any, frames: dict[str, float]) -> tuple[Any, float, float]:
    """The page's cost, and as how many F and B."""
    from bench import urls
    from bench.measuring import body_of, client_of, cost

    client = client_of(page.who)
    address = page.address.format(**(page.filled() if page.filled else {}))
    found = cost(client, address)
    bare = 0.0
    if page.bares is not None:
        urls.answers["page"] = body_of(client.get(address))
        bare = cost(client_of(""), "/ru/bench/bare/page/").seconds
    if page.who and page.who not in frames:
        frames[page.who] = cost(client, "/ru/bench/frame/").seconds
    frame = frames.get(page.who, 0.0)
    return found, found.seconds / frame if frame else 0.0, found.seconds / bare if bare else 0.0


def missed(page: Any, found: Any, of_frame: float, of_bare: float) -> list[str]:
    """The goals that the page does not reach."""
    bounds = (
        ("queries", found.queries, page.queries),
        ("F", of_frame, page.frames),
        ("B", of_bare, page.bares),
        ("KB", found.size / 1000, page.kilobytes),
    )
    return [f"{name} > {bound:g}" for name, is_, bound in bounds if bound is not None and is_ > bound]


def main() -> int:
    """1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bodies", type=int, nargs="*", default=[37, 3700])
    parser.add_argument("--only", default="", help="pages in whose name, office or address this stands")
    parser.add_argument(
        "--seconds", action="store_true", help="say the milliseconds too, for whoever mends a page"
    )
    options = parser.parse_args()

    import django

    from config import servers

    django.setup()
    servers.ensure_unless_given()
    from django.test.utils import override_settings

    from bench import worlds

    failed = False
    asked: dict[tuple[str, str], int] = {}
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        for bodies in options.bodies:
            with worlds.country(bodies):
                frames: dict[str, float] = {}
                for page in pages(options.only):
                    found, of_frame, of_bare = measure(page, frames)
                    faults = missed(page, found, of_frame, of_bare)
                    before = asked.setdefault((page.name, page.who), found.queries)
                    if page.fixed and found.queries != before:
                        faults.append(f"queries were {before}")
                    failed |= bool(faults)
                    ratio = f"{of_bare:6.1f} B" if page.bares is not None else f"{of_frame:6.1f} F"
                    print(
                        f"{bodies:>5} {page.name:<22.22} {page.who:<30.30} {ratio} {found.queries:>4} queries "
                        f"{found.size / 1000:>7.0f} KB"
                        + (f" {found.seconds * 1000:>8.0f} ms" if options.seconds else "")
                        + (f"  MISSED: {', '.join(faults)}" if faults else ""),
                        flush=True,
                    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
