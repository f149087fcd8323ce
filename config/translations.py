"""Every sentence the portal says, found in code and templates; the catalogues in `locale/`, kept and compiled.

Extraction reads Python by its syntax tree and templates by Django's own `templatize`; catalogues are read and
written by Babel. No system gettext is needed.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.environment import ROOT
from config.floors import PACKAGES

LOCALE = ROOT / "locale"
LANGUAGES = ("kk", "ru", "en")
SOURCE_FOLDERS = (*PACKAGES, "templates")
TEMPLATE_SUFFIXES = (".html", ".txt", ".svg", ".xml")
#: Function → places of (context, singular, plural) among its arguments; None: it has none.
SIGNATURES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
#: (context, singular): what identifies a message.
Key = tuple[str | None, str]


@dataclass
class Found:
    """One message and every place ("path", line) that says it."""

    plural: str | None = None
    places: list[tuple[str, int]] = field(default_factory=list)


class ExtractionRefused(Exception):
    """A sentence is written so that it cannot be found; the message says where and what to write."""


# --- Finding -------------------------------------------------------------------------------------------------


def sources() -> Iterator[Path]:
    """The files that may speak to a user, in a stable order."""
    for folder in SOURCE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            speaks = path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts)
            if speaks and path.is_file() and "migrations" not in path.parts:
                yield path


def extract() -> dict[Key, Found]:
    """Every message of the portal. Raises ExtractionRefused."""
    messages: dict[Key, Found] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        found = from_python(text, name) if path.suffix == ".py" else from_template(text, name)
        for context, singular, plural, line in found:
            entry = messages.setdefault((context, singular), Found())
            entry.plural = entry.plural or plural
            entry.places.append((name, line))
    return messages


def from_python(text: str, name: str) -> Iterator[tuple[str | None, str, str | None, int]]:
    """(context, singular, plural, line) of each call of a translation function in Python source `text`.

    Functions are known by where they were imported from, under whatever name; gettext_noop may also come from a
    module of our own, where the code knows nothing of Django. A call whose text is put together
    at run time raises ExtractionRefused; a variable's name is allowed (its text was marked by gettext_noop).
    """
    tree = ast.parse(text, name)
    functions: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            known = SIGNATURES if node.module == "django.utils.translation" else ("gettext_noop",)
            functions |= {item.asname or item.name: item.name for item in node.names if item.name in known}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            function = functions.get(called.id)
        elif isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "translation":
            function = called.attr if called.attr in SIGNATURES else None
        else:
            function = None
        if function is None:
            continue
        texts = [_literal(argument, name) for argument in node.args]
        context, singular, plural = (
            None if place is None or place >= len(texts) else texts[place] for place in SIGNATURES[function]
        )
        if singular is not None:
            yield context, singular, plural, node.lineno


def _literal(node: ast.expr, name: str) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, (ast.JoinedStr, ast.BinOp)):
        raise ExtractionRefused(
            f"{name}:{node.lineno}: a sentence put together at run time has no translation; "
            'write gettext("… %(name)s …") % {"name": …}.'
        )
    return None


_CALL = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")
_STRING = re.compile(r"""\s*,?\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""", re.DOTALL)


def from_template(text: str, name: str) -> Iterator[tuple[str | None, str, str | None, int]]:
    """(context, singular, plural, line) of each translation tag in the source `text` of a Django template."""
    code = templatize(text, origin=name)
    for call in _CALL.finditer(code):
        texts: list[str] = []
        position = call.end()
        while literal := _STRING.match(code, position):
            texts.append(ast.literal_eval(literal[1]))
            position = literal.end()
        function = "gettext" if call[1] == "_" else call[1]
        context, singular, plural = (
            None if place is None or place >= len(texts) else texts[place] for place in SIGNATURES[function]
        )
        if singular:
            yield context, singular, plural, code.count("\n", 0, call.start()) + 1


# --- Catalogues ----------------------------------------------------------------------------------------------


def catalog_path(language: str) -> Path:
    """The `.po` file, which need not exist; its `.mo` lies beside it."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalog(language: str) -> Catalog:
    """The catalogue of `language`, empty when its file does not exist."""
    path = catalog_path(language)
    if not path.exists():
        return _empty_catalog(language)
    with open(path, "rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def _empty_catalog(language: str) -> Catalog:
    """A catalogue without messages, its heading the same whenever and by whomever it is written."""
    return Catalog(
        locale=language,
        project="Sarap",
        version="1",
        charset="utf-8",
        header_comment=f"# Sarap: {Locale(language).english_name}. `make messages` brings it up to date.",
        creation_date=datetime(2018, 8, 4, tzinfo=UTC),
        revision_date=datetime(2018, 8, 4, tzinfo=UTC),
        last_translator="Sarap",
        language_team=language,
        msgid_bugs_address="sarap@localhost",
        fuzzy=False,
    )


def key_of(message: Message) -> Key:
    """(context, singular): Babel's id of a message with plurals is a pair, of which only the first counts."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, singular


def texts_of(message: Message) -> list[str]:
    """The translations: one, or one for each plural form."""
    return [message.string or ""] if isinstance(message.string, (str, type(None))) else list(message.string)


def update_catalogs() -> dict[str, int]:
    """Bring every catalogue to the messages of code and templates; {language: how many want translating}.

    Translations are kept, new messages come in empty (English: as they stand), those no longer said go out.
    """
    messages = extract()
    wanting: dict[str, int] = {}
    for language in LANGUAGES:
        old = read_catalog(language)
        known = {key_of(message): message for message in old if message.id}
        new = _empty_catalog(language)
        wanting[language] = 0
        for (context, singular), found in sorted(messages.items(), key=lambda item: item[1].places[0]):
            before = known.get((context, singular))
            flags = {"python-format"} if re.search(r"%\(\w+\)[sd]", singular) else set()
            string: str | tuple[str, ...] = ""
            if before is not None and isinstance(before.id, str) == (found.plural is None):
                string = before.string if isinstance(before.string, str) else tuple(before.string or ())
                flags |= before.flags & {"fuzzy"}
            elif language == "en":
                string = singular if found.plural is None else (singular, found.plural)
            identity = singular if found.plural is None else (singular, found.plural)
            files = sorted({(path, 0) for path, _ in found.places})
            message = new.add(identity, string, locations=files, flags=flags, context=context)
            wanting[language] += "fuzzy" in flags or not all(texts_of(message))
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            write_po(file, new, width=110, include_lineno=False)
    return wanting


def compile_catalogs() -> list[Path]:
    """Write the `.mo` files that are missing or older than their catalogue; which were written.

    Each is replaced whole, so that two processes may do it at once.
    """
    written = []
    for language in LANGUAGES:
        source = catalog_path(language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            write_mo(file, read_catalog(language))
        os.chmod(name, 0o644)
        os.replace(name, target)
        written.append(target)
    return written


def problems() -> list[str]:
    """What keeps a reader of some language from reading everything: one line each, empty when nothing does."""
    messages = extract()
    lines = []
    for language in LANGUAGES:
        catalog = {key_of(message): message for message in read_catalog(language) if message.id}
        for key, found in messages.items():
            place = f"{found.places[0][0]}:{found.places[0][1]}"
            message = catalog.get(key)
            if message is None:
                lines.append(f"{language}: not in the catalogue: {key[1]!r} ({place})")
            elif message.fuzzy:
                lines.append(f"{language}: marked fuzzy: {key[1]!r} ({place})")
            elif not all(texts_of(message)):
                lines.append(f"{language}: not translated: {key[1]!r} ({place})")
            else:
                lines.extend(
                    f"{language}: names other values than {key[1]!r} ({place}): {text!r}"
                    for text in texts_of(message)
                    if _values(text) - _values(key[1]) - _values(found.plural or "")
                )
    return lines


def _values(text: str) -> set[str]:
    """The named values, `%(name)s` and `{name}`, in a sentence."""
    return set(re.findall(r"%\((\w+)\)", text)) | set(re.findall(r"(?<!\{)\{(\w+)\}", text))
