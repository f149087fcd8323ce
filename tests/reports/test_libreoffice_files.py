"""What LibreOffice 7.4 saved (tests/data/libreoffice) is taken as evidence and read; and the tables of .ods by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.foreign.gate import read_here
from reports.evidence import Shown, Table, readable
from reports.file_kinds import fault_of
from tests.worlds.good_files import packed

FOLDER = Path(__file__).resolve().parents[1] / "data" / "libreoffice"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "drawing")
)
TABLES = (
    Table(
        "Орындалуы",
        (
            ("Көрсеткіш", "План", "Факт", "Үлесі, %", "Күні"),
            ("Мақсат 1", "200", "194.5", "97.25", "2018-12-02"),
            ("Цель 2", "300", "291.5", "97.1666666666667", "2018-12-03"),
            ("Goal 3", "400", "388.5", "97.125", "2018-12-04"),
            ("Жиыны", "900", "874.5", "97.1666666666667"),
        ),
    ),
    Table("Пояснения", (("Приказ № 7 от 10.01.2019, ёлка",), ("1234567.891",))),
)
ACT = (
    "Акт № 7 о приёмке",
    "Қызмет көрсетілді: әңғүұқөһі. Оказано услуг: 77, см. адрес.",
    "Показатель\tЗначение",
    "Цель 1\t97,5",
    "Первое",
    "Второе",
)


@pytest.mark.clause("c4", "c44")
@pytest.mark.parametrize("name", ["table.xlsx", "table.ods", "act.docx", "act.odt", "act.pdf"])
def test_what_libreoffice_saves_is_taken(name: str) -> None:
    assert read_here(fault_of, name.rpartition(".")[2], (FOLDER / name).read_bytes()) == ""


def shown(name: str) -> object:
    return read_here(readable, name.rpartition(".")[2], (FOLDER / name).read_bytes())


def test_both_forms_of_a_table_read_alike() -> None:
    assert shown("table.xlsx") == shown("table.ods") == Shown(tables=TABLES, notes=("drawn",))


def test_both_forms_of_a_text_read_alike() -> None:
    assert shown("act.docx") == shown("act.odt") == Shown(paragraphs=ACT, notes=("numbered",))


def ods(tables: str, styles: str = "", before: str = "") -> bytes:
    body = f"<office:body><office:spreadsheet>{before}{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {SPACES}>{styles}{body}</office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(**{"mimetype": kind, "content.xml": content})


def table(rows: str, more: str = "") -> str:
    return f'<table:table table:name="A"{more}>{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def cell(kind: str = "", text: str = "", **given: str) -> str:
    space = {"formula": "table", "number-columns-repeated": "table"}
    said = {"value-type": kind, **{name.replace("_", "-"): value for name, value in given.items()}}
    told = "".join(f' {space.get(name, "office")}:{name}="{value}"' for name, value in said.items() if value)
    return f"<table:table-cell{told}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


@pytest.mark.parametrize(
    ("given", "rows", "notes"),
    [
        (row(cell("percentage", "94 %", value="0.942"), cell("currency", "5 ₸", value="5.00")), ("94.2 %", "5"), ()),
        (row(cell("boolean", "ИСТИНА", boolean_value="true"), cell("time", "01:02", time_value="PT1H")), ("TRUE", "01:02"), ()),
        (row(cell("date", "x", date_value="2018-12-02T09:30:00")), ("2018-12-02 09:30:00",), ()),
        (row(cell("date", "02.12.18", date_value="yesterday"), cell("float", "x", value="many")), ("02.12.18", "x"), ()),
        (row(cell("string", "Да"), cell(), cell("string", "Иә", number_columns_repeated="2")), ("Да", "", "Иә", "Иә"), ()),
        (row(cell(formula="of:=1/0")), ("=1/0",), ("uncomputed",)),
        (row(cell("string", "a"), more=' table:visibility="collapse"'), ("a",), ("hidden",)),
        ('<table:table-column table:visibility="collapse"/>' + row(cell("string", "a")), ("a",), ("hidden",)),
        ("<table:table-row-group>" + row(cell("string", "a")) + "</table:table-row-group>", ("a",), ()),
        (row('<table:table-cell office:value-type="string"><office:annotation><text:p>n</text:p></office:annotation>'
             "<text:p>a</text:p><text:p>b</text:p></table:table-cell>"), ("a\nb",), ("noted",)),
    ],
)  # fmt: skip
def test_cells_of_an_open_document(given: str, rows: tuple[str, ...], notes: tuple[str, ...]) -> None:
    assert readable("ods", ods(table(given))) == Shown(tables=(Table("A", (rows,)),), notes=notes)


def test_a_sheet_that_is_hidden_and_changes_that_are_kept_are_told() -> None:
    styles = (
        '<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/>'
        "</style:style></office:automatic-styles>"
    )
    hidden = table(row(cell("string", "a")), ' table:style-name="ta2"')
    found = readable("ods", ods(hidden, styles, "<table:tracked-changes/>"))
    assert found == Shown(tables=(Table("A", (("a",),)),), notes=("hidden", "changed"))


def test_rows_and_cells_that_are_repeated_fill_no_memory() -> None:
    many = ' table:number-rows-repeated="1048576"'
    cells = cell("string", "a", number_columns_repeated="16384")
    found = readable("ods", ods(table(row(cell(), more=many) + row(cells, more=many))))
    assert isinstance(found, Shown)
    assert (len(found.tables[0].rows), found.cut) == (500, True)
    assert {len(one) for one in found.tables[0].rows} == {40}


def test_a_spreadsheet_without_sheets_says_that_it_is_empty() -> None:
    assert readable("ods", ods("")) == Shown(notes=("empty",))


@pytest.mark.parametrize(
    "formula",
    [
        "of:=WEBSERVICE(&quot;https://a.example&quot;)", "of:=COM.MICROSOFT.WEBSERVICE([.A1])",
        "of:=DDE(&quot;soffice&quot;;&quot;/etc/passwd&quot;;&quot;x&quot;)",
        "of:=['https://a.example/x.ods'#$A.A1]", "of:=['file://host/x.ods'#$A.A1]",
    ],
)  # fmt: skip
def test_a_cell_that_reaches_out_is_refused(formula: str) -> None:
    for data in (
        ods(table(row(cell("float", "1", value="1", formula=formula)))),
        ods(f'<table:named-expressions><table:named-expression table:expression="{formula}"/></table:named-expressions>'),
        ods(f'<table:content-validation table:condition="of:is-true-formula({formula})"/>'),
    ):  # fmt: skip
        assert read_here(fault_of, "ods", data) == "reaches_out"


@pytest.mark.parametrize("formula", ["of:=SUM([.A1:.A3])", "of:=['file:///C:/x.ods'#$A.A1]", "of:=[$B.A1]*2"])
def test_a_cell_that_computes_at_home_is_taken(formula: str) -> None:
    assert read_here(fault_of, "ods", ods(table(row(cell("float", "1", value="1", formula=formula))))) == ""
