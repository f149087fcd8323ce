"""Documents in a bucket instead of a folder: whole or not at all, under random keys, compared after writing (c4, c44)."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse
from moto.server import ThreadedMotoServer

from config import environment as env
from evaluation.kept_files import sweep
from evaluation.models import FileFault, KeptFile
from evaluation.object_store import ObjectStore
from evaluation.refusals import Refusal
from evaluation.stored_bytes import store
from reports import actions
from reports.models import Document
from tests.worlds.opened import Opened, upload
from tests.worlds.report_pages import preparer, russian

__all__ = ["preparer", "russian"]

pytestmark = [
    pytest.mark.slow,
    # what the stand-in server and the client leave open to the collector
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        yield running.get_host_and_port()
        running.stop()


@pytest.fixture
def bucket(server: tuple[str, int]) -> Iterator[Any]:
    """The portal's files lie in a bucket."""
    host, port = server
    resource: Any = boto3.resource(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    found = resource.create_bucket(Bucket="sarap")
    storage = env.files(f"s3://key:secret@{host}:{port}/sarap?tls=0")
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": storage, "staticfiles": staticfiles}):
        assert isinstance(store(), ObjectStore)
        yield found
    found.objects.delete()
    found.delete()


def keys(bucket: Any) -> list[str]:
    return [one.key for one in bucket.objects.all()]


@pytest.mark.clause("c4", "c44", "c67")
def test_a_document_goes_to_the_bucket_and_comes_back(opened: Opened, bucket: Any, preparer: Client) -> None:
    document = opened.document("agriculture", "Отчёт.txt")
    data = "Отчёт.txt of agriculture by agriculture".encode()
    assert keys(bucket) == [document.file.name]  # a key that tells nothing, and no part beside it
    assert document.sha256 not in document.file.name
    answer: Any = preparer.get(reverse("document", args=[document.pk]))
    assert answer.getvalue() == data
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9E%D1%82")
    # the same bytes are stored once
    by = opened.person("agriculture.preparer")
    body = opened.world.body("agriculture")
    again = actions.attach_document(
        opened.cycle, body, body, upload("b.txt", data), "Another title", 1, "open", by
    )
    assert (again != document, again.file.name) == (True, document.file.name)
    assert len(keys(bucket)) == 1


def test_torn_and_lost_bytes_are_found_and_put_back(opened: Opened, bucket: Any, preparer: Client) -> None:
    document = opened.document("agriculture")
    with document.file.open() as file:
        data = file.read()
    bucket.Object(document.file.name).put(Body=data[:-1])
    assert store().fault_of(document.file.name, document.sha256, document.size) == FileFault.TORN
    assert preparer.get(reverse("document", args=[document.pk])).status_code != 200
    bucket.Object(document.file.name).put(Body=b"x" * len(data))  # of the same size
    assert sweep(everything=True) == (1, 1)
    assert KeptFile.objects.get().fault == FileFault.TORN
    assert opened.document("agriculture") == document  # the same file sent again mends it
    assert not store().fault_of(document.file.name, document.sha256, document.size)
    bucket.Object(document.file.name).delete()
    assert store().fault_of(document.file.name, document.sha256) == FileFault.MISSING


def test_nothing_is_written_over_and_nothing_half_is_left(opened: Opened, bucket: Any) -> None:
    storage: Any = store()
    first = storage.save("conclusions/1.pdf", ContentFile(b"first"))
    second = storage.save("conclusions/1.pdf", ContentFile(b"second"))
    assert first != second
    with storage.open(first) as file:
        assert file.read() == b"first"
    # other bytes than were announced
    with pytest.raises(Refusal) as refusal, storage.beside("documents/a", io.BytesIO(b"one"), "0" * 64, 3):
        pytest.fail("it was taken")
    assert refusal.value.code == "disk"
    # an act that is undone
    digest = hashlib.sha256(b"one").hexdigest()
    with pytest.raises(ZeroDivisionError), storage.beside("documents/a", io.BytesIO(b"one"), digest, 3):
        raise ZeroDivisionError
    assert sorted(keys(bucket)) == sorted([first, second])


def test_a_document_that_is_refused_at_last_leaves_nothing(
    opened: Opened, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: Any, **_kwargs: Any) -> None:
        raise Refusal("state", "No.")

    monkeypatch.setattr("reports.actions.documents.note", failing)
    with pytest.raises(Refusal):
        opened.document("agriculture")
    assert keys(bucket) == []
    assert not Document.objects.exists()


def test_a_bucket_that_is_away_is_said(opened: Opened) -> None:
    storage = env.files("s3://key:secret@127.0.0.1:9/sarap?tls=0")
    with override_settings(STORAGES={"default": storage}), pytest.raises(Refusal) as refusal:
        opened.document("agriculture")
    assert refusal.value.code == "disk"
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "text", ["http://key:secret@host/bucket", "s3://host/bucket", "s3://key:secret@host"]
)
def test_an_address_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises(env.EnvironmentRefused, match="SARAP_FILES"):
        env.files(text)
