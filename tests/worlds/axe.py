"""Pages as files, opened in Chromium: `python -m tests.worlds.axe PROGRAM FOLDER` says what axe and the window's edge find.

PROGRAM is the browser, FOLDER holds the pages (``*.html``) of one test; what they take from /static/ is found as the
portal finds it, and nothing else is fetched. A process of its own, because a browser's event loop and the
transactions of a test do not mix.
"""

from __future__ import annotations

import json
import mimetypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import django
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Page, sync_playwright

HOST = "http://sarap.example"
WIDTHS = (1280, 768, 360)
TALLEST = 10_000
#: In the name of a page of the administration's registers.
THEMES_OWN = "-admin-evaluation_"
#: The theme makes its fields with a search when the page is ready, which may be after it is loaded.
THEMES_FIELDS_ARE_NAMED = """() => [...document.querySelectorAll("select.admin-autocomplete")]
    .filter(select => !select.name.includes("__prefix__") && select.labels.length)
    .every(select => {
        const box = select.nextElementSibling?.querySelector("[role=combobox]");
        return box?.getAttribute("aria-labelledby")?.split(" ").includes(select.labels[0].id);
    })"""
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
#: Colours do not change with the width: they are looked at once.
NARROWER = RULES | {"rules": {"color-contrast": {"enabled": False}}}
#: At the narrowest the folds are seen open: what stands in them is used there too, and needs the most room.
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
#: What lies between the widest and the narrowest shows what one of them shows: there only sizes are looked at.
BETWEEN = {"resultTypes": ["violations"], "runOnly": ["target-size", "scrollable-region-focusable"]}

#: Words of letters that a narrow column tore: a name is read as a whole. Checksums, addresses and code may break.
TORN_WORDS = r"""() => {
  const torn = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, holder = text.parentElement;
    if (!holder || holder.closest("svg, math, code, .checksum, [contenteditable]") || !holder.checkVisibility()) continue;
    for (const word of text.data.matchAll(/(?<![\p{L}\p{N}@._/-])\p{L}{4,}(?![\p{L}\p{N}@._/-])/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(one => one.width > 0.5).map(one => Math.round(one.top)));
      if (lines.size > 1) torn.push(word[0]);
    }
  }
  return torn;
}"""


def main(program: str, folder: Path) -> None:
    """Write one line of JSON for each fault: [page, width, rule, how many, the first element]."""
    with served(folder) as port, sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        # no other host has an address
        arguments.append(f"--host-resolver-rules=MAP sarap.example:80 127.0.0.1:{port}, MAP * ~NOTFOUND")
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        context = browser.new_context(locale="ru-RU", reduced_motion="reduce", service_workers="block")
        page = context.new_page()
        for number, file in enumerate(sorted(folder.glob("*.html"))):
            # the theme's own forms and lists are all alike: each is seen at one of the widths
            widths = [WIDTHS[number % len(WIDTHS)]] if THEMES_OWN in file.name else WIDTHS
            page.set_viewport_size({"width": widths[0], "height": 900})
            page.goto(f"{HOST}/{file.name}")
            page.wait_for_function(THEMES_FIELDS_ARE_NAMED)
            for fault in faults(page, widths):
                sys.stdout.write(json.dumps([file.stem, *fault], ensure_ascii=False) + "\n")
        browser.close()


def faults(page: Page, widths: Sequence[int]) -> Iterator[list[Any]]:
    """What is wrong with the open page at each width, seen as a whole: what sticks to the edge then covers nothing."""
    page.evaluate(AXE_SCRIPT)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if width == WIDTHS[-1]:
            page.evaluate(OPEN_ALL)
        needed, height = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        if needed > width:
            yield [width, "wider than the window", 1, f"{needed} px"]
        if width == WIDTHS[0] and (torn := page.evaluate(TORN_WORDS)):
            yield [width, "words torn by a narrow column", len(torn), torn[0]]
        page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
        rules = RULES if width == widths[0] else NARROWER if width == min(WIDTHS) else BETWEEN
        for found in page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules):
            yield [width, found["id"], len(found["nodes"]), found["nodes"][0]["html"][:200]]


class Files(BaseHTTPRequestHandler):
    """The page itself or a static file; everything else is empty. A server and no answers of Playwright's: from those

    the browser would keep nothing, and each page would have styles, scripts and fonts sent and read anew.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *given: Any) -> None:
        self.folder = folder
        super().__init__(*given)

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].lstrip("/")
        static = name.startswith("static/")
        found = find(name.removeprefix("static/")) if static else self.folder / name
        body = Path(found).read_bytes() if found and Path(found).is_file() else b""
        self.send_response(200 if body else 204)
        if body:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600" if static else "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Nothing: what is written is read as faults."""


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Inside, the pages of ``folder`` are served at a port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], Path(sys.argv[2]))
