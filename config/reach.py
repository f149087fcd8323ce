"""What of the portal's code a running page, button or job reaches, followed name by name from the doors.

A rule that only tests call is no rule of the portal yet: the table of clauses and the tests' tally ask
``unreached_rules``. A function that nothing reaches, the demo and the commands included, is dead: a test asks
``dead``. Read from the source, nothing is run; a class is reached as a whole, with its methods.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from config.environment import ROOT
from config.floors import FLOORS, PACKAGES

#: Rooms of a floor that something running opens by itself, as wholes.
DOORS = ("urls", "demo_urls", "admin", "apps", "tasks", "registration", "rights", "guards", "checks")
DOOR_FOLDERS = ("templatetags", "management", "models", "migrations")
#: Where the project itself opens doors …
ENTRANCES = (
    "config.urls",
    "config.celery",
    "config.settings",
    "config.environment",
    "config.unfold",
    "config.checks",
    "config.apps",
)
#: … and what only loads the demo, keeps its servers or writes documents.
BACKSTAGE = (
    "config",
    "engine.__main__",
    "engine.foreign.reader",
    "engine.methodology_format.__main__",
    "reports.signing.practice",
)
_NAMED = re.compile(r"[a-z_]+(?:\.[a-zA-Z_]+)+")

#: A clause cited in a docstring, a comment or a law(…): c57, c4.2, D7.
CITED = re.compile(r"\b(c\d+(?:\.\d+)?|D\d+)\b")
#: The same, or a span of points: c54–c56.
CITED_SPAN = re.compile(r"\b(c\d+(?:\.\d+)?(?:–c?\d+(?:\.\d+)?)?|D\d+|A(?=[,)]))")

Name = tuple[str, str]  # module, top-level name


@dataclass
class Module:
    """A module's top level: what it defines, what its names stand for, what runs when it is imported."""

    path: Path
    opening: str
    defined: dict[str, ast.stmt] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)
    at_import: list[ast.AST] = field(default_factory=list)


@cache
def modules() -> dict[str, Module]:
    """Dotted name → module, of every package of the portal."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): _read(path)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def _read(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = Module(path, ast.get_docstring(tree) or "")
    package = list(path.relative_to(ROOT).parent.parts)
    for node in tree.body:
        match node:
            case ast.ImportFrom():
                above = package[: len(package) - node.level + 1] if node.level else []
                source = ".".join([*above, *filter(None, [node.module])])
                found.imported |= {one.asname or one.name: (source, one.name) for one in node.names}
            case ast.Import():
                found.imported |= {one.asname: (one.name, "") for one in node.names if one.asname}
            case ast.FunctionDef() | ast.ClassDef():
                found.defined[node.name] = node
                # a decorator that registers runs at import, and what it registers is then found
                found.at_import += node.decorator_list
            case ast.Assign(targets=targets):
                names = [
                    name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
                ]
                found.defined |= dict.fromkeys(names, node)
                found.at_import.append(node)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.defined[name] = node
                found.at_import.append(node)
            case _:
                found.at_import.append(node)
    return found


def _is_door(name: str) -> bool:
    floor, _dot, rest = name.partition(".")
    parts = rest.split(".")
    return floor in FLOORS and (
        parts[0] in DOORS or parts[0].startswith("admin_") or any(part in DOOR_FOLDERS for part in parts)
    )


@cache
def reached(*, backstage: bool = False) -> frozenset[Name]:
    """(module, name) of every top-level definition that a door leads to; with ``backstage``, the demo's walk too."""
    known = modules()
    found: set[Name] = set()
    touched: set[str] = set()
    waiting: list[Name] = []

    def touch(module: str) -> None:
        if module in known and module not in touched:
            touched.add(module)
            for node in known[module].at_import:
                waiting.extend(_names_in(module, node))
            for source, name in known[module].imported.values():
                touch(f"{source}.{name}" if f"{source}.{name}" in known else source)

    for module in known:
        inside = module in ENTRANCES or _is_door(module)
        if inside or (backstage and any(module == one or module.startswith(f"{one}.") for one in BACKSTAGE)):
            touch(module)
            waiting += [(module, name) for name in known[module].defined]
    waiting += [one for module in ENTRANCES for one in _named_as_text(module)]
    while waiting:
        resolved = _resolve(*waiting.pop())
        if resolved is None or resolved in found:
            continue
        found.add(resolved)
        module, name = resolved
        touch(module)
        waiting.extend(_names_in(module, known[module].defined[name]))
    return frozenset(found)


def _resolve(module: str, name: str) -> Name | None:
    """Where the name is defined, through what packages pass on; None outside the portal."""
    known = modules()
    for _step in range(6):
        if module not in known:
            return None
        if name in known[module].defined:
            return module, name
        if name not in known[module].imported:
            return None
        module, name = known[module].imported[name]
    return None


def _names_in(module: str, node: ast.AST) -> Iterator[Name]:
    """What a piece of code of ``module`` names: its own definitions, imported ones, and parts of imported modules."""
    known = modules()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield module, one.id
        elif isinstance(one, ast.Call):
            # a module that is handed on as a whole answers with all that it has
            for given in one.args:
                source, name = known[module].imported.get(getattr(given, "id", ""), ("", ""))
                yield from ((f"{source}.{name}", part) for part in _public_parts(f"{source}.{name}"))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            source, name = known[module].imported.get(one.value.id, ("", ""))
            whole = f"{source}.{name}".rstrip(".")
            if whole in known:
                yield whole, one.attr
        elif isinstance(one, ast.ImportFrom) and one.module:
            yield from ((one.module, part.name) for part in one.names)


def _public_parts(module: str) -> list[str]:
    known = modules()
    return [name for name in known[module].defined if not name.startswith("_")] if module in known else []


def _named_as_text(module: str) -> Iterator[Name]:
    """Names that settings write as text: middleware, context processors, adapters, callbacks."""
    for text in _NAMED.findall(modules()[module].path.read_text(encoding="utf-8")):
        owner, _dot, name = text.rpartition(".")
        yield owner, name


def unreached_rules() -> dict[str, set[str]]:
    """Module → its top-level functions and classes that no door leads to."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, read in modules().items():
        for name, node in read.defined.items():
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and (module, name) not in reached():
                found[module].add(name)
    return found


def dead() -> list[str]:
    """Top-level functions and classes that nothing reaches, the demo's walk and the commands included."""
    living = reached(backstage=True)
    return sorted(
        f"{module}.{name}"
        for module, read in modules().items()
        for name, node in read.defined.items()
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (module, name) not in living
    )


def unreached_clauses() -> dict[str, set[str]]:
    """Clause → what states its rule and is reached by nothing running: a function or class by the first line of its
    docstring, a module of which nothing is reached by its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, names in unreached_rules().items():
        if module.partition(".")[0] == "config":
            continue
        read = modules()[module]
        said = {f"{module}.{name}": _first_line(read.defined[name]) for name in names}
        rules = [node for node in read.defined.values() if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        if len(names) == len(rules):
            said[module] = read.opening.split("\n")[0]
        for where, words in said.items():
            for cited in CITED_SPAN.findall(words):
                for code in _codes(cited):
                    found[code].add(where)
    return found


@cache
def running_clauses() -> frozenset[str]:
    """The clauses that a reached function or class names: in its docstring, its law or its refusals."""
    found: set[str] = set()
    for module, name in reached():
        read = modules()[module]
        node = read.defined[name]
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and module.partition(".")[0] != "config":
            lines = read.path.read_text(encoding="utf-8").splitlines()
            begin = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            for cited in CITED_SPAN.findall("\n".join(lines[begin - 1 : node.end_lineno])):
                found.update(_codes(cited))
    return frozenset(found)


def _first_line(node: ast.stmt) -> str:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        return ""
    return (ast.get_docstring(node) or "").split("\n")[0]


def _codes(cited: str) -> Iterator[str]:
    """c54 of "c54"; c54, c55, c56 of "c54–c56"; c4.2, c4.3 of "c4.2–c4.3"."""
    first, _dash, last = cited.partition("–")
    if not last:
        yield from clause_and_its_point(first)
        return
    last = last.removeprefix("c")
    if "." in first and "." in last:
        point, _dot, start = first.partition(".")
        yield from (f"{point}.{number}" for number in range(int(start), int(last.split(".")[1]) + 1))
        yield point
    else:
        start, end = first.removeprefix("c").split(".")[0], last.split(".")[0]
        yield from (f"c{number}" for number in range(int(start), int(end) + 1))


def clause_and_its_point(code: str) -> Iterator[str]:
    """A clause and the point that it is part of: c9.3 is also c9."""
    yield code
    if "." in code:
        yield code.split(".")[0]
