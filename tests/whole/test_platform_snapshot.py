"""The demo's first data are kept and put back: together, whole, and only where the same code would make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import servers, snapshot


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo's folder whose servers are stopped."""
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(servers, "release", lambda _var: None)
    monkeypatch.setattr(servers, "ensure", lambda _var: None)
    monkeypatch.setattr(servers, "in_use", lambda _var: False)
    fill(tmp_path)
    return tmp_path


def fill(var: Path) -> None:
    (var / "postgres" / "global").mkdir(parents=True)
    (var / "postgres" / "global" / "pg_control").write_bytes(b"rows")
    (var / "media").mkdir()
    (var / "media" / "file.pdf").write_bytes(b"a file of the rows")


def empty(var: Path) -> None:
    for name in snapshot.TOGETHER:
        (var / name).rename(var / f"away-{name}")


def test_what_a_first_start_made_is_there_again(var: Path) -> None:
    assert snapshot.take(var)
    assert not snapshot.restore(var), "data that are there stay"
    empty(var)
    assert snapshot.restore(var)
    assert (var / "postgres" / "global" / "pg_control").read_bytes() == b"rows"
    assert (var / "media" / "file.pdf").read_bytes() == b"a file of the rows"
    assert not list(var.glob("*.part"))


def test_other_code_does_not_get_it_and_takes_its_place(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert snapshot.take(var)
    empty(var)
    monkeypatch.setattr(snapshot, "digest", lambda: "other")
    assert not snapshot.restore(var)
    assert snapshot.is_first_start(var)
    fill(var)
    assert snapshot.take(var)
    assert [one.name for one in (var / "snapshot").iterdir()] == ["other"]


def test_nothing_is_kept_of_what_runs_or_lies_elsewhere(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (var / "postgres" / "postmaster.pid").write_text("1")
    assert not snapshot.take(var)
    (var / "postgres" / "postmaster.pid").unlink()
    monkeypatch.setattr(servers, "in_use", lambda _var: True)
    assert not snapshot.take(var)
    monkeypatch.setattr(servers, "in_use", lambda _var: False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/sarap")
    assert not snapshot.take(var)
    assert not (var / "snapshot").exists()


def test_a_server_that_ran_meanwhile_spoils_the_copy(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = snapshot._copied

    def and_somebody_starts(source: Path, target: Path) -> bool:
        (var / "postgres" / "global" / "pg_control").write_bytes(b"other rows")
        return copied(source, target)

    monkeypatch.setattr(snapshot, "_copied", and_somebody_starts)
    assert not snapshot.take(var)
    empty(var)
    assert not snapshot.restore(var)


@pytest.mark.parametrize(
    "name", ["reports/actions/x.py", "fixtures/clauses.yaml", "locale/ru/LC_MESSAGES/django.po"]
)
def test_the_digest_follows_code_fixtures_and_words(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("one")
    first = snapshot.digest(tmp_path)
    assert snapshot.digest(tmp_path) == first
    file.write_text("two")
    assert snapshot.digest(tmp_path) != first


def test_the_digest_follows_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = snapshot.digest(tmp_path)
    monkeypatch.setenv("SECRET_KEY", "another secret")
    assert snapshot.digest(tmp_path) != first
