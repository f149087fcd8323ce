"""The list of key performance indicators on its way: drafted by state planning, approved by order (c22)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import ROWS, Data
from evaluation.models import Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.history import tracked
from evaluation.models.triggers import approved_stays
from evaluation.state_sets import states_in, tones_of


class KpiListState(models.TextChoices):
    """The way of one version (c22, A-METHOD-10); of a year at most one version is approved."""

    DRAFT = "draft", pgettext_lazy("list of indicators", "draft")
    SUBMITTED = (
        "submitted",
        pgettext_lazy("list of indicators", "with the Head of the Presidential Administration"),
    )
    APPROVED = "approved", pgettext_lazy("list of indicators", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("list of indicators", "superseded")


#: An order has approved the version, whatever became of it later.
APPROVED_ONCE = states_in(
    "APPROVED_ONCE",
    KpiListState,
    inside=(KpiListState.APPROVED, KpiListState.SUPERSEDED),
    outside=(KpiListState.DRAFT, KpiListState.SUBMITTED),
)
TONES = tones_of(
    KpiListState,
    {
        KpiListState.DRAFT: "neutral",
        KpiListState.SUBMITTED: "waiting",
        KpiListState.APPROVED: "accepted",
        KpiListState.SUPERSEDED: "neutral",
    },
)


@guarded
@tracked()
class KpiList(Record):
    """One version of a year's list. ``rows`` are as ``methodologies.kpi_rows`` keeps them; approval makes indicators of them."""

    at_hand = ("cycle",)
    ends = (KpiListState.SUPERSEDED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="kpi_lists", verbose_name=_("cycle"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = state_field(KpiListState, KpiListState.DRAFT)
    rows: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = Data(
        _("rows"), limit=ROWS, default=list
    )
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    moved_at = models.DateTimeField(_("in this state since"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of the list of key performance indicators")
        verbose_name_plural = _("versions of the list of key performance indicators")
        ordering = ["-cycle__year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="kpi_list_version_once"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state="approved"), name="one_approved_kpi_list"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(order_number="") & Q(order_date__isnull=False)),
                name="approved_kpi_list_has_order",
            ),
        ]
        triggers = [approved_stays("cycle_id", "version", "rows", "order_number", "order_date")]

    def __str__(self) -> str:
        return f"{self.cycle.year} · {self.version}"

    @property
    def journal_year(self) -> int:
        """The reporting year. The acts concern no one body: the journal gets no subject."""
        return self.cycle.year

    @transition(
        field=state,
        source=KpiListState.DRAFT,
        target=KpiListState.SUBMITTED,
        conditions=[only_if("methodologies.list_is_complete"), only_if("methodologies.list_may_change")],
        custom=law(
            _("Send the list to the Head of the Presidential Administration"),
            "c22",
            "methodologies.draft_kpis",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def submit(self) -> None:
        """State planning has finished the draft."""

    @transition(
        field=state,
        source=KpiListState.SUBMITTED,
        target=KpiListState.DRAFT,
        custom=law(
            _("Return the list to state planning"),
            "c22",
            "methodologies.approve_kpis",
            None,
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def send_back(self) -> None:
        """The Head of the Presidential Administration returns it; the remark is in the journal."""

    @transition(
        field=state,
        source=KpiListState.SUBMITTED,
        target=KpiListState.APPROVED,
        conditions=[
            only_if("methodologies.list_is_complete"),
            only_if("methodologies.list_may_change"),
            only_if("methodologies.list_has_its_order"),
        ],
        custom=law(
            _("Approve the list by order"),
            "c22",
            "methodologies.approve_kpis",
            None,
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def approve(self) -> None:
        """In force: block 1 measures each body by its indicators on it."""

    @transition(
        field=state,
        source=KpiListState.APPROVED,
        target=KpiListState.SUPERSEDED,
        custom=law(
            _("Supersede by a newer list"),
            "c22",
            "methodologies.approve_kpis",
            None,
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def supersede(self) -> None:
        """A newer version was approved."""
