"""The generated tables of the documentation: which clause is where, and who moves what until when.

Both come from the code alone: transitions carry their law, sources and templates cite clauses, tests are marked
with the clauses that they show.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from django.apps import apps
from django.db import models
from django.utils.translation import override

from config.environment import ROOT
from config.floors import FLOORS, GROUND
from config.reach import CITED, clause_and_its_point, running_clauses, unreached_clauses
from config.tower import drawn_into
from evaluation.acting import Law
from evaluation.conditions import Condition, registered
from evaluation.models import Office
from evaluation.models.base import transitions_of

FOLDER = ROOT / "docs"
HEAD = "<!-- Made by `manage.py write_docs` from the code; do not edit. -->\n\n"
IN_TEMPLATE = re.compile(r"""\{%\s*clause\s+([^%]*)%\}|["'](c\d+(?:\.\d+)?|D\d+)["']\|clause_text""")


def documents() -> dict[str, str]:
    """File name below docs/ → its whole text."""
    with override("en"):
        return {
            "architecture.md": drawn_into((FOLDER / "architecture.md").read_text(encoding="utf-8")),
            "clauses.md": clauses_table(),
            "states.md": states_table(),
        }


INTRODUCTION = (
    "Each clause with the modules that hold its rule, the screens that cite it and the tests that show it. It counts as "
    "shown when a test is marked with it and a rule that names it is reached by a running page, button or job; a "
    "rule that only tests call is **not yet** one of the portal's.\n"
)


def clauses_table() -> str:
    """Clause → is it shown → rule (module) → screen (template) → test."""
    rules, screens, tests, not_yet = (
        cited_in_code(),
        cited_in_templates(),
        shown_by_tests(),
        unreached_clauses(),
    )
    lines = [
        HEAD + "# Clauses of the Decree\n",
        INTRODUCTION,
        "| clause | what the portal must | shown | rule | screen | test |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for clause in yaml.safe_load((ROOT / "fixtures" / "clauses.yaml").read_text(encoding="utf-8")):
        code = clause["id"]
        cells = [
            code,
            clause["en"].replace("|", "\\|"),
            _shown(code, tests, not_yet),
            _listed(rules.get(code, ())),
            _listed(screens.get(code, ())),
            _listed(tests.get(code, ())),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _shown(code: str, tests: Mapping[str, set[str]], not_yet: Mapping[str, set[str]]) -> str:
    if code not in tests:
        return "not yet: no test"
    if code in not_yet:
        return "not yet: nothing running reaches " + ", ".join(f"`{name}`" for name in sorted(not_yet[code]))
    if code not in running_clauses():
        return "not yet: no running rule names it"
    return "yes"


def _listed(names: object, most: int = 6) -> str:
    found = sorted(set(names))  # type: ignore[call-overload]
    shown = "<br>".join(f"`{name}`" for name in found[:most])
    return shown + (f"<br>and {len(found) - most} more" if len(found) > most else "")


def cited_in_code() -> dict[str, set[str]]:
    """Clause → the modules that cite it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _modules():
        for code in set(CITED.findall(path.read_text(encoding="utf-8"))):
            for one in clause_and_its_point(code):
                found[one].add(path.relative_to(ROOT).as_posix())
    return found


def _modules() -> Iterator[Path]:
    """The portal's modules, floor by floor, migrations left out."""
    for floor in (GROUND, *FLOORS):
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def cited_in_templates() -> dict[str, set[str]]:
    """Clause → the templates that show it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            for code in CITED.findall(match.group(0)):
                for one in clause_and_its_point(code):
                    found[one].add(path.relative_to(ROOT / "templates").as_posix())
    return found


def shown_by_tests() -> dict[str, set[str]]:
    """Clause → the tests marked with it ("folder/file::test"), read from the source, whether they pass or not."""
    found: dict[str, set[str]] = defaultdict(set)
    folder = ROOT / "tests"
    for path in sorted(folder.rglob("test_*.py")):
        module = path.relative_to(folder).with_suffix("").as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for code in _marks(node):
                    found[code].add(f"{module}::{node.name}")
    return found


def _marks(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause":
            for argument in decorator.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def machines() -> Iterator[type[models.Model]]:
    """The models that have a state machine, floor by floor."""
    for floor in FLOORS:
        for model in apps.get_app_config(floor).get_models():
            if transitions_of(model):
                yield model


def _guard_link(condition: Condition) -> str:
    """The guard's name, leading to its file and line."""
    [explain] = registered(condition.name)
    code = explain.__code__
    path = Path(code.co_filename).relative_to(ROOT).as_posix()
    return f"[{explain.__name__}](../{path}#L{code.co_firstlineno})"


def states_table() -> str:
    """For every state machine: from, to, act, clause, office, until when."""
    lines = [
        HEAD + "# States, acts, offices, deadlines\n",
        "Every state machine of the portal. The database keeps the same moves by triggers made of the same transitions.\n",
    ]
    for model in machines():
        lines += [
            f"## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label}`)\n",
            "| from | act | to | clause | office | right | only if | until |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for name, move in transitions_of(model):
            law: Law = move.custom["law"]
            offices = ", ".join(str(Office(office).label) for office in law.offices)
            if law.by_itself:
                offices += ", or by itself"
            until = f"{law.due.label} (`{law.due.code}`)" if law.due else "no fixed term"
            if not getattr(law.due, "binding", True):
                until += "; late: done and recorded as a violation"
            cells = (
                f"`{move.source}`",
                f"{law.label} (`{name}`)",
                f"`{move.target}`",
                law.clause,
                offices,
                f"`{law.right}`",
                ", ".join(_guard_link(condition) for condition in move.conditions or ()),
                until,
            )
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)
