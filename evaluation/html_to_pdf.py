"""A page of HTML as a PDF: the only door to WeasyPrint, so that every document has the same paper and fonts.

The same HTML gives the same bytes, in every process and at any time: what a paper's checksum rests on.

Style sheets: ``static/css/tokens.css`` and ``static/css/pdf.css``. Nothing is ever fetched from the network: an
address is a static file of the portal or a ``data:`` URI, anything else is refused.
"""

from __future__ import annotations

import atexit
import mimetypes
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from evaluation.typesetting import kept_together

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

SHEETS: Final = ("css/tokens.css", "css/pdf.css")
#: The day that fonts inside a PDF say they were made on, as fontTools reads it from the environment; else it is today's.
FONTS_MADE: Final = "1546300800"
_BASE: Final = "https://sarap.invalid"  # never asked: an address for relative addresses to be relative to


class NotOurFile(ValueError):
    """A document asks for something that is not a static file of the portal."""


def static_path(url: str) -> Path:
    """The file behind an address below STATIC_URL. Raises :class:`NotOurFile` for any other address."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if (parts.netloc and f"{parts.scheme}://{parts.netloc}" != _BASE) or not path.startswith(
        settings.STATIC_URL
    ):
        raise NotOurFile(f"a document may use static files only, not {url}")
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    if not isinstance(found, str):
        raise NotOurFile(f"there is no static file {path}")
    return Path(found)


def make_pdf(html: str) -> bytes:
    """The document as PDF. ``html`` is a whole page; its own language is in its ``lang`` attribute.

    Raises :class:`NotOurFile` when the document asks for anything but static files.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    os.environ["SOURCE_DATE_EPOCH"] = FONTS_MADE  # for good: several threads may make papers at once
    sheets, fonts = _style()
    document = HTML(string=kept_together(html), base_url=f"{_BASE}/", url_fetcher=_fetcher())
    try:
        return bytes(document.write_pdf(stylesheets=list(sheets), font_config=fonts))
    except FatalURLFetchingError as refusal:
        raise NotOurFile(str(refusal)) from refusal


@cache
def _style() -> tuple[tuple[CSS, ...], FontConfiguration]:
    """The parsed style sheets and their fonts: read once for the life of the process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets = tuple(
        CSS(url=f"{_BASE}{settings.STATIC_URL}{name}", url_fetcher=_fetcher(), font_config=fonts)
        for name in SHEETS
    )
    return sheets, fonts


# The fonts' own clean-up needs modules that are gone when the interpreter has ended.
atexit.register(_style.cache_clear)


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        """Reads static files from the disk and data URIs from themselves."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                path = static_path(url)
            except NotOurFile as refusal:  # any other exception WeasyPrint would only log
                raise FatalURLFetchingError(str(refusal)) from refusal
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticFetcher()
