"""A body that was renamed past every door: the years that name it by its former address stand, and their pages answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commission.models import CommissionReport
from commission.pdf import report_context
from evaluation.models import Body
from tests.worlds.published import Published, published

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_no_page_fails_after_a_body_was_renamed(published: Published, client: Client) -> None:
    """Past every door, as by an owner of the database: the years that name it by its former address stand."""
    body = published.world.body("agriculture")
    pages = [reverse("body", args=["agriculture"]), reverse("score", args=["agriculture", 2018, 2])]
    before = {page: client.get(page).status_code for page in pages}
    report = report_context(CommissionReport.objects.get(cycle__year=2018), "ru")
    Body.objects.filter(pk=body.pk).update(slug="farming")
    for page in pages:
        moved = client.get(page, {"a": "1"})
        if before[page] == 200:
            assert (moved.status_code, moved["Location"]) == (
                301,
                page.replace("agriculture", "farming") + "?a=1",
            )
            assert client.get(moved["Location"]).status_code == 200
    assert report_context(CommissionReport.objects.get(cycle__year=2018), "ru") == report
    assert client.get(reverse("body", args=["never-was"])).status_code == 404
