"""Addresses in the environment become settings; what cannot be understood is refused with the variable's name."""

from __future__ import annotations

import pytest

from config import environment as env


def test_a_database_with_everything() -> None:
    settings = env.database("postgresql://us%40er:p%2Fss@db.example:6432/sa%20rap?sslmode=require")
    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "sa rap",
        "USER": "us@er",
        "PASSWORD": "p/ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket() -> None:
    settings = env.database("postgresql:///sarap?host=/run/postgresql&user=sarap")
    assert (settings["HOST"], settings["USER"], settings["PORT"]) == ("/run/postgresql", "sarap", "")
    assert settings["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("text", "cache", "broker"),
    [
        ("redis://:p@r:6379/1", "redis://:p@r:6379/1", "redis://:p@r:6379/1"),
        ("unix:///run/v.sock?db=2", "unix:///run/v.sock?db=2", "redis+socket:///run/v.sock?virtual_host=2"),
        ("unix:///run/v.sock", "unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
    ],
)
def test_redis_for_cache_and_for_celery(text: str, cache: str, broker: str) -> None:
    assert env.redis_addresses(text) == (cache, broker)


@pytest.mark.parametrize(
    ("text", "port", "tls", "ssl"),
    [
        ("smtp://mail", 25, False, False),
        ("smtp+tls://u:p@mail", 587, True, False),
        ("smtp+ssl://u:p@mail", 465, False, True),
        ("smtp+tls://mail:2525", 2525, True, False),
    ],
)
def test_letters(text: str, port: int, tls: bool, ssl: bool) -> None:
    settings = env.email(text)
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (env.database, "sqlite:///db", "DATABASE_URL begins with 'sqlite'"),
        (env.database, "postgresql://db:port/x", "DATABASE_URL is not an address"),
        (env.redis_addresses, "memcached://x", "REDIS_URL begins with 'memcached'"),
        (env.email, "mail.example", "EMAIL_URL begins with ''"),
    ],
)
def test_what_is_not_understood_is_named(parse: object, text: str, sentence: str) -> None:
    with pytest.raises(env.EnvironmentRefused, match=sentence):
        parse(text)  # type: ignore[operator]


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARAP_LOG_LEVEL", "  ")
    assert env.read("SARAP_LOG_LEVEL") == "INFO"
