"""The admin's theme (django-unfold) in the portal's own colours and name.

The scales are the tokens of static/css/tokens.css with steps between them; tests/whole/test_tokens.py holds the two
together. The theme stays light: the portal's tokens have no dark set.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext

# Ink, muted, lines and paper, from light to dark.
BASE: Final = {
    "50": "#f6f8f8",
    "100": "#edf1f2",
    "200": "#d9e1e3",
    "300": "#bfcbcf",
    "400": "#75878f",
    "500": "#566870",
    "600": "#42545c",
    "700": "#32434a",
    "800": "#21333a",
    "900": "#14252b",
    "950": "#0c171b",
}
# Teal: what can be done and what is done.
PRIMARY: Final = {
    "50": "#f1f8f9",
    "100": "#e3f1f3",
    "200": "#bedadf",
    "300": "#7db8c3",
    "400": "#3a8f9d",
    "500": "#00697a",
    "600": "#00697a",
    "700": "#004f5c",
    "800": "#00424d",
    "900": "#00363f",
    "950": "#00242a",
}


def site_name(_request: HttpRequest | None = None) -> str:
    """The portal's name in the reader's language."""
    return gettext("Sarap")


def site_part(_request: HttpRequest | None = None) -> str:
    """What this part of the portal is."""
    return gettext("Scoring desk and registers")


def home(_request: HttpRequest | None = None) -> str:
    """Out of the admin, to the first page in the reader's language."""
    return "/"


def logo(_request: HttpRequest | None = None) -> str:
    """The address of the portal's mark."""
    return static("img/logo.svg")


def favicon(_request: HttpRequest | None = None) -> str:
    """The address of the mark for the browser's tab."""
    return static("img/favicon.svg")


def tokens(_request: HttpRequest | None = None) -> str:
    """The portal's tokens, for the marks that admin pages share with the others."""
    return static("css/tokens.css")


def fonts(_request: HttpRequest | None = None) -> str:
    """The letters, as on the other pages."""
    return static("css/fonts.css")


def shell(_request: HttpRequest | None = None) -> str:
    """The head, the demo's bar and the rail, as on the other pages."""
    return static("css/shell.css")


def marks(_request: HttpRequest | None = None) -> str:
    """Chips, clause pills and bars, as on the other pages."""
    return static("css/marks.css")


def admin(_request: HttpRequest | None = None) -> str:
    """What only the admin needs beside the theme's own."""
    return static("css/admin.css")


def labels(_request: HttpRequest | None = None) -> str:
    """Names for the fields that the theme leaves without."""
    return static("js/admin_labels.js")


UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": site_name,
    "SITE_HEADER": site_name,
    "SITE_SUBHEADER": site_part,
    "SITE_URL": home,
    "SITE_ICON": logo,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "SHOW_LANGUAGES": False,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "STYLES": [fonts, tokens, shell, marks, admin],
    "SCRIPTS": [labels],
    "COLORS": {
        "base": BASE,
        "primary": PRIMARY,
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
}
