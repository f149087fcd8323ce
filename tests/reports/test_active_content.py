"""What would run on an evaluator's machine is not evidence, whatever it is called inside the file (c4, c44)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from engine.foreign.gate import read_here
from reports.file_kinds import FAULTS, fault_of
from tests.worlds import good_files
from tests.worlds.good_files import xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str | bytes = "", **parts: str | bytes) -> bytes:
    """A document of Word with this body; in bytes the whole part is given."""
    if isinstance(body, str) and not body.startswith("<?xml"):
        body = good_files.word_text(body)
    return good_files.docx(**{"word/document.xml": body, **parts})


def odt(body: str = "", **parts: str | bytes) -> bytes:
    """A text of OpenDocument with this body."""
    return good_files.odt(**{"content.xml": good_files.open_text(body), **parts})


def links(kind: str, target: str, mode: str = "External") -> str:
    return (
        f'<Relationships><Relationship Id="r1" Type="{RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    return docx(**{"word/_rels/document.xml.rels": links(kind, target, mode)})


def field(*runs: str) -> str:
    """A field of Word, its instruction divided into runs."""
    said = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:p><w:fldChar w:fldCharType="begin"/>{said}<w:fldChar w:fldCharType="end"/></w:p>'


def sheet(formula: str) -> bytes:
    rows = f"<worksheet><c><f>{formula}</f><v>1</v></c></worksheet>"
    return xlsx(**{"xl/worksheets/sheet1.xml": rows})


MACRO_TYPE = (
    '<Types><Override PartName="/word/notes.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
)
PACKAGES: dict[str, tuple[str, str, bytes]] = {
    "macros by name": ("docx", "macros", docx(**{"word/vbaProject.bin": "x"})),
    "macros under another name": (
        "docx",
        "macros",
        docx(**{"word/media/image7.png": OLE + "_VBA_PROJECT".encode("utf-16-le")}),
    ),
    "macros by their kind": ("docx", "macros", docx(**{"[Content_Types].xml": MACRO_TYPE})),
    "macros by their link": ("docx", "macros", linked("vbaProject", "x.bin", "Internal")),
    "a document kept with macros": (
        "xlsx",
        "macros",
        xlsx(
            **{
                "[Content_Types].xml": '<Types><Default Extension="xml" ContentType="application/vnd.ms-excel.sheet.'
                'macroEnabled.main+xml"/></Types>'
            }
        ),
    ),
    "macros of Excel 4": ("docx", "macros", linked("xlMacrosheet", "macrosheets/a.xml", "Internal")),
    "a name that runs by itself": (
        "xlsx",
        "macros",
        xlsx(**{"xl/names.xml": '<a><definedName name="_xlnm.Auto_Open">A1</definedName></a>'}),
    ),
    "Basic": ("odt", "macros", odt(**{"Basic/Standard/Module1.xml": "<x/>"})),
    "an event of OpenDocument": (
        "odt",
        "macros",
        odt('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'),
    ),
    "an embedded object": ("docx", "embedded", docx(**{"word/embeddings/oleObject1.bin": "x"})),
    "an object under another name": ("docx", "embedded", docx(**{"word/media/image1.emf": OLE})),
    "an object by its link": ("docx", "embedded", linked("oleObject", "a.dat", "Internal")),
    "a control": ("docx", "embedded", docx(**{"word/activeX/activeX1.xml": "<ax/>"})),
    "a document in the document": ("docx", "embedded", docx(**{"word/embeddings/a.docx": docx()})),
    "a program": ("xlsx", "embedded", xlsx(**{"xl/media/image1.jpeg": b"MZ\x90\0"})),
    "a text of another format": ("docx", "embedded", linked("aFChunk", "a.rtf", "Internal")),
    "an object of OpenDocument": ("odt", "embedded", odt('<draw:object-ole xlink:href="./O"/>')),
    "a field": ("docx", "reaches_out", docx(field("DDEAUTO cmd.exe /k calc"))),
    "a field in pieces": ("docx", "reaches_out", docx(field(" D", "D", "E", "AUTO x"))),
    "a field in a header": ("docx", "reaches_out", docx(**{"word/h.xml": f"<w>{field('DDE x y')}</w>"})),
    "a field by numbers": ("docx", "reaches_out", docx(field(" QUOTE 68 68 69 65 85"))),
    "a field as entities": ("docx", "reaches_out", docx(field("&#68;DE x"))),
    "a simple field": ("docx", "reaches_out", docx('<w:fldSimple w:instr=" DDEAUTO x"/>')),
    "a field in another alphabet of bytes": (
        "docx",
        "reaches_out",
        docx(**{"word/footer1.xml": f"<w>{field('DDE x y')}</w>".encode("utf-16")}),
    ),
    "a picture from elsewhere": (
        "docx",
        "reaches_out",
        docx(field("INCLUDEPICTURE &quot;http://a.example/x&quot;")),
    ),
    "a template from the web": (
        "docx",
        "reaches_out",
        linked("attachedTemplate", "https://a.example/t.dotm"),
    ),
    "a template from a share": (
        "docx",
        "reaches_out",
        linked("attachedTemplate", "file://host/share/t.dotm"),
    ),
    "a template from \\\\": ("docx", "reaches_out", linked("attachedTemplate", "file:///\\\\host\\t.dotm")),
    "a template by %5C": ("docx", "reaches_out", linked("attachedTemplate", "%5C%5Chost%5Ct.dotm")),
    "a picture by link": ("docx", "reaches_out", linked("image", "http://a.example/p.png")),
    "a frame": ("docx", "reaches_out", linked("frame", "http://a.example/")),
    "an address that runs": ("docx", "reaches_out", linked("hyperlink", "javascript:alert(1)")),
    "a linked object": ("docx", "reaches_out", linked("oleObject", "http://a.example/x.rtf")),
    "data of another program": (
        "xlsx",
        "reaches_out",
        xlsx(**{"xl/externalLinks/externalLink1.xml": '<a><ddeLink ddeService="cmd" ddeTopic="/c"/></a>'}),
    ),
    "a formula that starts a program": ("xlsx", "reaches_out", sheet("cmd|&apos;/c calc&apos;!A0")),
    "a formula that asks the web": ("xlsx", "reaches_out", sheet("_xlfn.WEBSERVICE(A1)")),
    "a connection": ("xlsx", "reaches_out", xlsx(**{"xl/connections.xml": "<c><webPr url='x'/></c>"})),
    "a source of OpenDocument": ("odt", "reaches_out", odt("<text:dde-connection-decl/>")),
    "a picture of OpenDocument": ("odt", "reaches_out", odt('<draw:image xlink:href="http://a/x"/>')),
    "a chart's table with macros": (
        "docx",
        "macros",
        docx(
            **{
                "word/charts/_rels/chart1.xml.rels": links("package", "../embeddings/a.xlsx", "Internal"),
                "word/embeddings/a.xlsx": xlsx(**{"xl/vbaProject.bin": "x"}),
            }
        ),
    ),
}
SOUND: dict[str, tuple[str, bytes]] = {
    "a page number": ("docx", docx(field(" PAGE ") + field("HYPERLINK &quot;http://a.kz&quot;"))),
    "a link to press": ("docx", linked("hyperlink", "https://adilet.zan.kz/rus/docs/U1000000954")),
    "a link of a legal database": ("docx", linked("hyperlink", "jl:30117.0")),
    "a template of one's own machine": ("docx", linked("attachedTemplate", "file:///C:\\Users\\a\\t.dotm")),
    "a chart": (
        "docx",
        docx(
            **{
                "word/charts/_rels/chart1.xml.rels": links("package", "../embeddings/a.xlsx", "Internal"),
                "word/embeddings/a.xlsx": sheet("A1+1"),
            }
        ),
    ),
    "formulas": ("xlsx", sheet("SUM(A1:A3)&amp;\"|\"&amp;'Лист 2'!B1&amp;\"cmd|'x'!A\"")),
    "another workbook beside": (
        "xlsx",
        xlsx(**{"xl/externalLinks/_rels/a.xml.rels": links("externalLinkPath", "plan.xlsx")}),
    ),
    "a link in OpenDocument": ("odt", odt('<text:a xlink:href="https://adilet.zan.kz/">x</text:a>')),
    "a picture inside": ("odt", odt('<draw:image xlink:href="Pictures/1.png"/>')),
    "an object that is a part": ("odt", odt('<draw:object xlink:href="./Object 1"/>')),
}


@pytest.mark.parametrize("what", PACKAGES)
def test_a_file_of_office_that_is_active_is_told_why(what: str) -> None:
    kind, code, data = PACKAGES[what]
    assert read_here(fault_of, kind, data) == code


@pytest.mark.parametrize("what", SOUND)
def test_a_file_of_office_that_only_shows_is_taken(what: str) -> None:
    kind, data = SOUND[what]
    assert read_here(fault_of, kind, data) == ""


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda made: None, **saved: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    file = io.BytesIO()
    made.save(file, **saved)
    return file.getvalue()


def on_opening(made: pikepdf.Pdf, **action: object) -> None:
    made.Root.OpenAction = made.make_indirect(
        pikepdf.Dictionary(**{key: pikepdf.Name(str(value)) for key, value in action.items()})
    )


def noted(made: pikepdf.Pdf, **given: object) -> None:
    made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, **given)])


def attached(made: pikepdf.Pdf) -> None:
    made.attachments["a.exe"] = b"MZ"


def filled(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=pikepdf.Array())


def pressed(made: pikepdf.Pdf, address: str) -> None:
    noted(
        made, Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address))
    )


PDFS: dict[str, tuple[str, Callable[[pikepdf.Pdf], object]]] = {
    "a script": ("scripts", lambda made: on_opening(made, S="/JavaScript", JS="/x")),
    "a launch": ("scripts", lambda made: on_opening(made, S="/Launch")),
    "an address on opening": ("reaches_out", lambda made: on_opening(made, S="/URI")),
    "a form sent": ("reaches_out", lambda made: on_opening(made, S="/SubmitForm")),
    "an address that runs": ("scripts", lambda made: pressed(made, "javascript:app.alert(1)")),
    "a form made by a program": ("scripts", filled),
    "a file inside": ("embedded", attached),
    "a film": ("embedded", lambda made: noted(made, Subtype=pikepdf.Name.RichMedia)),
    "a file on the page": ("embedded", lambda made: noted(made, Subtype=pikepdf.Name.FileAttachment)),
    "nothing": ("", lambda made: None),
    "a place on opening": ("", lambda made: on_opening(made, S="/GoTo")),
    "an address to press": ("", lambda made: pressed(made, "https://adilet.zan.kz/")),
}


@pytest.mark.parametrize("what", PDFS)
def test_a_pdf_that_is_active_is_told_why_however_it_is_packed(what: str) -> None:
    code, change = PDFS[what]
    ways: list[dict[str, object]] = [
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {
            "object_stream_mode": pikepdf.ObjectStreamMode.generate,
            "encryption": pikepdf.Encryption(owner="a", user=""),
        },
    ]
    assert [read_here(fault_of, "pdf", pdf(change, **way)) for way in ways] == [code] * 3


def test_names_are_found_in_a_pdf_that_is_no_document() -> None:
    start, end = b"%PDF-1.4\n1 0 obj << /S /J#61va#53cript /", b" (x) >> endobj\n%%EOF\n"
    assert read_here(fault_of, "pdf", start + b"J#53" + end) == "scripts"
    hidden = b"%PDF-1.4\n1 0 obj << >> stream\n/JavaScript\nendstream endobj\n%%EOF\n"
    assert read_here(fault_of, "pdf", hidden) == "no_pages"


def test_the_child_that_opens_no_file_finds_them_too() -> None:
    assert fault_of("pdf", pdf(PDFS["a script"][1])) == "scripts"
    assert fault_of("docx", PACKAGES["a field in pieces"][2]) == "reaches_out"
    assert {"macros", "embedded", "reaches_out", "scripts"} <= FAULTS.keys()
