"""An act has two texts: what is to be done, on its button, and what was done, in the journal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.utils.translation import override

from evaluation import journal
from evaluation.models.base import Record, transitions_of

ACTS = sorted(
    {
        (model._meta.label_lower, f"{model._meta.model_name}.{name}", transition.custom["law"].label)
        for model in apps.get_models()
        if issubclass(model, Record)
        for name, transition in transitions_of(model)
    },
    key=str,
)


@pytest.mark.parametrize(("kind", "act", "label"), ACTS, ids=[act for _kind, act, _label in ACTS])
def test_the_journal_says_of_every_move_what_was_done(kind: str, act: str, label: object) -> None:
    for language in ("kk", "ru", "en"):
        with override(language):
            done = str(journal.act_label(act, kind))
            assert done not in (act, str(label)), f"{language}: name it in the floor's registration.py"


def test_it_is_past() -> None:
    with override("ru"):
        assert (
            str(journal.act_label("report.return_for_completion", "reports.report"))
            == "Возвращён на доработку"
        )
        assert (
            str(journal.act_label("conclusion.deliver", "blocks.conclusion"))
            == "Направлено оцениваемому органу"
        )
    with override("kk"):
        assert str(journal.act_label("report.accept", "reports.report")) == "Есеп қабылданды"
