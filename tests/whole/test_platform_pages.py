"""The pages of no app: the root, the health check; the headers and files that every page has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from config import staticfiles


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB", "en"),
        ("kk-KZ,ru;q=0.5", "kk"),
        ("de-DE,de;q=0.9", "kk"),
        ("", "kk"),
    ],
)
def test_the_root_answers_in_the_browsers_language(client: Client, asked: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert answer.status_code == 302
    assert answer["Location"] == f"/{language}/"
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_the_health_check_tells_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_the_health_check_names_the_silent_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*args: Any, **kwargs: Any) -> None:
        raise OSError("host=secret-address")

    monkeypatch.setattr(connection, "cursor", silent)
    with override_settings(
        CACHES={"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}}
    ):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"unavailable: database, redis\n"


# --- Content security policy ---------------------------------------------------------------------------------


def policy(answer: Any) -> dict[str, set[str]]:
    """{directive: sources} of an answer."""
    rows = (row.split() for row in answer["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in rows}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/healthz", "/kk/", "/ru/accounts/login/", "/en/nowhere/"])
def test_pages_run_no_inline_script(client: Client, path: str) -> None:
    found = policy(client.get(path))
    assert found["script-src"] == {"'self'"}
    assert found["style-src"] == {"'self'"}
    assert found["default-src"] == {"'none'"}
    assert found["frame-ancestors"] == {"'none'"}
    assert found["object-src"] == {"'none'"}
    assert not any("unsafe" in source for sources in found.values() for source in sources)


@pytest.mark.django_db
def test_the_admin_alone_is_looser_and_as_little_as_its_theme_allows(client: Client) -> None:
    strict, admin = policy(client.get("/kk/")), policy(client.get("/kk/admin/login/"))
    differing = {name for name in strict if strict[name] != admin[name]}
    assert differing == {"script-src", "style-src"}
    assert admin["script-src"] == {"'self'", "'unsafe-eval'"}
    assert admin["style-src"] == {"'self'", "'unsafe-inline'"}


# --- Static files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", staticfiles.VENDOR)
def test_files_of_packages_are_found_under_our_addresses(name: str) -> None:
    found = finders.find(name)
    assert isinstance(found, str)
    assert Path(found).stat().st_size > 0


def test_a_file_that_no_package_has_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(staticfiles.VENDOR, "vendor/x", ("fontpkg-inter", "nowhere"))
    with pytest.raises(FileNotFoundError, match="fontpkg-inter has no file nowhere"):
        staticfiles.vendor_path("vendor/x")


def test_every_static_file_that_styles_name_exists(tmp_path: Path) -> None:
    """Production's storage refuses a style sheet that names a file which is not there (here without compressing)."""
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
    assert list((tmp_path / "vendor" / "bootstrap" / "css").glob("bootstrap.min.*.css"))
