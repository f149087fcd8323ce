"""Letters about an objection, to whoever has to do with it next."""

from __future__ import annotations

from collections.abc import Sequence

from appeals.models import Objection
from evaluation.models import User
from schedule.letters import write_letters


def tell_of_objection(objection: Objection, people: Sequence[User], kind: str, **context: object) -> None:
    """One letter of the kind to each; another one when the objection comes to the same place again."""
    write_letters(
        people,
        kind,
        key=f"{kind}:{objection.pk}:{objection.revision}",
        about=objection.body,
        path=f"desk/objections/{objection.pk}/",
        number=objection.number,
        body=objection.body,
        block=objection.block,
        term=objection.result_term,
        **context,
    )
