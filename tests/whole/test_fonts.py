"""The fonts of pages: small, whole in both languages of the state, the same bytes each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from fontTools.ttLib import TTFont

from config import web_fonts
from config.staticfiles import WEB_FONTS, path_of, vendor_path

FIRST_VISIT = 140 << 10
LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІёЁ№₸–—«»−“”‘’…абвгдежзийклмнопрстуфхцчшщъыьэюяAZaz09 \N{NO-BREAK SPACE}"  # fmt: skip
STYLES = {"Inter": "normal", "Inter-Italic": "italic"}
FACE = re.compile(
    r'src: url\("\.\./(?P<address>[^"]+)"\).*?font-style: (?P<style>\w+);\s*font-display: (?P<display>\w+);\s*'
    r"unicode-range: (?P<range>[^;]+);",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def faces() -> dict[str, dict[str, str]]:
    css = Path(settings.BASE_DIR, "static/css/fonts.css").read_text(encoding="utf-8")
    found = {match["address"]: match.groupdict() for match in FACE.finditer(css)}
    assert len(found) == css.count("@font-face")
    return found


def letters_of(address: str) -> set[int]:
    return set(TTFont(path_of(address)).getBestCmap())


@pytest.mark.parametrize("font", STYLES)
def test_both_slices_hold_every_letter_of_the_portal(font: str) -> None:
    """And both axes of the font, so that weights and large headings look as with the whole of it."""
    addresses = [f"vendor/fonts/{font}-{name}.woff2" for name in web_fonts.SLICES]
    held = set().union(*(letters_of(address) for address in addresses))
    assert not [letter for letter in LETTERS if ord(letter) not in held]
    for address in addresses:
        assert path_of(address).read_bytes()[:4] == b"wOF2"
        assert {axis.axisTag for axis in TTFont(path_of(address))["fvar"].axes} == {"opsz", "wght"}
    assert sum(path_of(address).stat().st_size for address in addresses) <= FIRST_VISIT


def test_the_style_sheet_names_each_slice_with_its_own_characters(faces: dict[str, dict[str, str]]) -> None:
    """What neither slice has comes from the whole font: no character is left without, none is asked of two."""
    assert set(faces) == {*WEB_FONTS, *(source for source, _slice in WEB_FONTS.values())}
    for font, style in STYLES.items():
        whole = f"vendor/fonts/{font}.ttf"
        in_font = set(TTFont(vendor_path(whole)).getBestCmap())
        assert faces[whole]["range"] == web_fonts.unicode_range(web_fonts.left_over(in_font))
        for name in web_fonts.SLICES:
            address = f"vendor/fonts/{font}-{name}.woff2"
            assert faces[address]["range"] == web_fonts.unicode_range(letters_of(address))
            assert letters_of(address) == web_fonts.characters(name, in_font)
            assert faces[address]["style"] == faces[whole]["style"] == style
    assert {face["display"] for face in faces.values()} == {"swap"}


def test_a_slice_has_the_same_bytes_each_time() -> None:
    source = vendor_path("vendor/fonts/Inter.ttf")
    assert web_fonts.cut(source, "cyrillic") == web_fonts.slice_path(source, "cyrillic").read_bytes()


@pytest.mark.django_db  # the end of an answer looks after connections, whatever was answered
def test_a_font_is_sent_as_a_font_and_asked_for_early(client: Client) -> None:
    for address, kind in (("Inter-latin.woff2", "font/woff2"), ("Inter.ttf", "font/ttf")):
        answer = client.get(f"/static/vendor/fonts/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        answer.close()


def test_ranges_are_written_as_style_sheets_read_them() -> None:
    assert web_fonts.unicode_range({0x20, 0x21, 0x22, 0x401, 0x40A, 0x40B}) == "U+20-22, U+401, U+40A-40B"
    assert web_fonts.unicode_range(set()) == ""
