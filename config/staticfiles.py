"""Static files that come inside other people's Python packages, under addresses of our own choosing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from config.web_fonts import SLICES, slice_path

#: Address below STATIC_URL → (distribution, path inside it).
VENDOR: dict[str, tuple[str, str]] = {
    **{
        f"vendor/bootstrap/{name}": ("xstatic-bootstrap", f"xstatic/pkg/bootstrap/data/{name}")
        for name in (
            "css/bootstrap.css",
            "css/bootstrap.css.map",
            "css/bootstrap.min.css",
            "css/bootstrap.min.css.map",
            "js/bootstrap.bundle.min.js",
            "js/bootstrap.bundle.min.js.map",
        )
    },
    "vendor/fonts/Inter.ttf": ("fontpkg-inter", "fontpkg_inter/files/Inter[opsz,wght].ttf"),
    "vendor/fonts/Inter-Italic.ttf": ("fontpkg-inter", "fontpkg_inter/files/Inter-Italic[opsz,wght].ttf"),
    "vendor/fonts/Inter-LICENSE.txt": ("fontpkg-inter", "fontpkg_inter/LICENSE"),
    "vendor/fonts/NotoSans.ttf": ("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf"),
    "vendor/fonts/NotoSans-Italic.ttf": (
        "fontpkg-noto-sans",
        "fontpkg_noto_sans/files/NotoSans-Italic[wdth,wght].ttf",
    ),
    "vendor/fonts/NotoSans-LICENSE.txt": ("fontpkg-noto-sans", "fontpkg_noto_sans/LICENSE"),
    "vendor/fonts/NotoSerif.ttf": ("fontpkg-noto-serif", "fontpkg_noto_serif/files/NotoSerif[wdth,wght].ttf"),
    "vendor/fonts/NotoSerif-Italic.ttf": (
        "fontpkg-noto-serif",
        "fontpkg_noto_serif/files/NotoSerif-Italic[wdth,wght].ttf",
    ),
    "vendor/fonts/NotoSerif-LICENSE.txt": ("fontpkg-noto-serif", "fontpkg_noto_serif/LICENSE"),
}


#: Address of a page's font → the font that it is a slice of, and which slice (`config/web_fonts.py`).
WEB_FONTS: dict[str, tuple[str, str]] = {
    f"vendor/fonts/{font}-{name}.woff2": (f"vendor/fonts/{font}.ttf", name)
    for font in ("Inter", "Inter-Italic")
    for name in SLICES
}


def offered() -> list[str]:
    """Every address that this module answers."""
    return [*VENDOR, *WEB_FONTS]


def path_of(name: str) -> Path:
    """The file behind an address of VENDOR or WEB_FONTS. KeyError for another, FileNotFoundError without the package."""
    if name in WEB_FONTS:
        source, part = WEB_FONTS[name]
        return slice_path(vendor_path(source), part)
    return vendor_path(name)


@cache
def vendor_path(name: str) -> Path:
    """The file behind address `name` of VENDOR.

    Found through the distribution's list of files, not by importing the package: importing `xstatic` warns
    about its namespace declaration. Raises FileNotFoundError when the package does not hold the file.
    """
    package, inside = VENDOR[name]
    for entry in distribution(package).files or ():
        if str(entry) == inside:
            return Path(str(entry.locate()))
    raise FileNotFoundError(f"{package} has no file {inside}; reinstall it from the lock file.")


class VendorStorage(FileSystemStorage):
    """Read-only storage whose names are those of VENDOR and WEB_FONTS."""

    def path(self, name: str) -> str:
        """KeyError for any other name, FileNotFoundError where the package has not its file."""
        return str(path_of(name))


class VendorFinder(BaseFinder):
    """Offers VENDOR and WEB_FONTS to `collectstatic`, `findstatic` and the development server."""

    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[Any]:
        """Django's system check: nothing to configure; a file that is gone is told when it is asked for."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path inside the package, with `find_all` a list of it; an empty list for any other name."""
        if path not in VENDOR and path not in WEB_FONTS:
            return []
        found = str(path_of(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every name with the one storage, whatever `ignore_patterns` are."""
        for name in offered():
            yield name, self.storage
