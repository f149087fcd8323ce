"""Documents on paper: our fonts, every Kazakh letter, nothing from elsewhere."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from config.staticfiles import VENDOR, offered, vendor_path
from evaluation.html_to_pdf import NotOurFile, make_pdf, static_path

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
PAGE = '<!doctype html><html lang="kk"><meta charset="utf-8"><title>Қорытынды</title><body>{}</body></html>'


def test_every_font_has_every_kazakh_letter() -> None:
    fonts = [name for name in VENDOR if name.endswith(".ttf")]
    assert {Path(name).name for name in fonts} >= {"Inter.ttf", "NotoSerif.ttf", "NotoSans.ttf"}
    for name in fonts:
        letters = TTFont(vendor_path(name)).getBestCmap()
        assert not [letter for letter in KAZAKH + "№«»—−" if ord(letter) not in letters], name


def test_style_sheets_name_fonts_that_exist() -> None:
    for sheet in ("fonts.css", "pdf.css"):
        css = Path(settings.BASE_DIR, "static/css", sheet).read_text(encoding="utf-8")
        used = re.findall(r'url\("\.\./(vendor/[^"]+)"\)', css)
        assert used
        assert set(used) <= set(offered()), sheet


def inside(pdf: bytes) -> bytes:
    """The document with its compressed objects opened."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"".join(opened)


def test_a_document_is_set_in_our_fonts_only() -> None:
    pdf = make_pdf(
        PAGE.format(f"<h1>{KAZAKH}</h1><p>{KAZAKH} <em>{KAZAKH}</em> <strong>{KAZAKH}</strong></p>")
    )
    assert pdf.startswith(b"%PDF-")
    families = {name.split(b"+")[-1] for name in re.findall(rb"/BaseFont\s*/([\w+-]+)", inside(pdf))}
    assert {name.split(b"-")[0] for name in families} == {b"Inter", b"Noto"}, families
    assert b"Noto-Serif" in families
    assert b"Noto-Serif-Italic" in families


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "/media/secret.png",
        "/static/no-such-file.svg",
        "/static/../x",
    ],
)
def test_nothing_from_elsewhere(address: str) -> None:
    with pytest.raises(NotOurFile):
        make_pdf(PAGE.format(f'<img src="{address}" alt="">'))


def test_own_files_and_data_are_taken() -> None:
    assert static_path("/static/img/logo.svg").name == "logo.svg"
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert make_pdf(
        PAGE.format(f'<img src="/static/img/logo.svg" alt=""><img src="{dot}" alt="">')
    ).startswith(b"%PDF")
