"""The words of the letters about the Commission's report and publication (c51–c53)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that `commission.actions` writes."""
    register(
        "report.sent",
        _("The results of the evaluation for %(year)s are submitted to the President"),
        _(
            "The Commission's report on the evaluation for %(year)s is submitted to the President (clauses 7 and "
            "51).\n\n"
            "Next comes publication: state planning prepares the list of results, and the working body agrees to "
            "what is published (clause 53)."
        ),
    )
    register(
        "publication.clear",
        _("The publication of the results for %(year)s awaits the working body's agreement"),
        _(
            "State planning proposes what of the results for %(year)s is published and what is withheld, with "
            "the reasons.\n\n"
            "Nothing under state, official or other secrecy may leave (clause 9, subitem 5). Agree, or return "
            "the list with the reason (clause 53)."
        ),
    )
    register(
        "results.published",
        _("The results of the evaluation for %(year)s are published"),
        _(
            "Anyone can now read the results of the evaluation for %(year)s in Kazakh, Russian and English "
            "(clause 53)."
        ),
    )
    register(
        "results.corrected",
        _("The published results of your body for %(year)s are corrected"),
        _(
            "Figures that came late changed a block conclusion of your body for %(year)s; the overall evaluation was "
            "computed again, and the corrected results are public in place of the earlier ones (clause 53).\n\n"
            "Both numbers, and what changed them, are on the page of the results."
        ),
    )
    register(
        "results.withheld",
        _("The results of your body for %(year)s are not subject to publication"),
        _(
            "The results of the evaluation for %(year)s are public; those of your body are withheld there: it is "
            "named with the reason, and without a number (clause 9, subitem 5).\n\n"
            "The reason: %(reason)s\n\n"
            "The conclusions that your body received, and its overall evaluation, stay in force."
        ),
    )
    register(
        "results.released",
        _("The results of your body for %(year)s are published"),
        _(
            "The results of your body for %(year)s, withheld until now, are open: anyone can read them in Kazakh, "
            "Russian and English (clause 53)."
        ),
    )
    register(
        "results.corrected.commission",
        _("The published results for %(year)s are corrected"),
        _(
            "Corrected results for %(year)s are public in place of the earlier ones, as the working body agreed "
            "(clause 53).\n\n"
            "%(changes)s\n\n"
            "The Commission's report, as it was submitted to the President, keeps the numbers of its day (clause 51). "
            "Where both numbers may be told, they and what changed them are on the page of the results."
        ),
    )
    register(
        "withholding.asked",
        _("To be withheld from the public at once: %(body)s, %(year)s"),
        _(
            "It is asked that something already public be withheld at once: %(body)s, %(year)s, %(what)s; "
            "%(how_long)s.\n\n"
            "The reason: %(reason)s\n\n"
            "A second person decides. Until then the public reads it as before. Confirm or refuse on the page of the "
            "request (clause 9, subitem 5)."
        ),
    )
    register(
        "withholding.in_effect",
        _("Withheld from the public at once: %(body)s, %(year)s"),
        _(
            "Withheld from now on: %(body)s, %(year)s, %(what)s; %(how_long)s (clause 9, subitem 5).\n\n"
            "In its place everybody reads: %(public_note)s\n\n"
            "The conclusions and the overall evaluation stay in force; only what the public reads has changed."
        ),
    )
    register(
        "withholding.refused",
        _("Not withheld: %(body)s, %(year)s"),
        _(
            "The second person did not agree to withhold: %(body)s, %(year)s, %(what)s.\n\n"
            "The reason: %(reason)s\n\n"
            "The public reads it as before."
        ),
    )
    register(
        "withholding.lift_asked",
        _("To be public again: %(body)s, %(year)s"),
        _(
            "It is asked that what is withheld be public again: %(body)s, %(year)s, %(what)s.\n\n"
            "The reason: %(reason)s\n\n"
            "A second person decides; until then it stays withheld."
        ),
    )
    register(
        "withholding.kept",
        _("It stays withheld: %(body)s, %(year)s"),
        _(
            "The second person did not agree that this be public again: %(body)s, %(year)s, %(what)s.\n\n"
            "The reason: %(reason)s"
        ),
    )
    register(
        "withholding.lifted",
        _("Public again: %(body)s, %(year)s"),
        _(
            "Two persons lifted the withholding: %(body)s, %(year)s, %(what)s. Everybody reads again what was "
            "published (clause 53)."
        ),
    )
    register(
        "withholding.ended",
        _("The term of the withholding is over: %(body)s, %(year)s"),
        _(
            "The term ended, and everybody reads again what was published: %(body)s, %(year)s, %(what)s "
            "(clause 53).\n\n"
            "Where the ground still stands, ask anew to withhold it."
        ),
    )
