"""The words of the letters about methodologies and the list of key performance indicators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that the actions of methodologies write."""
    register(
        "methodology.agree",
        _("Methodology “%(subject)s” for %(year)s awaits your agreement"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s has been sent to you for agreement "
            "(clause 17). Please read it, and agree or return it with your reasons."
        ),
    )
    register(
        "methodology.returned",
        _("Methodology “%(subject)s” for %(year)s was returned"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s was not agreed and is a draft again. "
            "Reason: %(reason)s"
        ),
    )
    register(
        "methodology.approve",
        _("Methodology “%(subject)s” for %(year)s is agreed and awaits approval"),
        _(
            "State planning and the working body have agreed version %(version)s of the methodology “%(subject)s” "
            "for %(year)s. It comes into force by your order (clause 17)."
        ),
    )
    register(
        "methodology.approved",
        _("Methodology “%(subject)s” for %(year)s is in force"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s was approved by order No. %(order)s "
            "of %(ordered_on)s."
        ),
    )
    register(
        "kpis.approve",
        _("The list of key performance indicators for %(year)s awaits your decision"),
        _(
            "State planning has sent you the list of key performance indicators for %(year)s, indicators: %(count)s "
            "(clause 22). Please approve it by order, or return it with a remark."
        ),
    )
    register(
        "kpis.returned",
        _("The list of key performance indicators for %(year)s was returned"),
        _(
            "The Head of the Presidential Administration has returned the list of key performance indicators for "
            "%(year)s. It is a draft again. Remark: %(reason)s"
        ),
    )
    register(
        "kpis.approved",
        _("The list of key performance indicators for %(year)s is approved"),
        _(
            "The list of key performance indicators for %(year)s, indicators: %(count)s, was approved by order No. "
            "%(order)s of %(ordered_on)s of the Head of the Presidential Administration (clause 22)."
        ),
    )
