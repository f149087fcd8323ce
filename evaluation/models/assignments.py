"""The blocks of c16, and who evaluates whom in them (c23–c25, c28, c30, c31, c35–c38)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluation.models.bodies import Body, Cycle
from evaluation.models.editions import new_course
from evaluation.models.triggers import Refuses


class Block(models.IntegerChoices):
    """The three blocks of c16."""

    GOALS = 1, _("Achievement of goals")
    INTERACTION = 2, _("Interaction with individuals and legal entities")
    DEVELOPMENT = 3, _("Organisational development")


#: The clause that defines each block.
BLOCK_CLAUSES = {1: "c21", 2: "c27", 3: "c34"}


class Assignment(models.Model):
    """Who evaluates a body in one direction of a block, and who leads the block: as the law names them, by ``clauses``.

    Written when the evaluation of the cycle opens, for every direction in which the body is measured (c20), and
    immutable after it. Nobody is assigned to themselves (c9.2).
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assignments", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="assignments", verbose_name=_("body"))
    block = models.PositiveSmallIntegerField(_("block"), choices=Block.choices)
    direction = models.CharField(_("direction"), max_length=8)
    evaluator = models.ForeignKey(
        Body, models.PROTECT, related_name="evaluates", verbose_name=_("authorised body")
    )
    lead = models.ForeignKey(Body, models.PROTECT, related_name="leads", verbose_name=_("block's lead"))
    clauses = models.CharField(_("clauses"), max_length=80)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["cycle", "body", "direction"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "direction"], name="assigned_once"),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="assignment_block_known"),
            models.CheckConstraint(condition=~Q(evaluator=F("body")), name="no_self_evaluation"),
            models.CheckConstraint(condition=~Q(lead=F("body")), name="no_self_conclusion"),
        ]
        triggers = [
            Refuses(name="assignment_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            new_course(),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.direction} · {self.cycle.year}"
