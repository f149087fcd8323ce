"""The frame and the components as pages get them: in three languages, accessible, nothing inline."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django import forms
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Template, engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory, override_settings
from django.test.signals import template_rendered
from django.urls import path
from django.utils import timezone, translation

from config.urls import urlpatterns
from evaluation import clock
from evaluation.templatetags import sarap
from public.views_components import components, contrast
from tests.worlds.elements import element, elements, texts

LANGUAGES = ("kk", "ru", "en")
TEMPLATES = Path(settings.BASE_DIR, "templates")


class Page(HTMLParser):
    """What a page consists of: tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def request_for(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def template(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load sarap %}" + source).render(context)


class Addresses:
    """The portal's addresses with the components page among them, wherever it is wired."""

    urlpatterns: ClassVar[list[Any]] = [
        *urlpatterns,
        *i18n_patterns(
            path("components/", components, name="components"), path("contrast/", contrast, name="contrast")
        ),
    ]


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> Page:
    with override_settings(ROOT_URLCONF=Addresses), translation.override(request.param):
        return Page(components(request_for(f"/{request.param}/components/")).content.decode())


def test_nothing_is_inline(page: Page) -> None:
    assert not [tag for tag, attributes in page.tags if "style" in attributes or tag == "style"]
    assert not [tag for tag, attributes in page.tags if any(name.startswith("on") for name in attributes)]
    assert all(script.get("src") for script in page.all("script"))
    assert not page.scripts


def test_ids_are_unique_and_references_lead_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, (name, target)


def test_the_page_says_its_language_and_offers_the_others(page: Page) -> None:
    language = page.all("html")[0]["lang"]
    assert language in LANGUAGES
    links = {link.get("hreflang"): link.get("href") for link in page.all("a") if link.get("hreflang")}
    assert links == {code: f"/{code}/components/" for code in LANGUAGES if code != language}


def test_one_main_heading_a_skip_link_and_landmarks(page: Page) -> None:
    assert len(page.all("h1")) == 1
    assert page.all("a")[0]["href"] == "#content"
    assert page.all("main")[0]["id"] == "content"
    assert all(nav.get("aria-label") for nav in page.all("nav"))
    assert all(picture.get("role") == "img" or picture.get("aria-hidden") for picture in page.all("svg"))
    assert all("alt" in image for image in page.all("img"))


# Shown on other pages only: what a library, the demo, a publication, a person signed in, a document or a choice of
# many needs.
ELSEWHERE = {
    "chip.html",
    "corrections.html",
    "demo_bar.html",
    "document_about.html",
    "needs_script.html",
    "rail.html",
    "whole_set.html",
    "whole_set_choice.html",
}


def test_every_component_stands_on_the_page() -> None:
    shown: set[str] = set()

    def note(template: Template, **_: object) -> None:
        shown.add(str(template.name))

    # What is kept drawn is drawn anew, so that its template is seen.
    sarap._movement.cache_clear()
    sarap._clause.cache_clear()
    template_rendered.connect(note)
    try:
        with override_settings(ROOT_URLCONF=Addresses), translation.override("en"):
            components(request_for("/en/components/"))
    finally:
        template_rendered.disconnect(note)
    there = {file.name for file in (TEMPLATES / "components").glob("*.html")} - ELSEWHERE
    assert there <= {name.removeprefix("components/") for name in shown}


def test_a_move_sends_the_revision_that_the_person_saw() -> None:
    source = '{% move_button "/go/" 7 "Go" look="outline-danger" %}{% move_panel "/do/" 8 title clause="c60" %}<p>{{ x }}</p>'
    page = Page(template(source + "{% endmove_panel %}", title="<Do>", x="&", csrf_token="token"))
    assert [form["action"] for form in page.all("form")] == ["/go/", "/do/"]
    fields = [(field["name"], field["value"]) for field in page.all("input")]
    assert fields == [
        ("csrfmiddlewaretoken", "token"),
        ("revision", "7"),
        ("csrfmiddlewaretoken", "token"),
        ("revision", "8"),
    ]
    assert page.text.count("<Do>") == 2
    assert "cl. 60" in page.text


def test_a_section_is_named_by_its_heading() -> None:
    page = Page(template('{% section "a" "Title" clause="c57" css="panel" %}<p>x</p>{% endsection %}'))
    assert page.all("section") == [{"class": "panel", "aria-labelledby": "a"}]
    assert page.all("h2") == [{"id": "a"}]


def test_language_links_keep_page_and_question() -> None:
    with translation.override("ru"):
        html = render_to_string("404.html", {}, request=request_for("/ru/desk/?year=2018&page=2"))
    there = [link["href"] for link in elements(html, "a[hreflang]")]
    assert there == ["/kk/desk/?year=2018&page=2", "/en/desk/?year=2018&page=2"]


def test_language_links_of_an_address_without_language_lead_home() -> None:
    html = render_to_string("404.html", {}, request=request_for("/nothing/here"))
    assert element(html, "a[hreflang=ru]")["href"] == "/ru/"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_clause_pill_opens_the_decree_in_the_language(code: str) -> None:
    with translation.override(code):
        assert element(template('{% clause "c57" %}'), "a.clause")["href"] == f"/{code}/decree/#c57"
        assert element(template('{% clause "c40, c64" %}'), "a.clause")["href"] == f"/{code}/decree/#c40"
        assert template('{% clause "" %}') == ""


def test_filters_write_in_the_active_language() -> None:
    day = datetime.date(2019, 2, 21)
    with translation.override("ru"):
        assert template("{{ v|decimal:1 }}", v=Decimal("81.45")) == "81,5"
        assert template("{{ v|decimal }} {{ n|decimal }}", v=Decimal("81.4"), n=None) == "81,4 –"
        with clock.frozen(datetime.datetime(2019, 2, 18, 6, tzinfo=datetime.UTC)):
            assert template("{{ d|deadline }}", d=day).replace("\xa0", " ") == "до 21 февраля, чт, 24:00"
            assert template("{{ d|day_end }}", d=day).replace("\xa0", " ") == "21 февраля, чт, 24:00"
        with clock.frozen(
            datetime.datetime(2020, 2, 18, 6, tzinfo=datetime.UTC)
        ):  # nobody waits for that one
            assert (
                template("{{ d|deadline }}", d=day).replace("\xa0", " ")
                == "до 21 февраля 2019 года, чт, 24:00"
            )
            assert (
                template("{{ d|day_end }}", d=day).replace("\xa0", " ") == "21 февраля 2019 года, чт, 24:00"
            )
        assert template("{{ b|localname }}", b={"kk": "Қ", "ru": "Р", "en": "E"}) == "Р"
    with translation.override("en"):
        assert template("{{ v|decimal:1 }}", v=Decimal("81.45")) == "81.5"


def test_moments_are_told_in_almaty() -> None:
    late = datetime.datetime(2019, 2, 20, 19, 30, tzinfo=datetime.UTC)
    with translation.override("ru"):
        assert (
            template("{{ m|moment }} {{ m|day_numeric }}", m=late).replace("\xa0", " ")
            == "21 фев, 01:30 21.02.2019"
        )
    assert timezone.get_default_timezone_name() == "Asia/Almaty"


def test_movement_is_never_colour_alone() -> None:
    with translation.override("en"):
        html = template("{% movement up %} {% movement down %}", up=Decimal("3.8"), down=Decimal(-4))
    assert texts(html, ".move") == ["▲ rose by 3.8", "▼ fell by 4.0"]


def test_what_stands_between_framed_tags_is_escaped_once() -> None:
    html = template('{% alert "waiting" title %}<p>{{ text }}</p>{% endalert %}', title="<b>", text="<i>&")
    assert element(html, ".alert-title").text == "<b>"
    assert element(html, ".alert-text p").text == "<i>&"


def test_an_unknown_tone_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        sarap.chip("x", "purple")


class SmallForm(forms.Form):
    amount = forms.DecimalField(label="Amount", help_text="in tenge")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_wrong_field_tells_what_to_correct() -> None:
    html = template(
        '{% include "components/form_errors.html" %}{% field form.amount %}{% field form.kind %}',
        form=SmallForm({}),
    )
    page = Page(html)
    control = next(tag for tag in page.all("input") if tag.get("name") == "amount")
    assert control["aria-invalid"] == "true"
    assert (control["aria-describedby"] or "").split() == ["id_amount_helptext", "id_amount_error"]
    assert "is-invalid" in (control["class"] or "")
    assert {link["href"] for link in page.all("a")} == {"#id_amount", "#id_kind"}
    assert page.all("legend")


def test_every_template_compiles_and_is_free_of_inline_style_and_script() -> None:
    for file in sorted(TEMPLATES.rglob("*.html")):
        get_template(str(file.relative_to(TEMPLATES)))
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]*\sstyle\s*=", source), file
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), file
        inline = re.findall(r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))[^>]*>", source)
        assert not inline, file


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_render_without_a_request(name: str) -> None:
    page = Page(render_to_string(name))
    assert len(page.all("h1")) == 1


def test_contrast_is_remembered_and_leads_back() -> None:
    answer = contrast(RequestFactory().get("/ru/contrast/", {"to": "high", "next": "/ru/results/2018/"}))
    assert answer.status_code == 302
    assert answer["Location"] == "/ru/results/2018/"
    assert answer.cookies["contrast"].value == "high"
    usual = contrast(
        RequestFactory().get("/ru/contrast/", {"to": "usual", "next": "https://elsewhere.example/"})
    )
    assert usual["Location"].startswith("/")
    assert usual.cookies["contrast"]["max-age"] == 0


def test_the_chosen_contrast_reaches_the_page() -> None:
    assert element(render_to_string("base.html", {"contrast": "high"}), "html")["data-contrast"] == "high"
    assert "data-contrast" not in render_to_string("base.html", {"contrast": "<x"})
