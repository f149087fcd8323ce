"""Loading the register of bodies, scopes, roles and reorganisations from files (D2, A, c10, c15), and demo accounts.

    loaded = load_register(directory, demo_accounts=True)
    loaded.created, loaded.kept, loaded.changed, loaded.differing

The files are those of ``fixtures/register/``: ``*_bodies.yaml``, ``roles.yaml``, ``reorganisations.yaml``,
``demo_accounts.yaml``. A row is known again by its natural key (a body by its slug, a dated row by its subject and
first day), so that loading twice changes nothing. What staff edited since stays as it is and is named in
``differing``, unless ``overwrite`` is asked for. A bad file is refused whole, every fault with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from evaluation.models import Body, JournalEntry, Membership, Reorganisation, Role, RoleHolder, Scope, User
from evaluation.models.base import LANGUAGES
from evaluation.models.journal import name_of
from evaluation.opened_years import hold_years, is_read

CENTRAL_FILE, LOCAL_FILE, OTHER_FILE = "central_bodies.yaml", "local_bodies.yaml", "other_bodies.yaml"
#: Where each list of bodies begins in the order of lists.
BODY_FILES = {CENTRAL_FILE: 0, LOCAL_FILE: 100, OTHER_FILE: 200}

RegisterRow = Mapping[str, Any]


class RegisterRefused(Exception):
    """The files cannot be loaded: ``faults`` says every place and what is wrong there."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Loaded:
    """What a load did, by model name; ``differing`` names rows that staff edited and the load left alone."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """One file: its name, what stands above its rows, and the rows."""

    name: str
    top: RegisterRow
    rows: list[RegisterRow]

    def value(self, row: RegisterRow, key: str, default: Any = None) -> Any:
        """The row's own value, or the one that stands above all rows."""
        return row.get(key, self.top.get(key, default))


def register_directory() -> Path:
    """Where the shipped register lies."""
    return Path(settings.BASE_DIR) / "fixtures" / "register"


def load_register(
    directory: Path | None = None, *, demo_accounts: bool = False, overwrite: bool = False
) -> Loaded:
    """Load the files of ``directory`` (the shipped ones) in one transaction; nothing is loaded if anything is wrong.

    ``demo_accounts``: also the accounts of the demo, without passwords. Raises RegisterRefused; and PermissionError
    for demo accounts in production.
    """
    if demo_accounts and settings.PRODUCTION:
        raise PermissionError("Demo accounts are not loaded in production.")
    with transaction.atomic():
        hold_years()
        load = _Load(directory or register_directory(), overwrite)
        for name, first in BODY_FILES.items():
            load.bodies(load.read(name, "bodies"), first)
        load.roles(load.read("roles.yaml", "roles"))
        load.reorganisations(load.read("reorganisations.yaml", "reorganisations"))
        if demo_accounts:
            load.accounts(load.read("demo_accounts.yaml", "accounts"))
        if load.faults:
            raise RegisterRefused(load.faults)
        JournalEntry.objects.bulk_create(load.entries)
    return load.loaded


class _Load:
    def __init__(self, directory: Path, overwrite: bool) -> None:
        self.directory, self.overwrite = directory, overwrite
        self.loaded = Loaded()
        self.faults: list[str] = []
        self.known: dict[str, Body] = {body.slug: body for body in Body.objects.all()}
        self.evaluated: list[Body] = []
        self.rows: dict[tuple[type[models.Model], tuple[str, ...]], dict[tuple[Any, ...], Any]] = {}
        self.entries: list[JournalEntry] = []

    def read(self, name: str, key: str) -> File:
        """The file's rows; a file that is not there, or not such a file, is a fault."""
        try:
            text = (self.directory / name).read_text(encoding="utf-8-sig")
            document = yaml.safe_load(text)
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            self.faults.append(f"{name}: cannot be read: {error}")
            return File(name, {}, [])
        rows = document.get(key) if isinstance(document, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(f"{name}: has no list “{key}” of rows.")
            return File(name, {}, [])
        return File(name, document, rows)

    def bodies(self, file: File, first: int) -> None:
        for number, row in enumerate(file.rows, start=1):
            place = f"{file.name}, {row.get('slug', f'row {number}')}"
            with self._at(place):
                parent = self._body(row["parent"]) if row.get("parent") else None
                span = _span(file, row)
                body = self._put(
                    Body,
                    {"slug": row["slug"]},
                    {
                        **_names("name", row["name"]),
                        **_names("short_name", row.get("short_name", row["name"])),
                        **span,
                        "kind": file.value(row, "kind"),
                        "parent": parent,
                        "accountable_to_president": bool(row.get("accountable_to_president", False)),
                        "order": first + number,
                        "source": _source(file, row),
                    },
                    "D2",
                )
                self.known[body.slug] = body
                if row.get("scope"):
                    self._scope(file, row, body, span)

    def _scope(self, file: File, row: RegisterRow, body: Body, span: RegisterRow) -> None:
        scope = row["scope"]
        blocks = scope["blocks"]
        self._put(
            Scope,
            {"body": body, "valid_from": span["valid_from"]},
            {
                "valid_until": span["valid_until"],
                "source": file.top.get("source", ""),
                "number": scope["number"],
                **{f"block{block}": block in blocks for block in (1, 2, 3)},
                **_names("outside", scope.get("outside") or dict.fromkeys(LANGUAGES, "")),
            },
            "A",
        )
        self.evaluated.append(body)

    def roles(self, file: File) -> None:
        for row in file.rows:
            with self._at(f"{file.name}, {row.get('role')}"):
                span = _span(file, row)
                self._put(
                    RoleHolder,
                    {"role": Role(row["role"]), "valid_from": span["valid_from"]},
                    {
                        "valid_until": span["valid_until"],
                        "body": self._body(row["body"]),
                        "source": file.value(row, "source", ""),
                    },
                    "c10",
                )

    def reorganisations(self, file: File) -> None:
        for row in file.rows:
            with self._at(f"{file.name}, {row.get('body')}"):
                self._put(
                    Reorganisation,
                    {
                        "body": self._body(row["body"]),
                        "successor": self._body(row["successor"]),
                        "took_effect_on": row["took_effect_on"],
                    },
                    {"act": row["act"]},
                    "c54",
                )

    def accounts(self, file: File) -> None:
        domain = file.top.get("mail_domain", "")
        for row in file.rows:
            with self._at(f"{file.name}, {row.get('prefix')}"):
                bodies = (
                    self.evaluated
                    if row["bodies"] == "evaluated"
                    else [self._body(slug) for slug in row["bodies"]]
                )
                for body in bodies:
                    for number in range(1, int(row.get("count", 1)) + 1):
                        self._account(file, row, body, number, domain)

    def _account(self, file: File, row: RegisterRow, body: Body, number: int, domain: str) -> None:
        again = f"-{number}" if number > 1 else ""
        username = f"{row['prefix']}{again}.{body.slug}"
        titles = {
            f"title_{code}": _numbered(row["title"][code], code, number).format(
                body=getattr(body, f"short_name_{code}")
            )
            for code in LANGUAGES
        }
        person = self._put(
            User, {"username": username}, {**titles, "email": f"{username}@{domain}"}, "", password=False
        )
        self._put(
            Membership,
            {"user": person, "body": body, "office": row["office"], "valid_from": file.top["valid_from"]},
            {"source": "demo"},
            "c5",
        )

    def _put(
        self,
        model: type[models.Model],
        key: dict[str, Any],
        values: dict[str, Any],
        clause: str,
        *,
        password: bool = True,
    ) -> Any:
        """The row of ``key``: made if it is not there; if it differs, left alone or, when asked, overwritten."""
        name = str(model._meta.model_name)
        known, own = self._known(model, tuple(key)), tuple(key.values())
        found: Any = known.get(own)
        if found is None:
            found = model(**key, **values)
            if not password:
                found.set_unusable_password()
            found.clean_fields()
            found.save(force_insert=True)
            known[own] = found
            self.loaded.created[name] += 1
            verb = "load"
        else:
            differing = [attr for attr, value in values.items() if getattr(found, attr) != value]
            if not differing:
                self.loaded.kept[name] += 1
                return found
            if not self.overwrite:
                self.loaded.kept[name] += 1
                self.loaded.differing.append(f"{name} {found}: {', '.join(differing)}")
                return found
            self._refuse_read(found, differing)
            for attr in differing:
                setattr(found, attr, values[attr])
            found.clean_fields()
            found.save(update_fields=differing)
            self.loaded.changed[name] += 1
            verb = "reload"
        if clause:
            self.entries.append(_entry(found, verb, clause))
        return found

    def _refuse_read(self, row: Any, differing: list[str]) -> None:
        closed = [name for name in differing if name not in ("valid_until", "order")]
        if not isinstance(row, User | Membership) and closed and is_read(row):
            raise ValueError(
                f"a year that is opened has read this row; it keeps {', '.join(closed)} (a change is a new dated row)"
            )

    def _known(self, model: type[models.Model], key: tuple[str, ...]) -> dict[tuple[Any, ...], Any]:
        """The rows of the model by their natural key, read once."""
        if (model, key) not in self.rows:
            related = [name for name in key if model._meta.get_field(name).is_relation]
            found = model._default_manager.select_related(*related) if related else model._default_manager
            self.rows[model, key] = {tuple(getattr(row, name) for name in key): row for row in found.all()}
        return self.rows[model, key]

    def _body(self, slug: str) -> Body:
        if slug not in self.known:
            raise ValueError(f"no body “{slug}” in the files above or in the register")
        return self.known[slug]

    def _at(self, place: str) -> _Place:
        return _Place(self, place)


class _Place:
    """Collects what goes wrong in one row, and undoes the row, so that one load names every fault."""

    def __init__(self, load: _Load, place: str) -> None:
        self.load, self.place = load, place
        self.savepoint = transaction.atomic()

    def __enter__(self) -> _Place:
        self.savepoint.__enter__()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        self.savepoint.__exit__(kind, error, trace)
        if error is None:
            return False
        for sentence in _sentences(error):
            self.load.faults.append(f"{self.place}: {sentence}")
        return isinstance(error, _FAULTS)


_FAULTS = (KeyError, TypeError, ValueError, AttributeError, OverflowError, ValidationError, DatabaseError)


def _sentences(error: BaseException) -> Iterator[str]:
    if isinstance(error, ValidationError):
        if not hasattr(error, "error_dict"):
            yield " ".join(error.messages)
            return
        for name, messages in error.message_dict.items():
            yield f"{name}: {' '.join(messages)}"
    elif isinstance(error, KeyError):
        yield f"lacks “{error.args[0]}”"
    elif isinstance(error, DatabaseError):
        yield str(error).splitlines()[0]
    elif isinstance(error, _FAULTS):
        yield str(error)


def _entry(row: Any, verb: str, clause: str) -> JournalEntry:
    """The journal's entry of one row; nobody acts but the load itself."""
    subject = row if isinstance(row, Body) else getattr(row, "body", None)
    return JournalEntry(
        act=f"{row._meta.model_name}.{verb}",
        clause=clause,
        object_type=row._meta.label_lower,
        object_id=row.pk,
        object_name=name_of(row),
        subject=subject,
    )


def _span(file: File, row: RegisterRow) -> dict[str, Any]:
    """First and last day, both inclusive."""
    begins, ends = file.value(row, "valid_from"), row.get("valid_until")
    if not isinstance(begins, date):
        raise ValueError("“valid_from” must be a date, YYYY-MM-DD")
    if ends is not None and (not isinstance(ends, date) or ends < begins):
        raise ValueError("“valid_until” must be a date not before “valid_from”")
    return {"valid_from": begins, "valid_until": ends}


def _names(stem: str, names: RegisterRow) -> dict[str, str]:
    """{stem_kk, stem_ru, stem_en}; every language must be there."""
    return {f"{stem}_{code}": names[code] for code in LANGUAGES}


def _source(file: File, row: RegisterRow) -> str:
    """The row's source and where its names and its place under the President were seen, in one line."""
    seen = "; ".join(f"{code}: {where}" for code, where in row.get("where_seen", {}).items())
    parts = (file.value(row, "source", ""), seen, row.get("accountable_source", ""))
    return ". ".join(part for part in parts if part)


def _numbered(title: str, language: str, number: int) -> str:
    """The title of the second and further offices of one kind: «Оценивающий № 2, {body}»."""
    if number == 1:
        return title
    sign = "No." if language == "en" else "№"
    office, comma, rest = title.partition(", {body}")
    return f"{office} {sign}\N{NO-BREAK SPACE}{number}{comma}{rest}"
