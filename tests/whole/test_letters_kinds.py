"""Every kind of letter that the code writes has its words, and they read in three languages with their context."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override

from config.floors import FLOORS
from evaluation.models import Body, BodyKind
from schedule.letter_kinds import registered
from schedule.letters import in_words
from schedule.models import Term, TermKind

ROOT = Path(__file__).parents[2]
#: The context of the day's digest, which is written for many people at once.
DIGEST = ("count", "nearest", "matters")
NOT_CONTEXT = {"people", "kind", "key", "about", "path"}
#: Writes the letters of many bodies at once; each brings its context along in a `ToWrite`.
OF_MANY = "write_many"


@dataclass(frozen=True)
class Written:
    """A kind as the code writes it: where, and the names of the context that it is given."""

    kind: str
    module: str
    names: frozenset[str]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _kinds_of(call: ast.Call, place: int, tree: ast.Module) -> set[str]:
    """The kinds that a call may be given: a word, or a name that words are bound to in the module."""
    given = next((k.value for k in call.keywords if k.arg == "kind"), None)
    if given is None and len(call.args) > place:
        given = call.args[place]
    if isinstance(given, ast.Name):
        bound = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _binds(node, given.id)]
        return {kind for node in bound for kind in _words(node.value)}
    return _words(given)


def _binds(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _words(value: ast.expr | None) -> set[str]:
    """The strings that an expression may be: a constant, or either side of a choice."""
    if isinstance(value, ast.IfExp):
        return _words(value.body) | _words(value.orelse)
    return {value.value} if isinstance(value, ast.Constant) and isinstance(value.value, str) else set()


def _given(call: ast.Call, around: ast.AST) -> set[str]:
    """The names that a call hands on: its keywords; of many letters, the keys of each `ToWrite` beside it."""
    given = {k.arg for k in call.keywords if k.arg}
    if _name(call) != OF_MANY:
        return given
    contexts = [
        value
        for one in ast.walk(around)
        if isinstance(one, ast.Call) and _name(one) == "ToWrite"
        for value in (*one.args[2:], *(k.value for k in one.keywords if k.arg == "context"))
    ]
    keys = [key for context in contexts if isinstance(context, ast.Dict) for key in context.keys]
    return given | {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


Writers = dict[str, tuple[int, frozenset[str]]]


@cache
def _tree(path: Path) -> tuple[ast.Module, tuple[ast.AST, ...]]:
    """The module and all that it holds; read once, however many others import it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tree, tuple(ast.walk(tree))


@cache
def _functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in _tree(path)[1] if isinstance(node, ast.FunctionDef))


@cache
def _writers(path: Path) -> Writers:
    """The functions that write a letter of the `kind` given to them: `write_letters`, those of the module that hand
    `kind` on to it, and those that the module imports; each with the kind's place and the context it adds."""
    nodes = _tree(path)[1]
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    writers: Writers = {
        "write_letters": (1, frozenset()),
        "letter_to": (1, frozenset(DIGEST)),
        OF_MANY: (1, frozenset()),
    }
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FLOORS:
            source = ROOT / f"{(node.module or '').replace('.', '/')}.py"
            names = {one.name for one in node.names} - set(writers)
            if source.exists() and names & _functions(source):
                there = _writers(source)
                writers |= {name: there[name] for name in names if name in there}
    found = True
    while found:  # wrappers of wrappers
        found = False
        for name, function in functions.items():
            parameters = [argument.arg for argument in function.args.args]
            if name in writers or "kind" not in parameters:
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _name(call) in writers:
                    given = _given(call, function) | writers[_name(call)][1]
                    writers[name] = (parameters.index("kind"), frozenset(given - NOT_CONTEXT))
                    found = True
                    break
    return writers


def _written_in(path: Path) -> list[Written]:
    """The kinds of one module: given to any of its writers."""
    tree, nodes = _tree(path)
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    writers = _writers(path)
    kinds = []
    handed_on = {id(node) for name in writers if name in functions for node in ast.walk(functions[name])}
    for call in nodes:
        if not (isinstance(call, ast.Call) and _name(call) in writers) or id(call) in handed_on:
            continue
        place, inherited = writers[_name(call)]
        around = next(
            (one for one in functions.values() if any(node is call for node in ast.walk(one))), tree
        )
        own = _given(call, around) - NOT_CONTEXT
        where = str(path.relative_to(ROOT))
        kinds += [
            Written(kind, where, frozenset(own) | inherited) for kind in sorted(_kinds_of(call, place, tree))
        ]
    return kinds


def _modules_that_write() -> list[Path]:
    """The modules that name a writer of letters, or a writer of another such module; the others need no reading."""
    paths = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in paths
        if "migrations" not in path.parts and path.name != "letters.py"
    }
    names, found = {"write_letters", "letter_to", OF_MANY}, list[Path]()
    while more := [path for path, text in texts.items() if any(name in text for name in names)]:
        for path in more:
            del texts[path]
            names |= _writers(path).keys()
        found += more
    return found


WRITTEN = sorted(
    (written for path in _modules_that_write() for written in _written_in(path)),
    key=lambda written: (written.kind, written.module),
)


def _samples() -> dict[str, object]:
    """A value of the right type for every name that a letter's context has."""
    names = {
        f"{field}_{code}": f"Ministry {code}"
        for field in ("name", "short_name")
        for code in ("kk", "ru", "en")
    }
    body = Body(slug="ministry", kind=BodyKind.CENTRAL, valid_from=date(2010, 1, 1), **names)
    end = datetime(2019, 5, 13, 18, tzinfo=UTC)
    return {
        "body": body,
        "term": Term(kind=TermKind.OBJECTION, holder=body, last_day=date(2019, 5, 13), due_at=end),
        "day": date(2019, 2, 28),
        "year": 2018,
        "block": 2,
        "direction": "services",
        "reason": "the dates leave no time",
    }


def test_code_writes_letters_of_the_known_floors() -> None:
    kinds = {written.kind for written in WRITTEN}
    assert {"schedule.approve", "schedule.extended", "objection.filed", "objection.accepted"} <= kinds
    assert {"report.sent", "publication.clear", "results.published"} <= kinds
    opened = next(written for written in WRITTEN if written.kind == "cycle.opened")
    assert opened.names == {"body", "year", "blocks"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: f"{written.kind}-{written.module}")
def test_kind_has_words_that_read_with_its_context(written: Written, language: str) -> None:
    words = registered()[written.kind]
    with override(language):
        samples = _samples()
        context = {name: in_words(samples.get(name, name)) for name in written.names}
        subject, text = str(words.subject) % context, str(words.text) % context
    assert subject
    assert text
    assert "%(" not in subject + text
    assert len(subject) <= 300


def test_no_words_lie_unused() -> None:
    assert set(registered()) <= {written.kind for written in WRITTEN}
