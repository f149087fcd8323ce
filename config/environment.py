"""What the portal reads from its environment, as plain values. Imports neither Django nor an app.

Every variable is read here, through one of the functions below, and nowhere else: a test holds the list
(`VARIABLES`), `docker-compose.yml` and the table in `docs/operations.md` together.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

MODES = ("demo", "development", "test", "production")

#: Every variable the portal reads and what holds when it is unset (None: required in production).
VARIABLES: dict[str, str | None] = {
    "SARAP_MODE": "development",
    "SECRET_KEY": None,
    "DATABASE_URL": None,
    "DATABASE_OWNER_URL": "",
    "REDIS_URL": None,
    "ALLOWED_HOSTS": None,
    "SARAP_BASE_URL": None,
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "sarap@localhost",
    "MEDIA_ROOT": "",
    "SARAP_VAR": "",
    "SARAP_LOG_LEVEL": "INFO",
    "SARAP_TRUST_PROXY": "0",
    "SARAP_HSTS_SECONDS": "31536000",
    "SARAP_JOURNAL_KEY": "",
    "SARAP_SECOND_STEP_KEYS": "",
    "SARAP_STATEMENT_SECONDS": "0",
    "SARAP_INTEREST_DAYS": "365",
    "SARAP_SCANNER": "",
    "SARAP_SIGNING_WAYS": "",
    "SARAP_NCALAYER_URL": "wss://127.0.0.1:13579",
    "SARAP_NCANODE_URL": "",
    "SARAP_FILES": "",
}

#: What production cannot do without.
REQUIRED_IN_PRODUCTION = tuple(name for name, default in VARIABLES.items() if default is None)

#: What the settings use outside production when nobody sets a key. Never a secret: production refuses it.
DEMO_SECRET = "demo-only-key-that-production-refuses-0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105


class EnvironmentRefused(Exception):
    """The environment contradicts itself or lacks something; the message says what to set."""


def read(name: str) -> str:
    """The value of variable `name`, or what `VARIABLES` says for it when unset or empty ("" for None)."""
    return os.environ.get(name, "").strip() or VARIABLES[name] or ""


def mode() -> str:
    """demo, development, test or production. Raises EnvironmentRefused for anything else."""
    value = read("SARAP_MODE")
    if value not in MODES:
        raise EnvironmentRefused(f"SARAP_MODE={value!r}: choose one of {', '.join(MODES)}.")
    return value


def var_dir() -> Path:
    """Where everything the portal writes outside its database goes (`var/` unless SARAP_VAR says)."""
    return Path(read("SARAP_VAR") or ROOT / "var").absolute()


@dataclass(frozen=True)
class Url:
    """A service's address: scheme://user:password@host:port/name?option=value, percent-decoded."""

    scheme: str
    user: str
    password: str
    host: str
    port: int | None
    name: str
    options: dict[str, str]


def parse_url(variable: str, text: str, schemes: tuple[str, ...]) -> Url:
    """`text` taken apart. Raises EnvironmentRefused, naming `variable`, for a scheme not in `schemes`."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise EnvironmentRefused(f"{variable} is not an address: {error}.") from error
    if parts.scheme not in schemes:
        raise EnvironmentRefused(
            f"{variable} begins with {parts.scheme!r}; it must begin with one of: {', '.join(schemes)}."
        )
    return Url(
        parts.scheme,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.hostname or ""),
        port,
        unquote(parts.path.lstrip("/")),
        dict(parse_qsl(parts.query)),
    )


def database(text: str) -> dict[str, Any]:
    """Django's settings of one PostgreSQL database from its address.

    `postgresql://user:password@host:5432/name?sslmode=require`; a socket directory goes into `?host=/dir`.
    """
    url = parse_url("DATABASE_URL", text, ("postgres", "postgresql"))
    options = dict(url.options)
    host = options.pop("host", url.host)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.name,
        "USER": options.pop("user", url.user),
        "PASSWORD": url.password,
        "HOST": host,
        "PORT": str(url.port or ""),
        "OPTIONS": options,
    }


def redis_addresses(text: str) -> tuple[str, str]:
    """The address as the cache wants it and as Celery wants it.

    They differ for a socket only: `unix:///dir/file?db=0` is `redis+socket:///dir/file?virtual_host=0`.
    """
    url = parse_url("REDIS_URL", text, ("redis", "rediss", "unix"))
    if url.scheme == "unix":
        return text, f"redis+socket:///{url.name}?virtual_host={url.options.get('db', '0')}"
    return text, text


def email(text: str) -> dict[str, Any]:
    """Django's EMAIL_* settings from `smtp://user:password@host:25` (smtp+tls, smtp+ssl for encryption).

    `consolemail://` prints letters, `locmemmail://` keeps them in memory; neither leaves the machine.
    """
    url = parse_url("EMAIL_URL", text, ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "locmemmail"))
    if url.scheme in ("consolemail", "locmemmail"):
        backend = url.scheme.removesuffix("mail")
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.host,
        "EMAIL_PORT": url.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[url.scheme],
        "EMAIL_HOST_USER": url.user,
        "EMAIL_HOST_PASSWORD": url.password,
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 20,
    }


def scanner(text: str) -> tuple[str, int] | str | None:
    """The virus scanner of `clamd://host:3310` as (host, port), of `unix:///run/clamav/clamd.ctl` as its path.

    None for nothing and for "none". Raises EnvironmentRefused.
    """
    if text in ("", "none"):
        return None
    url = parse_url("SARAP_SCANNER", text, ("clamd", "unix"))
    if url.scheme == "unix":
        return f"/{url.name}"
    if not url.host:
        raise EnvironmentRefused("SARAP_SCANNER names no host: clamd://host:3310.")
    return url.host, url.port or 3310


def files(text: str) -> dict[str, Any]:
    """Django's storage of the portal's files: the folder for nothing, else a bucket that speaks S3.

    `s3://KEY:SECRET@host:3900/bucket?region=garage&tls=0`; without a host it is Amazon's. Raises EnvironmentRefused.
    """
    if not text:
        return {"BACKEND": "evaluation.stored_bytes.FileStore"}
    url = parse_url("SARAP_FILES", text, ("s3",))
    if not (url.name and url.user and url.password):
        raise EnvironmentRefused(
            "SARAP_FILES needs key, secret and bucket: s3://KEY:SECRET@host:3900/bucket."
        )
    scheme = "http" if url.options.get("tls") == "0" else "https"
    port = f":{url.port}" if url.port else ""
    return {
        "BACKEND": "evaluation.object_store.ObjectStore",
        "OPTIONS": {
            "access_key": url.user,
            "secret_key": url.password,
            "bucket_name": url.name,
            "endpoint_url": f"{scheme}://{url.host}{port}" if url.host else None,
            "region_name": url.options.get("region", "us-east-1"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
        },
    }


def refuse_weak_secret(key: str) -> None:
    """Raise EnvironmentRefused for a key that is the demo's, short, repetitive or somebody's placeholder."""
    if key == DEMO_SECRET or "demo" in key.lower() or "insecure" in key.lower() or "change" in key.lower():
        raise EnvironmentRefused(
            "SECRET_KEY is the demo's or a placeholder; production needs its own: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    if len(key) < 50 or len(set(key)) < 10:
        raise EnvironmentRefused("SECRET_KEY is too weak: 50 characters or more, at least 10 different ones.")


def second_step_keys(text: str) -> list[str]:
    """The keys in their order, divided by commas: each 32 bytes in base64. Raises EnvironmentRefused."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not all(_is_key(key) for key in keys):
        raise EnvironmentRefused(
            "SARAP_SECOND_STEP_KEYS: each key is 32 bytes in base64, divided by commas: openssl rand -base64 32."
        )
    return keys


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False


def journal_key(text: str) -> str:
    """`text` itself: 32 bytes in base64, or nothing. Raises EnvironmentRefused."""
    if text and not _is_key(text):
        raise EnvironmentRefused("SARAP_JOURNAL_KEY is not 32 bytes in base64: openssl rand -base64 32.")
    return text
