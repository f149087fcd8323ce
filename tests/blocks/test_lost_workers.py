"""A file whose making costs the worker its life each time."""

from __future__ import annotations

import pytest

from blocks.files import ATTEMPTS, build_waiting
from blocks.models import ConclusionFile, FileState
from tests.worlds.published import Published, conclusion_of, published, small_file

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_a_file_that_kills_its_worker_is_given_up_and_holds_up_nobody(published: Published) -> None:
    broken, whole = (
        ConclusionFile.objects.get(conclusion=conclusion_of("agriculture", 2018, block), language="ru")
        for block in (1, 3)
    )
    ConclusionFile.objects.filter(pk__in=[broken.pk, whole.pk]).update(
        state=FileState.QUEUED, file="", sha256="", built_at=None, attempts=0
    )

    def make(row: ConclusionFile) -> tuple[str, bytes]:
        if row.pk == broken.pk:
            raise SystemExit  # as a worker that is killed: nothing after this line happens
        return small_file(row)

    for _worker in range(ATTEMPTS):
        with pytest.raises(SystemExit):
            build_waiting(ConclusionFile, (), make)
    build_waiting(ConclusionFile, (), make)
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, broken.attempts, broken.failure) == (
        FileState.FAILED,
        ATTEMPTS,
        "the worker was lost each time",
    )
    assert whole.state == FileState.BUILT
