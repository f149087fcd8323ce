"""What two processes see of a kept page while a third changes it: the old one until the commit, the new one after it."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from evaluation.models import Body, BodyKind, Cycle, Scope

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def rename(changed: threading.Event, seen: threading.Event) -> None:
    try:
        with transaction.atomic():
            Body.objects.filter(slug="one").update(short_name_ru="Новое имя")
            changed.set()
            assert seen.wait(30)
    finally:
        connection.close()


def test_a_page_is_old_until_the_commit_and_new_after_it() -> None:
    cache.clear()
    names = {f"{part}_{code}": "Имя" for part in ("name", "short_name") for code in ("kk", "ru", "en")}
    body = Body.objects.create(slug="one", kind=BodyKind.CENTRAL, valid_from=date(2010, 1, 1), **names)
    Scope.objects.create(body=body, number=1, valid_from=date(2010, 1, 1))
    Cycle.objects.create(year=2018)
    first = Client().get("/ru/bodies/")
    assert "Имя" in first.content.decode()
    changed, seen = threading.Event(), threading.Event()
    other = threading.Thread(target=rename, args=(changed, seen))
    other.start()
    try:
        assert changed.wait(30)
        for _reader in range(2):
            during = Client().get("/ru/bodies/")
            assert (during["ETag"], during.content) == (first["ETag"], first.content)
    finally:
        seen.set()
        other.join(30)
    after = Client().get("/ru/bodies/", headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200
    assert "Новое имя" in after.content.decode()
