"""How sentences are found, kept, compiled; that all of them are translated is `make check`'s to say."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from config import translations
from config.translations import ExtractionRefused, Found, from_python, from_template

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, gettext_noop as N_
from django.utils import translation
from elsewhere import gettext as other
from .terms import gettext_noop
_("one " "sentence")
gettext_lazy("later")
ngettext("%(n)s day", "%(n)s days", 2)
pgettext("milestone", "report")
N_("marked")
_(variable)
other("not ours")
translation.gettext("by module")
gettext_noop("marked where nothing is known of Django")
"""


def test_python_is_read_by_its_syntax() -> None:
    found = [row[:3] for row in from_python(PYTHON, "x.py")]
    assert found == [
        (None, "one sentence", None),
        (None, "later", None),
        (None, "%(n)s day", "%(n)s days"),
        ("milestone", "report", None),
        (None, "marked", None),
        (None, "by module", None),
        (None, "marked where nothing is known of Django", None),
    ]


@pytest.mark.parametrize("call", ['_(f"hello {name}")', '_("hello " + name)', '_("hello %s" % name)'])
def test_a_sentence_put_together_at_run_time_is_refused_with_its_place(call: str) -> None:
    text = f"from django.utils.translation import gettext as _\n{call}\n"
    with pytest.raises(ExtractionRefused, match=r"x\.py:2: a sentence put together at run time"):
        list(from_python(text, "x.py"))


TEMPLATE = """{% load i18n %}
{% translate "Your turn" %} {% translate "report" context "milestone" %}
{% blocktranslate trimmed with n=3 %}
  Until {{ date }},
  it's 100% "yours"
{% endblocktranslate %}
{% blocktranslate count n=days %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
{% include "x.html" with title=_("A title") %} {{ value|default:_("none") }}
{# {% translate "a comment" %} #}
"""


def test_templates_are_read_as_django_reads_them() -> None:
    assert {row[:3] for row in from_template(TEMPLATE, "x.html")} == {
        (None, "Your turn", None),
        ("milestone", "report", None),
        (None, 'Until %(date)s, it\'s 100%% "yours"', None),
        (None, "%(n)s day", "%(n)s days"),
        (None, "A title", None),
        (None, "none", None),
    }


def test_the_portals_own_sentences_are_found() -> None:
    found = translations.extract()
    assert (None, "Russian") in found
    assert len(found) > 100


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `locale/` of its own and three sentences that the portal says."""
    said = {
        (None, "Your turn"): Found(None, [("a.py", 1)]),
        (None, "%(n)s day"): Found("%(n)s days", [("a.py", 2)]),
        ("milestone", "report"): Found(None, [("b.html", 1)]),
    }
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    monkeypatch.setattr(translations, "extract", lambda: said)
    return tmp_path


def translate(language: str, **texts: str) -> None:
    """Fill empty translations in a catalogue: those of `texts` by their sentence, the rest with "…"."""
    path = translations.catalog_path(language)
    lines = path.read_text(encoding="utf-8").split("\n")
    sentence, heading = "", True
    for number, line in enumerate(lines):
        heading = heading and line != ""
        if line.startswith("msgid "):
            sentence = line[7:-1]
        if not heading and line.startswith("msgstr") and line.endswith('""'):
            lines[number] = line[:-2] + f'"{texts.get(sentence, "…")}"'
    path.write_text("\n".join(lines), encoding="utf-8")


def test_new_sentences_come_in_and_translations_stay(locale: Path) -> None:
    assert translations.update_catalogs() == {"kk": 3, "ru": 3, "en": 0}
    translate("ru", **{"Your turn": "Ваш черед"})
    before = translations.catalog_path("ru").read_bytes()
    assert translations.update_catalogs() == {"kk": 3, "ru": 0, "en": 0}
    assert translations.catalog_path("ru").read_bytes() == before, "writing twice must change nothing"


def test_sentences_that_are_no_longer_said_go_out(locale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translations.update_catalogs()
    monkeypatch.setattr(translations, "extract", lambda: {(None, "Your turn"): Found(None, [("a.py", 1)])})
    translations.update_catalogs()
    assert "report" not in translations.catalog_path("kk").read_text(encoding="utf-8")


def test_what_is_not_translated_is_named(locale: Path) -> None:
    assert len(translations.problems()) == 9
    assert "kk: not in the catalogue: 'Your turn' (a.py:1)" in translations.problems()
    translations.update_catalogs()
    assert "ru: not translated: 'report' (b.html:1)" in translations.problems()
    for language in ("kk", "ru"):
        translate(language)
    assert translations.problems() == []
    path = translations.catalog_path("kk")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("#: b.html\n", "#: b.html\n#, fuzzy\n"), encoding="utf-8")
    assert translations.problems() == ["kk: marked fuzzy: 'report' (b.html:1)"]


def test_a_translation_that_names_other_values_is_named(locale: Path) -> None:
    translations.update_catalogs()
    translate("kk")
    translate("ru", **{"Your turn": "Ваш черед, %(name)s"})
    assert translations.problems() == [
        "ru: names other values than 'Your turn' (a.py:1): 'Ваш черед, %(name)s'"
    ]


def test_compiled_catalogues_are_what_gettext_reads(locale: Path) -> None:
    translations.update_catalogs()
    translate("ru", **{"Your turn": "Ваш черед", "report": "отчет"})
    assert len(translations.compile_catalogs()) == 3
    assert translations.compile_catalogs() == [], "nothing is written twice"
    found = gettext.translation("django", locale, languages=["ru"])
    assert found.gettext("Your turn") == "Ваш черед"
    assert found.pgettext("milestone", "report") == "отчет"
    assert found.ngettext("%(n)s day", "%(n)s days", 5) == "…"
