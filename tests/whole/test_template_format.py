"""Templates laid out: short lines, and no white space where the page would show it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from scripts.format_templates import faults_of
from scripts.template_format.layout import layout
from scripts.template_format.styles import Styles
from scripts.template_format.syntax import Library

ROOT = Path(settings.BASE_DIR)
STYLES = Styles.of(ROOT / "static" / "css")
LIBRARY = Library(ROOT / "templates", STYLES)
LONG = "one two three four five six seven eight nine ten eleven twelve"


def laid(source: str) -> str:
    return layout(source, LIBRARY)


def test_the_templates_are_laid_out() -> None:
    assert not [
        f"{file}{fault}"
        for file in sorted((ROOT / "templates").rglob("*.html"))
        for fault in faults_of(file, STYLES, mend=False)
    ]


def test_a_list_that_is_cut_says_of_how_many() -> None:
    """Or has the rest in a fold below it."""
    cut = re.compile(r"""\{% for [^%]*\|slice:":""")
    texts = {file.name: file.read_text() for file in (ROOT / "templates").rglob("*.html")}
    found = {name: text for name, text in texts.items() if cut.search(text)}
    assert "approval_list.html" in found
    assert not [
        name for name, text in found.items() if "components/cut.html" not in text and "<details" not in text
    ]


def test_a_long_line_and_a_layout_are_reported_and_mended(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(f'<p>{{% include "a" with words="{LONG} {LONG}" %}}</p>\n')
    said = list(faults_of(file, STYLES, mend=False))
    assert len(said) == 2
    assert said[0].startswith(": not formatted")
    assert said[1].startswith(":2: 158 characters")
    assert len(list(faults_of(file, STYLES, mend=True))) == 1
    assert file.read_text().startswith("<p>\n  {% include")


def test_one_tag_a_line() -> None:
    assert laid(
        "<ul>{% for x in y %}<li><a href='/'>{{ x }}</a></li>{% empty %}<li>no</li>{% endfor %}</ul>"
    ) == (
        "<ul>\n  {% for x in y %}\n    <li><a href='/'>{{ x }}</a></li>\n  {% empty %}\n    <li>no</li>\n"
        "  {% endfor %}\n</ul>\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "<p><b>one</b>, two</p>\n",
        "<p>{{ a }}{% if b %}: {{ b }}{% endif %}</p>\n",
        "<p>{{ a }}{% for x in y %}{% if not forloop.first %}, {% endif %}{{ x }}{% endfor %}.</p>\n",
        "{# Inline #}<span>{{ a }}</span>",
        "<pre>\n a  {{ b }}\n</pre>\n",
        "<p>{% blocktranslate %}as  it is{% endblocktranslate %}</p>\n",
    ],
)
def test_nothing_is_added_where_the_page_would_show_it(source: str) -> None:
    assert laid(source) == source


def test_a_tag_breaks_inside_where_nothing_else_may() -> None:
    found = laid(f'<p><b class="a">{LONG}</b><i class="b">{LONG}</i></p>\n')
    assert "</b><i" in found
    assert max(map(len, found.splitlines())) <= 120
    assert "".join(found.split()) == "".join(f'<p><b class="a">{LONG}</b><i class="b">{LONG}</i></p>'.split())


def test_the_style_sheets_say_where_white_space_is_not_shown() -> None:
    assert {"row-of-buttons", "tabs"} <= STYLES.layouts
    assert "field-label" in STYLES.blocks
    assert laid('<p class="row-of-buttons"><a>b</a><a>c</a></p>') == (
        '<p class="row-of-buttons">\n  <a>b</a>\n  <a>c</a>\n</p>\n'
    )
    assert laid("<p><a>b</a><a>c</a></p>") == "<p>\n  <a>b</a><a>c</a>\n</p>\n"


def test_a_comment_is_wrapped_and_a_message_too() -> None:
    assert laid(f"<p>x</p>{{# {LONG} {LONG} #}}").startswith("<p>x</p>\n{% comment %}\n  one two")
    found = laid(f"<p>{{% blocktranslate trimmed %}}{LONG} {{{{ a }}}} {LONG}{{% endblocktranslate %}}</p>")
    assert found.startswith("<p>\n  {% blocktranslate trimmed %}\n    one two")


def test_what_cannot_be_read_says_so() -> None:
    with pytest.raises(ValueError, match="without its end"):
        laid("{% if a %}<p>{% comment %}")
