"""The verbs of a draft conclusion's return: the approver sends it back with a remark, its author sends it again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import Conclusion
from blocks.words_asked import refuse_without_words
from evaluation import rights
from evaluation.acting import perform
from evaluation.models import Office, User
from schedule.letters import write_letters


def send_back_conclusion(
    conclusion: Conclusion, by: User, remark: str, revision: int | None = None
) -> Conclusion:
    """Return a draft to its author with a remark, which stands on its page until it is sent again (c46, c47)."""
    refuse_without_words(remark, _("Write what must be changed in the conclusion."))
    words = remark.strip()
    with transaction.atomic():
        returned = perform(conclusion, "send_back", by, revision=revision, details={"reason": words})
        _tell(returned, Office.EVALUATOR, "conclusion.returned", reason=words)
    return returned


def send_conclusion_again(conclusion: Conclusion, by: User, revision: int | None = None) -> Conclusion:
    """Its author sends a returned draft for approval again (c46, c47)."""
    with transaction.atomic():
        sent = perform(conclusion, "send_again", by, revision=revision)
        _tell(sent, Office.APPROVER, "conclusion.sent_again")
    return sent


def _tell(conclusion: Conclusion, office: str, kind: str, **context: object) -> None:
    """The people of ``office`` in the block's lead; anew at each return, hence the revision in the key."""
    write_letters(
        rights.people_with(office, conclusion.lead_id),
        kind,
        key=f"{kind}:{conclusion.pk}:{conclusion.revision}",
        about=conclusion.body,
        path=f"desk/conclusions/{conclusion.pk}/",
        number=conclusion.number,
        body=conclusion.body,
        block=conclusion.block,
        year=conclusion.cycle.year,
        **context,
    )
