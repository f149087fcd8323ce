"""The list of tasks in words: what each section is called, what it lacks, and who opens what is closed to the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engine.methodology import MethodologyText
from evaluation.models import Block, Role
from methodologies.content import text_of
from methodologies.units import SUPPLIERS
from reports.models import Report, ReportState
from reports.models.reports import TONES
from reports.selectors.sheets import ReportSheet
from reports.task_list import BlockTasks, Closed, Signing, Task, TaskList, TaskState

STATES: Final[Mapping[TaskState, tuple[Any, str]]] = {
    TaskState.NOT_NEEDED: (gettext_lazy("nothing to fill in"), "neutral"),
    TaskState.NOT_STARTED: (gettext_lazy("not started"), "neutral"),
    TaskState.STARTED: (gettext_lazy("started"), "waiting"),
    TaskState.READY: (gettext_lazy("ready"), "done"),
}
SIGNINGS: Final[Mapping[Signing, tuple[Any, str]]] = {
    Signing.NOT_YET: (gettext_lazy("not yet possible"), "neutral"),
    Signing.TO_HAND_OVER: (gettext_lazy("can be handed over"), "waiting"),
    Signing.TO_SIGN: (gettext_lazy("can be signed"), "waiting"),
    Signing.SIGNED: (gettext_lazy("signed"), "done"),
    Signing.ACCEPTED: (gettext_lazy("accepted"), "accepted"),
}
#: Why a section is closed to the reader, who can open it, and the clause.
CLOSED: Final[Mapping[Closed, tuple[Any, Any, str]]] = {
    Closed.TERM_OVER: (
        gettext_lazy("The term has passed."),
        gettext_lazy("The Head of the Presidential Administration can extend it by an order."),
        "c40",
    ),
    Closed.SUBMITTED: (
        gettext_lazy("The report is signed and submitted."),
        gettext_lazy("An evaluator of this block can return it for completion."),
        "c40",
    ),
    Closed.ACCEPTED: (
        gettext_lazy("The report is accepted; its values no longer change."),
        gettext_lazy("A special commission can change a value on an objection."),
        "c57",
    ),
    Closed.NOT_YOURS: ("", gettext_lazy("The preparers of this body fill it in."), "c40"),
}


@dataclass(frozen=True)
class SectionLine:
    """One section as the page shows it. ``asks``: whether it has anything to fill in or to read."""

    code: str
    name: str
    direction: str
    direction_name: str
    task: Task
    label: str
    tone: str
    lacks: str
    source: str
    current: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return self.task.total > 0

    @property
    def anchor(self) -> str:
        """Its part of an id on the page."""
        return f"task-{self.code.replace('.', '-') or 'deductions'}"


@dataclass(frozen=True)
class BlockView:
    """One block as the page shows it; without a report for a block by which the body is not evaluated."""

    block: int
    name: str
    report: Report | None = None
    tasks: BlockTasks | None = None
    sections: Sequence[SectionLine] = ()
    signing_label: str = ""
    signing_tone: str = ""
    signing_lacks: str = ""
    tone: str = ""
    line: Any = None
    closed: Sequence[tuple[str, str, str]] = ()


def block_views(
    listed: TaskList, sheets: Mapping[int, ReportSheet], lines: Mapping[int, Any]
) -> list[BlockView]:
    """The three blocks of a body, each with its sections in words; ``lines`` are its reports' progress and terms."""
    found = {block.block: block for block in listed.blocks}
    return [
        block_view(found[number], sheets[number], lines.get(number))
        if number in found
        else BlockView(number, str(label))
        for number, label in Block.choices
    ]


def block_view(tasks: BlockTasks, sheet: ReportSheet, line: Any, current: str | None = None) -> BlockView:
    """One block in words; ``current``: the code of the section that is open."""
    label, tone = SIGNINGS[tasks.signing]
    return BlockView(
        tasks.block,
        sheet.report.get_block_display(),
        sheet.report,
        tasks,
        [_line(task, sheet.methodology, current) for task in tasks.tasks],
        str(label),
        tone,
        _before_signing(tasks),
        TONES[ReportState(sheet.report.state)],
        line,
        _closed_doors(tasks),
    )


def _before_signing(tasks: BlockTasks) -> str:
    count = len(tasks.unready)
    if tasks.signing is not Signing.NOT_YET:
        return ""
    return ngettext("%(count)s section is not ready yet.", "%(count)s sections are not ready yet.", count) % {
        "count": count
    }


def _closed_doors(tasks: BlockTasks) -> list[tuple[str, str, str]]:
    """Why what is closed to the reader is closed, who opens it, and the clause: each once for the block."""
    met = dict.fromkeys(task.closed for task in tasks.tasks if task.closed in CLOSED)
    return [(str(why), str(who), clause) for one in met if one for why, who, clause in [CLOSED[one]]]


def _line(task: Task, methodology: MethodologyText, current: str | None) -> SectionLine:
    names = {c.code: (text_of(d.name), text_of(c.name)) for d in methodology.directions for c in d.criteria}
    direction, name = names.get(task.code, ("", ""))
    label, tone = STATES[task.state]
    if task.total:
        label = f"{label} · {_('%(done)s of %(total)s') % {'done': task.done, 'total': task.total}}"
    return SectionLine(
        task.code,
        name or _("Deductions"),
        task.direction,
        direction,
        task,
        str(label),
        tone,
        lacks_in_words(task),
        "" if task.total else source_in_words(task),
        current == task.code,
    )


def lacks_in_words(task: Task) -> str:
    """What a section still lacks: «2 значений, 1 документа». Empty if nothing."""
    words = {
        "value": ngettext("%(count)s value", "%(count)s values", task.missing_of("value")),
        "programme": ngettext(
            "%(count)s budget programme", "%(count)s budget programmes", task.missing_of("programme")
        ),
        "document": ngettext("%(count)s document", "%(count)s documents", task.missing_of("document")),
        "explanation": ngettext(
            "%(count)s explanation", "%(count)s explanations", task.missing_of("explanation")
        ),
    }
    return ", ".join(words[kind] % {"count": count} for kind, count in task.missing)


def source_in_words(task: Task) -> str:
    """Where what a section reads comes from, when nothing of it is asked here."""
    found = [
        *(_("given in the report on block %(block)s") % {"block": block} for block in task.others),
        *([_("given in a section above")] if task.above else []),
        *(
            f"{SUPPLIERS[supplier]}: {Role(role).label}" if role in Role.values else str(SUPPLIERS[supplier])
            for supplier, role in task.suppliers
        ),
    ]
    return "; ".join(str(one) for one in found)
