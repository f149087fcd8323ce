"""Static files that come inside other people's Python packages, under addresses of our own choosing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

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
    """Read-only storage whose names are those of VENDOR."""

    def path(self, name: str) -> str:
        """KeyError for a name outside VENDOR, FileNotFoundError where the package has not its file."""
        return str(vendor_path(name))


class VendorFinder(BaseFinder):
    """Offers VENDOR to `collectstatic`, `findstatic` and the development server."""

    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[Any]:
        """Django's system check: nothing to configure; a file that is gone is told when it is asked for."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path inside the package, with `find_all` a list of it; an empty list for a name outside VENDOR."""
        if path not in VENDOR:
            return []
        found = str(vendor_path(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every name of VENDOR with the one storage, whatever `ignore_patterns` are."""
        for name in VENDOR:
            yield name, self.storage
