"""Waking workers: by the task's name, which is looked up before anything is committed."""

from __future__ import annotations

import pytest
from celery.exceptions import NotRegistered
from django.db import transaction

from evaluation.acting import wake


@pytest.mark.django_db(transaction=True)
def test_a_task_that_nobody_has_stops_the_act() -> None:
    with pytest.raises(NotRegistered, match=r"blocks\.build_conclusion_pdf"), transaction.atomic():
        wake("blocks.build_conclusion_pdf")
