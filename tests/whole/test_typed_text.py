"""What people type is text: nothing of it becomes markup, and whoever writes markup by hand stands on a list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.conf import settings
from django.template import Context, Template

from config.floors import FLOORS

#: Ways in which a template prints a value as markup.
IN_TEMPLATES = re.compile(r"\|\s*(?:safe|safeseq)\b|\{%-?\s*(?:autoescape\s+off|filter\s+safe\w*)\s*-?%\}")
#: Why a template may, by template and what it prints. A letter in plain text has no markup to escape to.
PLAIN_TEXT = "a letter in plain text"
EXCUSED_TEMPLATES = {
    "components/drawing.html": (
        3,
        "drawn by evaluation/svg.py's users, which escape every text they are given",
    ),
    "components/index.html": (1, "a drawing of public/sparkline.py, made of numbers"),
    "public/body.html": (1, "a drawing of public/sparkline.py, made of numbers"),
    "account/email/password_link_message.txt": (1, PLAIN_TEXT),
    "account/email/password_link_subject.txt": (1, PLAIN_TEXT),
    "account/email/password_reset_key_message.txt": (1, PLAIN_TEXT),
    "account/email/password_reset_key_subject.txt": (1, PLAIN_TEXT),
    "schedule/letter.txt": (1, PLAIN_TEXT),
}
#: Why a module may say that a text is markup already, and how often it does.
EXCUSED_MODULES = {
    "methodologies/editor/formula_preview.py": (1, "MathML of engine/formulas, which escapes names"),
    "methodologies/selectors.py": (2, "MathML of engine/formulas, which escapes names"),
    "blocks/trace/nodes.py": (3, "MathML of engine/formulas, which escapes names"),
    "schedule/letter_preview.py": (1, "what a template rendered, which escapes"),
}
_MARKS = frozenset({"mark_safe", "SafeString", "SafeText", "SafeData"})
_FORMATS = frozenset({"format_html", "format_html_join"})
#: Ways in which a script makes elements of a text, and the scripts that do so with what the server rendered.
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\("
    r"|new Function|srcdoc|setHTMLUnsafe|javascript:"
)
EXCUSED_SCRIPTS = {"rows.js": (1, "an empty row of a formset, as the server rendered it")}


def test_no_template_prints_a_value_as_markup_unless_it_is_excused() -> None:
    root = settings.BASE_DIR / "templates"
    found = {
        str(path.relative_to(root)): len(hits)
        for path in sorted(root.rglob("*.*"))
        if (hits := IN_TEMPLATES.findall(path.read_text("utf-8")))
    }
    assert found == {name: times for name, (times, _why) in EXCUSED_TEMPLATES.items()}


def test_no_module_says_that_a_text_is_markup_unless_it_is_excused() -> None:
    found = {
        str(path.relative_to(settings.BASE_DIR)): times
        for path in _modules()
        if (times := sum(map(_makes_markup, ast.walk(ast.parse(path.read_text("utf-8"))))))
    }
    assert found == {name: times for name, (times, _why) in EXCUSED_MODULES.items()}


def test_no_script_makes_elements_of_a_text_unless_it_is_excused() -> None:
    found = {
        path.name: sum(bool(IN_SCRIPTS.search(line)) for line in path.read_text("utf-8").splitlines())
        for path in sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
    }
    assert {name: times for name, times in found.items() if times} == {
        name: times for name, (times, _why) in EXCUSED_SCRIPTS.items()
    }


def test_the_words_of_a_field_are_text_on_its_page() -> None:
    planted = "\"><i data-planted>&amp;'"

    class Typed(forms.Form):
        value = forms.CharField(label=planted, help_text=planted, initial=planted)
        choice = forms.ChoiceField(label=planted, help_text=planted, choices=[(planted, planted)])
        several = forms.MultipleChoiceField(
            label=planted,
            choices=[(planted, planted)],
            widget=forms.CheckboxSelectMultiple,
            help_text=planted,
        )

    form = Typed({"choice": "other", "value": ""})
    form.add_error("value", planted)
    page = Template(
        "{% load sarap %}{% field form.value %}{% field form.choice %}{% field form.several %}"
    ).render(Context({"form": form}))
    assert "<i data-planted" not in page
    assert page.count("&lt;i data-planted&gt;&amp;amp;&#x27;") >= 9


def _modules() -> Iterator[Path]:
    for floor in FLOORS:
        yield from (
            path
            for path in sorted((settings.BASE_DIR / floor).rglob("*.py"))
            if "migrations" not in path.parts
        )


def _makes_markup(node: ast.AST) -> bool:
    """A text said to be markup; a format of markup that is not written out; a class that is markup to templates."""
    if isinstance(node, ast.FunctionDef):
        return node.name == "__html__"
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    formats = node.args[:2] if name == "format_html_join" else node.args[:1]
    return name in _MARKS or (name in _FORMATS and any(not isinstance(one, ast.Constant) for one in formats))
