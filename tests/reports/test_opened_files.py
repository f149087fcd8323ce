"""Every file of evidence is opened by the library of its kind; one that cannot be opened is refused, and told why (c4)."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from django.utils.translation import override
from PIL import Image

from engine.foreign.gate import read_here
from evaluation.refusals import Refusal
from reports.examined import examine
from reports.file_kinds import KINDS, fault_of
from tests.worlds import good_files
from tests.worlds.good_files import docx, ods, odt, open_text, picture, word_text, xlsx

GOOD = good_files.good_files()
BROKEN_WORD = word_text("<w:p>").replace("</w:body>", "")
RELATIONS = zipfile.ZipFile(io.BytesIO(xlsx())).read("xl/_rels/workbook.xml.rels")
BOOK = zipfile.ZipFile(io.BytesIO(xlsx())).read("xl/workbook.xml")
NOISE = Image.effect_noise((300, 200), 60).convert("RGB")


def noise(form: str, **saved: object) -> bytes:
    made = io.BytesIO()
    NOISE.save(made, form, **saved)
    return made.getvalue()


def without(data: bytes, name: str) -> bytes:
    """The archive without one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return good_files.packed(**{one: archive.read(one) for one in archive.namelist() if one != name})


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.clause("c4")
@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_of_each_kind_is_opened_in_the_child(kind: str) -> None:
    assert fault_of(kind, GOOD[kind]) == ""


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", picture("PNG", mode="1")),
        ("png", picture("PNG", mode="P")),
        ("png", picture("PNG", mode="RGBA")),
        ("png", picture("PNG", mode="I;16")),
        ("jpg", picture("JPEG", mode="L")),
        ("jpg", picture("JPEG", mode="CMYK")),
        ("jpg", noise("JPEG", progressive=True)),
        ("jpg", noise("MPO", save_all=True, append_images=[NOISE])),
    ],
)
def test_pictures_of_every_way_of_keeping_them_are_opened(kind: str, data: bytes) -> None:
    assert fault_of(kind, data) == ""


PICTURES = {
    "a PNG cut in the middle": ("png", noise("PNG")[:60_000]),
    "a PNG without its end": ("png", noise("PNG")[:-12]),
    "a PNG with a byte changed": ("png", changed(noise("PNG"), 60_000)),
    "a PNG of its head alone": ("png", noise("PNG")[:33]),
    "a JPEG cut in the middle": ("jpg", noise("JPEG")[:9_000]),
    "a JPEG of its head alone": ("jpg", noise("JPEG")[:300]),
    "a JPEG in steps, cut": ("jpeg", noise("JPEG", progressive=True)[:9_000]),
    "signs of a PNG and nothing": ("png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    "signs of a JPEG and nothing": ("jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40),
}


@pytest.mark.clause("c4")
@pytest.mark.parametrize("what", PICTURES)
def test_a_picture_that_cannot_be_shown_whole_is_refused(what: str) -> None:
    kind, data = PICTURES[what]
    assert fault_of(kind, data) == "no_picture"


@pytest.mark.parametrize("form", ["WEBP", "TIFF", "GIF", "BMP"])
def test_pictures_of_kinds_that_are_not_taken_stay_out_under_any_name(form: str) -> None:
    data = picture(form)
    assert [fault_of(kind, data) for kind in ("png", "jpg", "pdf", "docx")] == ["content"] * 4


def test_a_small_picture_that_swells_is_refused_by_its_points() -> None:
    bomb = io.BytesIO()
    Image.new("1", (12_001, 10_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 20_000
    assert fault_of("png", bomb.getvalue()) == "huge_picture"
    bomb = io.BytesIO()
    Image.new("1", (12_000, 10_000)).save(bomb, "PNG")
    assert fault_of("png", bomb.getvalue()) == ""


OFFICE = {
    "a document cut in its text": ("docx", "no_text", docx(**{"word/document.xml": BROKEN_WORD})),
    "a document of another root": ("docx", "no_text", docx(**{"word/document.xml": "<w/>"})),
    "a document without a body": ("docx", "no_text", docx(**{"word/document.xml": f'<document xmlns="{good_files.WORD}"/>'})),
    "a body too deep": ("docx", "no_text", docx(**{"word/document.xml": "<document><p><body/></p></document>"})),
    "a document of no XML": ("docx", "content", docx(**{"word/document.xml": "Есеп"})),
    "a document of an empty part": ("docx", "no_text", docx(**{"word/document.xml": ""})),
    "a name of no space": ("docx", "no_text", docx(**{"word/document.xml": "<w:document><w:body/></w:document>"})),
    "a text of a table": ("odt", "no_text", odt(**{"content.xml": open_text("", "spreadsheet")})),
    "a text without content": ("odt", "no_text", without(odt(), "content.xml")),
    "a table cut": ("ods", "no_sheets", ods(**{"content.xml": open_text("", "spreadsheet")[:-10]})),
    "a book of another root": ("xlsx", "no_sheets", xlsx(**{"xl/workbook.xml": "<x/>"})),
    "a book without sheets": ("xlsx", "no_sheets", xlsx(**{"xl/workbook.xml": "<workbook><sheets/></workbook>"})),
    "a book cut": ("xlsx", "no_sheets", xlsx(**{"xl/workbook.xml": BOOK[:-12]})),
    "a book of lost relations": ("xlsx", "no_sheets", without(xlsx(), "xl/_rels/workbook.xml.rels")),
    "a book of broken relations": ("xlsx", "no_sheets", xlsx(**{"xl/_rels/workbook.xml.rels": RELATIONS[:-9]})),
    "a sheet that is lost": ("xlsx", "no_sheets", without(xlsx(), "xl/worksheets/sheet1.xml")),
    "a sheet cut": ("xlsx", "no_sheets", xlsx(**{"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"})),
    "a sheet that is a text": ("xlsx", "no_sheets", xlsx(**{"xl/worksheets/sheet1.xml": word_text("")})),
    "texts cut": ("xlsx", "no_sheets", xlsx(**{"xl/sharedStrings.xml": "<sst><si>"})),
    "formats of another kind": ("xlsx", "no_sheets", xlsx(**{"xl/styles.xml": "<sst/>"})),
}  # fmt: skip


@pytest.mark.clause("c4")
@pytest.mark.parametrize("what", OFFICE)
def test_a_whole_archive_with_a_wrong_main_part_is_refused(what: str) -> None:
    kind, code, data = OFFICE[what]
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert read_here(fault_of, kind, data) == code


def test_the_child_finds_them_too() -> None:
    for what in ("a document cut in its text", "a table cut", "a sheet that is lost"):
        kind, code, data = OFFICE[what]
        assert fault_of(kind, data) == code


def test_a_pdf_without_a_page_is_refused() -> None:
    empty = io.BytesIO()
    with pikepdf.new() as made:
        made.save(empty)
    assert fault_of("pdf", empty.getvalue()) == "no_pages"
    assert fault_of("pdf", b"%PDF-1.7\ntrailer\n<< >>\nstartxref\n15\n%%EOF\n") == "no_pages"


WORDS = {
    "en": "The file “план.docx” is not taken. The part of it that should hold the text is damaged or holds something "
    "else. Open it in the program that made it, save it anew, and attach that one.",
    "ru": "Файл «план.docx» не принят. Часть файла, в которой должен быть текст, повреждена или содержит другое. "
    "Откройте файл в программе, в которой он создан, сохраните заново и приложите.",
    "kk": "«план.docx» файлы қабылданбады. Файлдың мәтін тұруға тиіс бөлігі бүлінген немесе онда басқа нәрсе бар. "
    "Файлды жасалған бағдарламасында ашып, қайта сақтап, соны қоса беріңіз.",
}


@pytest.mark.clause("c4")
@pytest.mark.parametrize("language", WORDS)
def test_the_refusal_says_what_where_why_and_what_to_do(language: str) -> None:
    with override(language), pytest.raises(Refusal) as caught:
        examine("план.docx", io.BytesIO(OFFICE["a document cut in its text"][2]))
    assert (caught.value.code, caught.value.clause) == ("file", "c4")
    assert caught.value.sentence == WORDS[language]
