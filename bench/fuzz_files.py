"""Break good files in every way by chance, and give them to every reader: each answers, and none raises.

    python bench/fuzz_files.py [--files 10000] [--seed 1]

It starts from a small good file of each kind that comes in (csv, txt, yaml, xlsx, docx, odt, ods, pdf, png, jpg), changes
bytes, cuts, doubles and swaps pieces, and in archives does the same inside their parts and to what they are made of.
Each reading goes through the gate: in a child process, within its bounds. Exit code 1 when a reader raised, or took
longer than its seconds.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# after the path, so that the bench runs as a file of its own
from openpyxl import Workbook  # noqa: E402
from PIL import Image  # noqa: E402

from engine.foreign.gate import BEYOND, read_here  # noqa: E402
from engine.foreign.numbers import NotANumber  # noqa: E402
from engine.methodology_files import read_methodology  # noqa: E402
from engine.methodology_format import load_or_raise  # noqa: E402
from engine.methodology_workbook import to_workbook  # noqa: E402
from engine.table_faults import TableFault  # noqa: E402
from engine.tables import TableRow, numbers_of, read_cells  # noqa: E402
from engine.trial.data import read_data  # noqa: E402
from reports.evidence import BY_BROWSER, Shown, readable  # noqa: E402
from reports.file_kinds import FAULTS, KINDS, fault_of  # noqa: E402

#: No reader may take longer over a file of these sizes.
SECONDS = 20
REQUIRED, OPTIONAL = ("body", "item", "value"), ("language", "kpi", "programme", "status")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SERVICES = load_or_raise((ROOT / "examples" / "services.yaml").read_bytes())
#: What is put in among the bytes: signs that mean something to one of the readers.
SPICE = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"sep=;\n", b";", b",", b"\t", b"\r", b"\n\n", b"<!DOCTYPE a>",
    b"<!ENTITY", b"&x;", b"<", b">", b"</row>", b'r="ZZZ99999999"', b't="s"', b"<v>999999</v>", b"1e999", b"NaN", b"-",
    b"#N/A", b"&a *a", b"!!python/object:os.system", b"{[", b": : :", b"%PDF-", b"%%EOF", b"/Encrypt 9 0 R", b"<<", b"(",
    b"startxref\n99999", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"9" * 400, b"\xe2\x80\xae", b"\x1b[2J", b"a" * 5000,
)  # fmt: skip


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def _workbook() -> bytes:
    book = Workbook()
    page: Any = book.active
    for row in (
        (*REQUIRED, *OPTIONAL),
        ("health", "rate", 9.25, "", "k1", "", ""),
        ("health", "rate", "1 234,5"),
    ):
        page.append(row)
    page["C4"], page["A6"] = "=C2*2", "x"
    page["C2"].number_format = "0.0%"
    page.merge_cells("A6:B7")
    book.create_sheet("Other").append((1, True, None, "text"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _picture(form: str, **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, form, **saved)
    return out.getvalue()


def good_files() -> dict[str, list[bytes]]:
    """Good files, by the extension under which they come."""
    table = 'body,item,value,kpi\nhealth,rate,"9,25",k1\nhealth,rate,1234.5,k2\n'
    body = "<w:p><w:r><w:t>Plan</w:t><w:tab/><w:t>1</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    docx = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode(),
    }
    odt = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": (
            b'<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            b"<o:body><o:text><text:p>A<text:s/>b</text:p></o:text></o:body></o:document-content>"
        ),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    return {
        "csv": [
            table.encode(),
            ("\ufeffsep=;\r\n" + table.replace(",", ";")).encode(),
            table.encode("utf-16"),
        ],
        "txt": ["Отчёт\n".encode("cp1251")],
        "yaml": [(ROOT / "examples" / f"{name}.yaml").read_bytes() for name in ("services", "overall")],
        "xlsx": [_workbook(), to_workbook(SERVICES)],
        "docx": [_packed(docx)],
        "odt": [_packed(odt)],
        "ods": [(ROOT / "tests" / "data" / "libreoffice" / "table.ods").read_bytes()],
        "pdf": [path.read_bytes() for path in sorted((ROOT / "tests" / "data" / "pdf").glob("*.pdf"))],
        "png": [_picture("PNG")],
        "jpg": [_picture("JPEG"), _picture("JPEG", progressive=True)],
    }


def broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to six faults."""
    made = bytearray(data)
    for _fault in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        to = min(len(made), at + chance.choice((1, 2, 8, 64, 1000)))
        match chance.randrange(7):
            case 0 if made:
                made[at % len(made)] = chance.randrange(256)
            case 1:
                made[at:at] = chance.choice(SPICE)
            case 2:
                del made[at:to]
            case 3:
                made[at:at] = made[at:to]
            case 4:
                made[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
            case 5:
                other = chance.randrange(len(made) + 1)
                made[at:to] = made[other : other + to - at]
            case 6 if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


def broken_inside(data: bytes, chance: random.Random) -> bytes:
    """An archive whose parts are broken, lost, doubled or renamed, itself still whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _fault in range(chance.randint(1, 3)):
        name = chance.choice(list(parts))
        match chance.randrange(8):
            case 0:
                parts.pop(name)
            case 1:
                parts[name.upper()] = parts.pop(name)
            case 2:
                parts[name] = parts[chance.choice(list(parts))]
            case _:
                parts[name] = broken(parts[name], chance)
        if not parts:
            break
    return _packed(parts)


def broken_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many broken files with their extensions; the same for the same seed."""
    chance = random.Random(seed)
    good = good_files()
    for _number in range(count):
        extension = chance.choice(list(good))
        data = chance.choice(good[extension])
        if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.7:
            data = broken_inside(data, chance)
        else:
            data = broken(data, chance)
        yield chance.choice(list(good)) if chance.random() < 0.1 else extension, data


def _held(answered: object) -> None:
    """Every answer is a value or a sentence."""
    if not answered:
        raise ValueError("neither a value nor a sentence")


def _table(_extension: str, data: bytes) -> None:
    rows, faults = read_cells(data, REQUIRED, OPTIONAL)
    _held(rows or faults)
    _held(all(isinstance(row, TableRow) for row in rows))
    _held(all(isinstance(fault, TableFault) and fault.sentence() for fault in faults))
    signs = numbers_of(rows, ("value",))
    for row in rows:
        try:
            _held(signs.read(row["value"]).is_finite())
        except NotANumber as error:
            _held(error.sentence())


def _methodology(_extension: str, data: bytes) -> None:
    found = read_methodology(data)
    if isinstance(found, list):
        _held(found and all(str(problem) for problem in found))


def _data(_extension: str, data: bytes) -> None:
    found: Any = read_data(data, SERVICES)  # type: ignore[arg-type]
    _held(all(str(one) for one in found))


def _evidence(extension: str, data: bytes) -> None:
    if extension in KINDS:
        _held(fault_of(extension, data) in {"", *FAULTS, *BEYOND})
    if extension not in BY_BROWSER:
        shown = readable(extension, data)
        if isinstance(shown, Shown):
            cells = [cell for table in shown.tables for row in table.rows for cell in row]
            "".join((*shown.paragraphs, *cells)).encode()  # as the page will


READERS: dict[str, Callable[[str, bytes], None]] = {
    "table": _table, "methodology": _methodology, "scoring data": _data, "evidence": _evidence,
}  # fmt: skip


def try_all(count: int, seed: int, here: bool = False) -> tuple[Counter[str], list[str]]:
    """How many files of each kind were tried, and each failure: file's number, reader, what it raised.

    ``here``: in this process, without children.
    """
    tried: Counter[str] = Counter()
    failures = []
    for number, (extension, data) in enumerate(broken_files(count, seed)):
        tried[extension] += 1
        for name, reader in READERS.items():
            began = time.monotonic()
            try:
                if here:
                    read_here(reader, extension, data)
                else:
                    reader(extension, data)
            except Exception as error:
                failures.append(f"file {number} ({extension}), {name}: {type(error).__name__}: {error}"[:300])
            if time.monotonic() - began > SECONDS:
                failures.append(f"file {number} ({extension}), {name}: more than {SECONDS} seconds")
    return tried, failures


def main() -> int:
    parser = argparse.ArgumentParser(description="Give broken files to every reader of foreign files.")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    tried, failures = try_all(asked.files, asked.seed)
    kinds = ", ".join(f"{extension} {count}" for extension, count in sorted(tried.items()))
    print(
        f"{sum(tried.values())} broken files ({kinds}), {len(READERS)} readers, {time.monotonic() - began:.0f} s"
    )
    for failure in failures[:50]:
        print(failure)
    print(f"Raised: {len(failures)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
