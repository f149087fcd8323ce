"""Every address that takes a file, from the addresses themselves: closed, it takes neither file nor value; and no lock
is held while a file is read."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from blocks.models import PartialConclusion
from config.floors import FLOORS
from engine.foreign import child
from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.office_admin import OfficeModelAdmin
from methodologies.models import Methodology
from reports.models import DatumValue, Document, Submission
from tests.whole.test_access_matrix import addresses
from tests.worlds.appeals import HEAD, PREPARER, Delivered, delivered
from tests.worlds.busy import no_turn, says_busy
from tests.worlds.report_pages import typed
from tests.worlds.world import NOW

__all__ = ["delivered"]

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
READS_A_FILE = ".FILES"
#: What reads files of a request without taking them in: it only looks at their names, or whether there are any.
ONLY_LOOKS = {
    "evaluation.kept_forms:keep",
    "evaluation.storable:_sent",
    # the forms of moves in the administration have no field for a file: see below
    "evaluation.office_admin:move_view",
}
#: Methods of the administration's pages that take files, by the address that leads to them.
IN_THE_ADMINISTRATION = {"blocks.admin:_take_in": "admin:blocks_partialconclusion_change"}


#: Where a form is sent, and the form.
Sent = tuple[str, dict[str, Any]]


def file(name: str = "late.txt", data: bytes = b"What came too late\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def report_form(world: Delivered) -> dict[str, Any]:
    report = world.report("agriculture", 3)
    place = next(name for name in typed(report) if name.startswith("v:"))
    return {**typed(report), place: "77", f"file:{place[2:]}": file()}


def to_report(world: Delivered) -> Sent:
    return reverse("report", args=[world.report("agriculture", 3).pk]), report_form(world)


def to_one_place(world: Delivered) -> Sent:
    form = report_form(world)
    name = next(name for name in form if name.startswith("file:"))
    address = reverse("report_value", args=[world.report("agriculture", 3).pk])
    return f"{address}?place={name[5:]}", form


def to_workbook(world: Delivered) -> Sent:
    report = world.report("agriculture", 3)
    return reverse("report_workbook", args=[report.pk]), {"file": file("report.xlsx")}


def to_signature(world: Delivered) -> Sent:
    """What was frozen long ago is signed no more: there is no such manifest to be signed."""
    report = world.report("agriculture", 3)
    form = {"manifest": "0" * 64, "way": "upload", "file": file("report.p7s")}
    return reverse("report_signature", args=[report.pk]), form


def to_filed_objection(world: Delivered) -> Sent:
    objection = world.filed()
    point = objection.points.get()
    form = {
        "revision": objection.revision, "value": f"{point.indicator}|{point.item}||", "claimed": "19",
        "argument": "More.", "upload": file(), "title": "Late", "source_kind": 1,
    }  # fmt: skip
    return reverse("objection_point", args=[objection.pk]), form


def approved(world: Delivered) -> PartialConclusion:
    return next(one for one in world.partials() if one.evaluator.slug == "civil-service")


def to_approved_marks(world: Delivered) -> Sent:
    partial = approved(world)
    address = reverse("admin:blocks_partialconclusion_change", args=[partial.pk])
    form = {"revision": partial.revision, "v:staff": "81", "was:staff": "", "file": file(), "title": "Late"}
    return address, form


def to_late_figures(world: Delivered) -> Sent:
    partial = approved(world)
    form = {"revision": partial.revision, "staff": "81", "file": file(), "title": "Late"}
    return reverse("late_figures", args=[partial.pk]), form


def to_statistics(world: Delivered) -> Sent:
    """Nothing that is asked of statistics stands in this block: such a row is no figure of theirs."""
    table = file("figures.csv", b"body,item,value\nagriculture,staff,81\n")
    form = {
        "authority": world.world.body("economy").pk,
        "file": table,
        "source": "S",
        "retrieved_on": "2019-03-01",
    }
    return reverse("statistics", args=[2018]), form


def to_approved_list(world: Delivered) -> Sent:
    return reverse("kpis_take", args=[2018]), {"file": file("list.csv", b"body,code\n,\n")}


def to_opened_year(world: Delivered) -> Sent:
    text = (ROOT / "fixtures" / "methodologies" / "2018" / "block2.yaml").read_bytes()
    form = {"cycle": world.cycle.pk, "file": file("methodology.yaml", text), "over_draft": "on"}
    return reverse("methodologies_desk"), form


def to_lost_file(world: Delivered) -> Sent:
    return reverse("lost_file", args=[1]), {"file": file()}


def to_documents(world: Delivered) -> Sent:
    form = {"file": file(), "title": "", "source_kind": "1", "confidentiality": "open"}
    return reverse("report_documents", args=[world.report("agriculture", 3).pk]), form


def to_signed_document(world: Delivered) -> Sent:
    document = Document.objects.filter(values__report=world.report("agriculture", 3)).order_by("pk")[0]
    return reverse("document_page", args=[document.pk]), {"new_version": "yes", "version": file()}


def to_verify(world: Delivered) -> Sent:
    return reverse("verify"), {"file": file()}


#: Address → who sends, what to a record that is closed, the status, and a part of what they read.
Closed = tuple[str, Callable[[Delivered], Sent], int, str]
CLOSED: dict[str, Closed] = {
    "report": (PREPARER, to_report, 409, "accepted"),
    "report_documents": (PREPARER, to_documents, 409, "No more files are attached here"),
    "document_page": (PREPARER, to_signed_document, 409, "values that the first head has signed"),
    "report_value": (PREPARER, to_one_place, 200, "No more files"),
    "report_workbook": (PREPARER, to_workbook, 409, "accepted"),
    "report_signature": (HEAD, to_signature, 404, ""),
    "objection_point": (PREPARER, to_filed_objection, 409, "No more files are attached here"),
    "admin:blocks_partialconclusion_change": (
        "civil-service.evaluator",
        to_approved_marks,
        422,
        "No more files",
    ),
    "late_figures": ("civil-service.evaluator", to_late_figures, 409, "No place waits for a late figure"),
    "statistics": ("economy.evaluator", to_statistics, 422, "staff"),
    "kpis_take": ("economy.coordinator", to_approved_list, 409, "2018"),
    "methodologies_desk": ("civil-service.methodologist", to_opened_year, 422, "No year waits for a text"),
    "lost_file": ("economy.administrator", to_lost_file, 404, ""),
    "verify": (HEAD, to_verify, 200, "not"),
}


def functions() -> Iterator[tuple[str, str, ast.AST]]:
    """(module, name, node) of every function of the portal's doors."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield module, node.name, node


def reading_files() -> tuple[set[str], set[str]]:
    """What reads files of a request itself, as "module:function"; and with it all that calls it."""
    found, calls = set(), {}
    for module, name, node in functions():
        key = f"{module}:{name}"
        calls[key] = {
            part.id if isinstance(part, ast.Name) else part.attr
            for part in ast.walk(node)
            if isinstance(part, (ast.Name, ast.Attribute))
        }
        if READS_A_FILE.strip(".") in calls[key]:
            found.add(key)
    reached = found - ONLY_LOOKS
    while True:
        floors = {(key.partition(".")[0], key.partition(":")[2]) for key in reached}
        more = {
            key for key, said in calls.items() if any((key.partition(".")[0], one) in floors for one in said)
        }
        if more <= reached:
            return found, reached
        reached |= more


def test_every_address_that_takes_a_file_is_placed() -> None:
    direct, reached = reading_files()
    views = {
        f"{inspect.unwrap(view).__module__}:{getattr(view, '__name__', '')}": name
        for name, view in addresses()
    }
    taking = {name for key, name in views.items() if key in reached}
    assert {*taking, *IN_THE_ADMINISTRATION.values()} == set(CLOSED)
    placed = {key for key in direct if key in views or key in ONLY_LOOKS or key in IN_THE_ADMINISTRATION}
    assert {key for key in direct - placed if key not in reached} == set()
    assert direct >= ONLY_LOOKS


def test_no_form_of_the_administration_has_a_field_for_a_file() -> None:
    with_file = []
    for model, page in admin.site._registry.items():
        editable = [field.name for field in model._meta.fields if isinstance(field, models.FileField)]
        if editable and not isinstance(page, OfficeModelAdmin):
            with_file.append(model._meta.label)
        if isinstance(page, OfficeModelAdmin):
            for move in page.moves.values():
                fields = getattr(move.form, "base_fields", {}).values()
                with_file += [str(move) for field in fields if field.widget.needs_multipart_form]
    assert with_file == []


def locks_while_reading(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions the portal had open, each time that a file was read from now on."""
    locks: list[int] = []
    outside = len(connection.savepoint_ids)
    read = child.read

    def watched(*args: Any) -> bytes:
        locks.append(len(connection.savepoint_ids) - outside)
        return read(*args)

    monkeypatch.setattr(child, "read", watched)
    return locks


@pytest.mark.clause("c4")
@pytest.mark.parametrize("address", sorted(CLOSED))
def test_what_is_closed_takes_neither_file_nor_value(
    delivered: Delivered, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    who, send, status, sentence = CLOSED[address]
    locks = locks_while_reading(monkeypatch)
    delivered.world.sign_in(client, who)
    with override("en"):
        where, form = send(delivered)
        before = kept()
        locks.clear()
        answer = client.post(where, form)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert kept() == before
    assert set(locks) <= {0}


def to_open_report(world: Delivered) -> Sent:
    report = world.report("agriculture", 1)
    name = next(name[2:] for name in typed(report) if name.startswith("v:"))
    form = {**typed(report), f"v:{name}": "77", f"title:{name}": "Act 7", f"file:{name}": file()}
    return reverse("report", args=[report.pk]), form


def to_open_documents(world: Delivered) -> Sent:
    _closed, form = to_documents(world)
    return reverse("report_documents", args=[world.report("agriculture", 1).pk]), {**form, "title": "Act 7"}


def to_open_place(world: Delivered) -> Sent:
    report = world.report("agriculture", 1)
    place = next(name[2:] for name in typed(report) if name.startswith("v:"))
    sent = typed(report)
    form = {**{name: sent[name] for name in sent if place in name or ":" not in name}, f"v:{place}": "77"}
    address = reverse("report_value", args=[report.pk])
    return f"{address}?place={place}", {**form, f"title:{place}": "Act 7", f"file:{place}": file()}


def to_open_workbook(world: Delivered) -> Sent:
    """Nothing is typed beside the file: the form itself stands there again."""
    return reverse("report_workbook", args=[world.report("agriculture", 1).pk]), {"file": file("report.xlsx")}


def to_open_objection(world: Delivered) -> Sent:
    objection = world.open()
    point = world.point(objection)
    form = {
        "revision": world.open().revision, "value": f"{point.indicator}|{point.item}||", "claimed": "18",
        "argument": "Act 7 says so.", "upload": file(), "title": "Act 7", "source_kind": 1,
    }  # fmt: skip
    return reverse("objection_point", args=[objection.pk]), form


def to_open_statistics(world: Delivered) -> Sent:
    where, form = to_statistics(world)
    return where, {**form, "source": "Act 7"}


#: Of each door that reads a file at once: who sends to what is open, and what typed must stand there again.
OPEN: dict[str, tuple[str, Callable[[Delivered], Sent], str]] = {
    "report_documents": (PREPARER, to_open_documents, 'value="Act 7"'),
    "report": (PREPARER, to_open_report, 'value="77"'),
    # a part of a page: the field itself stands where it was
    "report_value": (PREPARER, to_open_place, "place-state"),
    "report_workbook": (PREPARER, to_open_workbook, 'name="file"'),
    "objection_point": (PREPARER, to_open_objection, "Act 7 says so."),
    "statistics": ("economy.evaluator", to_open_statistics, 'value="Act 7"'),
}


@pytest.mark.parametrize("address", sorted(OPEN))
def test_when_many_files_are_read_the_form_is_kept_and_says_so(
    delivered: Delivered, client: Client, address: str
) -> None:
    who, send, typed_text = OPEN[address]
    delivered.world.sign_in(client, who)
    # the body's reports are in hand before their day, the rest after the delivery
    with override("en"), clock.frozen(NOW if address.startswith("report") else clock.now()):
        where, form = send(delivered)
        before = Document.objects.count()
        with no_turn():
            answer = client.post(where, form)
        # a place by itself keeps its value, and says what becomes of the file beside it
        says_busy(answer, 200 if address == "report_value" else 422)
    assert typed_text in answer.content.decode()
    assert Document.objects.count() == before


@pytest.mark.parametrize("address", sorted(OPEN))
def test_no_lock_is_held_while_a_file_is_read_that_is_taken(
    delivered: Delivered, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    who, send, _typed = OPEN[address]
    delivered.world.sign_in(client, who)
    with override("en"), clock.frozen(NOW if address.startswith("report") else clock.now()):
        where, form = send(delivered)
        before = Document.objects.count()
        locks = locks_while_reading(monkeypatch)
        client.post(where, form)
    kept_anew = 0 if address in ("statistics", "report_workbook") else 1
    assert (set(locks), Document.objects.count() - before) == ({0}, kept_anew)


def kept() -> list[Any]:
    """What a file or a value would change."""
    return [
        Document.objects.count(),
        Submission.objects.count(),
        JournalEntry.objects.exclude(act="document.open").count(),
        list(DatumValue.objects.order_by("pk").values_list("pk", "number", "choice", "revision")),
        list(Methodology.objects.order_by("pk").values_list("pk", "digest")),
    ]
