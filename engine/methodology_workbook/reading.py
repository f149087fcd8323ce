"""Reading a workbook: cells into the tree that YAML files are read into, then the same shapes and the same rules.

Each cell has a number of its own in place of a line, so that whatever the rules find leads back to sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from engine.foreign.archives import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from engine.foreign.gate import Unreadable, behind_gate
from engine.foreign.numbers import NotANumber, Signs, shown_digits
from engine.foreign.workbook import Cell, sheets_of
from engine.foreign.workbook import Sheet as Page
from engine.formulas.errors import nearest
from engine.methodology import MethodologyText, OverallMethodologyText
from engine.methodology_format import check_tree
from engine.methodology_format.nodes import Node, scalar, show
from engine.methodology_format.problems import FileProblem
from engine.methodology_format.reading import MAX_PROBLEMS
from engine.methodology_format.shapes import Boolean, Number, OneOf, Text

from .legend import LEGEND
from .sheets import BLOCK_BOOK, FIRST_ROW, LANGUAGES, OVERALL_BOOK, ROOT, Book, Column, Sheet

#: Lines given to one cell, so that a place inside a formula of many lines stays inside its cell.
STRIDE = 100_000
#: Codes of problems that say something else of a cell than of a line of text.
OF_CELLS = {
    "missing_key": "empty_cell",
    "number_as_text": "number_in_code",
    "duplicate_code": "duplicate_in_sheet",
}


class _Full(Exception):
    """So much is wrong that no more is looked for."""


@dataclass
class _Places:
    """Where each number leads: "Sheet!B7"; and where the blank cells of a part are."""

    cells: list[str] = field(default_factory=lambda: [""])
    blank: dict[tuple[int, str], str] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)

    def line(self, cell: str) -> int:
        self.cells.append(cell)
        return (len(self.cells) - 1) * STRIDE

    def cell(self, line: int) -> str:
        number = line // STRIDE
        return self.cells[number] if number < len(self.cells) else ""

    def problem(self, code: str, cell: str, path: str = "", suggestion: str = "", **params: str) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Full
        line = self.line(cell) if cell else 0
        self.problems.append(FileProblem(code, path, line, 1, params, suggestion=suggestion, cell=cell))


@dataclass
class _Row:
    """One part of a list: its node, its owners' codes with their cells, its own code."""

    node: Node
    owners: tuple[str, ...]
    cell: str


def _refused(unreadable: Unreadable) -> list[FileProblem]:
    return [FileProblem(unreadable.code, "", 0, 1, unreadable.params)]


@behind_gate(_refused, limits=None)
def read_workbook(data: bytes) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    """The methodology of a workbook, or every error in it, by sheet and cell. Never raises for bad input.

    It reads where it is called; a file from outside is given to `engine.methodology_files.read_methodology`.
    """
    places = _Places()
    try:
        return _read(data, places)
    except _Full:
        last = places.problems[-1]
        more = FileProblem("too_many", "", last.line, 1, {"limit": f"{MAX_PROBLEMS:,}"}, cell=last.cell)
        return [*places.problems, more]


def _read(data: bytes, places: _Places) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    pages = _pages(data, places)
    if not pages:  # somebody's other workbook: its sheets are not to be mended
        return [FileProblem("not_methodology", "", 0, 1, {})]
    if ROOT not in pages:
        places.problem("missing_sheet", "", sheet=ROOT)
        return places.problems
    root = _read_root(pages[ROOT], places)
    block = root.keys.get("block")
    book = OVERALL_BOOK if block is not None and block.value == "overall" else BLOCK_BOOK
    _read_lists(book, pages, root, places)
    found = check_tree(root)
    if isinstance(found, list):
        places.problems += found
    if places.problems:
        told = {
            (one.code, one.path, one.cell, one.what): one
            for one in (_at_cell(p, places) for p in places.problems)
        }
        return list(told.values())
    return found


def _pages(data: bytes, places: _Places) -> dict[str, Page]:
    """The sheets by the codes in their first cells. Raises Unreadable."""
    sheets = sheets_of(data)
    if len(sheets) > MAX_SHEETS:
        raise Unreadable("too_many_cells", rows=str(MAX_ROWS), columns=str(MAX_COLUMNS))
    codes = [sheet.code for book in (BLOCK_BOOK, OVERALL_BOOK) for sheet in book.sheets]
    found: dict[str, Page] = {}
    for page in sheets:
        if str(page.cell(1, 1).value or "").strip() == LEGEND:
            continue
        if page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS:
            raise Unreadable("too_many_cells", rows=str(MAX_ROWS), columns=str(MAX_COLUMNS))
        code = str(page.cell(1, 1).value or "").strip()
        where = f"{page.title}!A1"
        if code in found:
            places.problem("double_sheet", where, sheet=code, first=found[code].title)
        elif code in codes:
            found[code] = page
        elif page.max_row > 1 or code:
            places.problem("unknown_sheet", where, suggestion=nearest(code, codes), found=code or page.title)
    return found


# --- cells -----------------------------------------------------------------------------------------------------


def _node(cell: Cell, column: Column | None, path: str, places: _Places) -> Node | None:
    """The cell as a scalar (or a list, where the column joins several); None when it is blank or refused."""
    value: Any = cell.value
    if cell.is_blank:
        return None
    where = cell.place
    if cell.data_type in ("f", "d"):
        places.problem("date_cell" if cell.data_type == "d" else "formula_cell", where, path)
        return None
    if cell.data_type == "e":
        places.problem("error_cell", where, path, found=str(value))
        return None
    line = places.line(where)
    if isinstance(value, bool):
        return Node("scalar", value, line, 1, line)
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # as Excel of another system ends lines
        if column is not None and column.joined:
            words = [word.strip() for word in text.split(",")]
            return Node(
                "list", [Node("scalar", word, line, 1, line) for word in words if word], line, 1, line
            )
        if column is not None and isinstance(column.shape, Number):
            return _number_in_words(text.strip(), line, where, path, places)
        plain = column is not None and isinstance(column.shape, Boolean | OneOf)
        return Node("scalar", scalar(text.strip(), True) if plain else text, line, 1, line)
    try:
        number = Decimal(shown_digits(value))
        if cell.is_percent:
            places.problem("percent_cell", where, path, found=shown_digits(value * 100))
            return None
    except NotANumber as error:
        places.problem(error.code, where, path, **error.params)
        return None
    if column is not None and column.joined:
        return Node("list", [Node("scalar", number, line, 1, line)], line, 1, line)
    return Node("scalar", number, line, 1, line)


def _number_in_words(text: str, line: int, where: str, path: str, places: _Places) -> Node | None:
    """A number kept as text: read as the text itself shows it, refused where it could be another."""
    try:
        return Node("scalar", Signs().read(text), line, 1, line)
    except NotANumber as error:
        if error.code == "not_a_number":  # the column's own rule says what is wanted
            return Node("scalar", scalar(text, True), line, 1, line)
        places.problem(error.code, where, path, **error.params)
        return None


def _put(mapping: Node, path: tuple[str, ...], value: Node) -> None:
    """Set the value at a path of keys below a mapping, which are made on the way."""
    for key in path[:-1]:
        inner = mapping.keys.get(key)
        if inner is None:
            inner = Node("mapping", [], value.line, 1)
            _set(mapping, key, inner)
        mapping = inner
    _set(mapping, path[-1], value)


def _set(mapping: Node, key: str, value: Node) -> None:
    mapping.value.append((Node("scalar", key, value.line, 1), value))
    mapping.keys[key] = value


def _fill(node: Node, cells: Iterable[tuple[Column, Cell]], path: str, places: _Places) -> None:
    """Put what the cells hold into a part; remember where the blank ones are."""
    blank: list[tuple[Column, str]] = []
    for column, cell in cells:
        value = _node(cell, column, f"{path}.{column.key}" if path else column.key, places)
        if value is None:
            blank.append((column, cell.place))
        else:
            _put(node, column.path, value)
    for column, where in blank:
        owner = node
        for key in column.path[:-1]:
            owner = owner.keys.get(key, owner)
        places.blank.setdefault((owner.line, column.path[-1]), where)
        places.blank.setdefault((node.line, column.path[0]), where)


# --- sheets ------------------------------------------------------------------------------------------------------


def _read_root(page: Page, places: _Places) -> Node:
    """The first sheet: keys in column A, values in column C."""
    known = {column.key: column for book in (OVERALL_BOOK, BLOCK_BOOK) for column in book.sheet(ROOT).columns}
    root = Node("mapping", [], places.line(f"{page.title}!A1"), 1)
    cells, seen = [], set()
    for row in range(2, page.max_row + 1):
        key = str(page.cell(row, 1).value or "").strip()
        if not key:
            continue
        where = f"{page.title}!A{row}"
        if key not in known:
            places.problem("unknown_key", where, key, nearest(key, known), key=key)
        elif key in seen:
            places.problem("repeated", where, key, found=key)
        else:
            seen.add(key)
            cells.append((known[key], page.cell(row, 3)))
    _set(root, "rounding", Node("mapping", [], root.line, 1))
    _fill(root, cells, "", places)
    return root


def _read_lists(book: Book, pages: dict[str, Page], root: Node, places: _Places) -> None:
    """Every list into its owners; what a part says of an owner that is not there is a problem at its cell."""
    rows: dict[tuple[str, ...], dict[tuple[str, ...], Node]] = {(): {(): root}}
    for sheet in book.sheets:
        if sheet.code == ROOT:
            continue
        known = rows[sheet.owners]
        own: dict[tuple[str, ...], Node] = {}
        rows[*sheet.owners, sheet.code] = own
        if not sheet.owners and sheet.code not in pages:
            continue
        if sheet.code in pages:
            for row in _read_list(pages[sheet.code], sheet, places):
                owner = known.get(row.owners)
                if owner is None:
                    names = [", ".join(codes) for codes in known]
                    said = ", ".join(row.owners)
                    places.problem("unknown_owner", row.cell, sheet.code, nearest(said, names), found=said)
                    continue
                listed = owner.keys.get(sheet.code)
                if listed is None:
                    listed = Node("list", [], row.node.line, 1)
                    _set(owner, sheet.code, listed)
                listed.value.append(row.node)
                code = row.node.keys.get("code")
                if code is not None:
                    own.setdefault((*row.owners, show(code)), row.node)
    for name in ("items",):  # a list that must be there and may be empty
        if book is BLOCK_BOOK and name not in root.keys and name in pages:
            _set(root, name, Node("list", [], places.line(f"{pages[name].title}!A1"), 1))


def _read_list(page: Page, sheet: Sheet, places: _Places) -> Iterable[_Row]:
    """The rows of one sheet, in order; blank rows are left out."""
    columns = {column.key: column for column in sheet.columns}
    heads: dict[str, int] = {}
    for place in range(2, page.max_column + 1):
        key = str(page.cell(1, place).value or "").strip()
        where = f"{page.title}!{get_column_letter(place)}1"
        if not key:
            continue
        if key in heads:
            places.problem("repeated", where, sheet.code, found=key)
        elif key in columns or key in sheet.owner_keys:
            heads[key] = place
        else:
            near = nearest(key, [*columns, *sheet.owner_keys])
            places.problem("unknown_column", where, sheet.code, near, key=key)
    lacking = [key for key in sheet.owner_keys if key not in heads]
    for key in lacking:
        places.problem("missing_column", f"{page.title}!A1", sheet.code, key=key)
    if lacking:
        return
    for row in range(FIRST_ROW, page.max_row + 1):
        if all(page.cell(row, place).is_blank for place in heads.values()):
            continue
        where = f"{page.title}!B{row}"
        code_cell = page.cell(row, heads["code"]) if "code" in heads else page.cell(row, 2)
        node = Node("mapping", [], places.line(f"{page.title}!{code_cell.coordinate}"), 1)
        owners = []
        for key in sheet.owner_keys:
            cell = page.cell(row, heads[key])
            found = _node(cell, Column((key,), Text()), key, places)
            where = f"{page.title}!{cell.coordinate}"
            owners.append("" if found is None else show(found))
        path = f"{sheet.code}[{code_cell.value}]"
        cells = [(columns[key], page.cell(row, place)) for key, place in heads.items() if key in columns]
        _fill(node, cells, path, places)
        yield _Row(node, tuple(owners), where)


# --- problems ------------------------------------------------------------------------------------------------------


def _at_cell(problem: FileProblem, places: _Places) -> FileProblem:
    """The problem with its cell, said as of a cell."""
    cell = problem.cell or places.cell(problem.line)
    params, code = dict(problem.params), OF_CELLS.get(problem.code, problem.code)
    if problem.code == "missing_key":
        code = "empty_words" if params["key"] in LANGUAGES else code
        cell = places.blank.get((problem.line, params["key"]), cell)
    if "first" in params and problem.code in OF_CELLS and params["first"].isdigit():
        params["first"] = places.cell(int(params["first"]))
    return replace(
        problem,
        code=code,
        line=problem.line % STRIDE + 1 if problem.line else 0,
        cell=cell,
        params=params,
    )
