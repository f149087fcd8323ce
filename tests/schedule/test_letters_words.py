"""Words of letters that an administrator changes: used from then on, refused when they do not compile."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from evaluation import clock
from evaluation.models import JournalEntry, User
from schedule import reminders
from schedule.letter_kinds import registered
from schedule.letter_preview import previews
from schedule.letters import write_letters
from schedule.models import Letter, LetterTemplate
from schedule.tasks import as_message
from tests.worlds.duties import Floor, at, duty, floor, now
from tests.worlds.elements import element, texts
from tests.worlds.world import World

__all__ = ["floor", "now"]

pytestmark = pytest.mark.django_db

GOOD = {
    "kind": "schedule.extended",
    "language": "ru",
    "subject": "Срок продлён до %(day)s",
    "text": "Приказ № %(order)s, 100 %%",
}


def write(to: list[User]) -> None:
    write_letters(
        to,
        "schedule.extended",
        key="k",
        about=None,
        path="schedule/2018/",
        year=2018,
        milestone="reports",
        day=date(2019, 2, 28),
        order="5",
    )


def test_changed_words_are_used_in_their_language_only(world: World) -> None:
    LetterTemplate.objects.create(**GOOD)
    preparer, head = world.person("culture.preparer"), world.person("culture.first_head")
    head.language = "en"
    write([preparer, head])
    letters = {letter.to_id: letter for letter in Letter.objects.all()}
    assert letters[preparer.pk].subject.startswith("Срок продлён до 28\N{NO-BREAK SPACE}февраля 2019")
    assert letters[preparer.pk].text == "Приказ № 5, 100 %"
    assert letters[head.pk].subject.startswith("Your term is extended")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "no.such"}, "kind"),
        ({"subject": "%(nobody)s"}, "subject"),
        ({"text": "half a sign: 50 % done"}, "text"),
        ({"text": "%(order)"}, "text"),
        ({"text": "%s"}, "text"),
        ({"text": "%(order)d"}, "text"),
    ],
)
def test_words_that_do_not_compile_are_refused_at_their_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        LetterTemplate(**(GOOD | changes)).full_clean()
    assert set(refused.value.message_dict) == {field}


def test_administrator_changes_words_with_a_preview_and_it_is_journaled(world: World, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    add = reverse("admin:schedule_lettertemplate_add")
    broken = client.post(add, GOOD | {"text": "%(nobody)s"})
    assert broken.status_code == 200
    assert not LetterTemplate.objects.exists()
    assert client.post(add, GOOD).status_code == 302
    row = LetterTemplate.objects.get()
    shown = client.get(reverse("admin:schedule_lettertemplate_change", args=[row.pk])).content.decode()
    assert element(shown, "#id_kind option[selected]")["value"] == "schedule.extended"
    assert "Приказом №\N{NO-BREAK SPACE}%(order)s срок «%(milestone)s» оценки за %(year)s год" in " ".join(
        texts(shown, ".readonly p")
    )
    assert JournalEntry.objects.filter(act="lettertemplate.added", object_id=row.pk).exists()


def test_words_are_seen_in_three_languages_before_they_are_saved(world: World, client: Client) -> None:
    person = world.sign_in(client, "economy.administrator")
    add = reverse("admin:schedule_lettertemplate_add")
    shown = client.post(add, GOOD | {"text": "Приказ № %(order)s\r\nот нас", "_preview": "1"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert {one.language: one.typed for one in shown.context["previews"]} == {
        "kk": False,
        "ru": True,
        "en": False,
    }
    typed = element(text, ".letter-preview[lang=ru]")
    assert typed.one("h2").text.startswith("Срок продлён до 28\N{NO-BREAK SPACE}февраля 2019")
    assert typed.texts("p")[1:3] == [person.title, "Приказ № 125 от нас"]
    assert "Приказ № 125<br>" in text
    ours = element(text, ".letter-preview[lang=en] h2").text
    assert ours.startswith(
        "Your term is extended until Thu\N{NO-BREAK SPACE}28\N{NO-BREAK SPACE}February 2019"
    )
    # what was typed is still in its field
    assert element(text, "textarea[name=text]").text.startswith("Приказ № %(order)s")
    assert not LetterTemplate.objects.exists()
    assert not JournalEntry.objects.filter(act__startswith="lettertemplate").exists()
    assert not shown.context["errors"]


def test_a_preview_of_words_in_use_changes_nothing(world: World, client: Client) -> None:
    row = LetterTemplate.objects.create(**GOOD)
    world.sign_in(client, "economy.administrator")
    change = reverse("admin:schedule_lettertemplate_change", args=[row.pk])
    shown = client.post(change, GOOD | {"subject": "Иначе %(day)s", "_preview": "1"})
    assert element(shown, ".letter-preview[lang=ru] h2").text.startswith("Иначе 28")
    row.refresh_from_db()
    assert row.subject == GOOD["subject"]


def test_words_that_do_not_compile_are_not_shown_but_named_with_their_line(
    world: World, client: Client
) -> None:
    world.sign_in(client, "economy.administrator")
    add = reverse("admin:schedule_lettertemplate_add")
    typed = GOOD | {"text": "Первая строка\r\nвторая %(ordr)s", "_preview": "1"}
    shown = client.post(add, typed)
    assert "previews" not in shown.context
    sentence = shown.context["adminform"].form.errors["text"][0]
    assert "2" in sentence
    assert "ordr" in sentence
    assert "order" in sentence
    assert element(shown, "textarea[name=text]").text.endswith("вторая %(ordr)s")
    with pytest.raises(ValidationError, match="Line 2: "):
        LetterTemplate(**(GOOD | {"text": typed["text"]})).full_clean()


def test_every_letter_has_sample_values_for_all_its_places(world: World) -> None:
    for kind in registered():
        letters = previews(kind, "ru", "a", "b", world.person("economy.administrator"))
        assert [(one.language, "%(" in one.body) for one in letters] == [
            ("kk", False),
            ("ru", False),
            ("en", False),
        ]
        assert letters[1].subject == "a"


def test_administrator_sees_that_a_letter_arrived_not_what_it_says(world: World, client: Client) -> None:
    write([world.person("culture.preparer")])
    world.sign_in(client, "economy.administrator")
    letter = Letter.objects.get()
    shown = client.get(reverse("admin:schedule_letter_change", args=[letter.pk])).content.decode()
    assert letter.text[:40] not in shown
    assert "schedule.extended" in texts(shown, ".readonly")


def test_a_letter_is_read_in_the_pages_language_and_sent_in_the_one_chosen_by_then(
    world: World, client: Client
) -> None:
    person = world.sign_in(client, "culture.preparer")
    write_letters(
        [person], "report.accepted", "k", world.body("culture"), "desk/", body=world.body("culture"),
        block=gettext_lazy("Yes"), year=2018,
    )  # fmt: skip
    letter = Letter.objects.get(to=person)
    subjects = {}
    for language in ("kk", "ru", "en"):
        listed = client.get(f"/{language}/desk/inbox/")
        shown = client.get(f"/{language}/desk/inbox/{letter.pk}/")
        subjects[language] = texts(listed, ".letter-subject")[0]
        assert element(listed, ".letter-subject")["lang"] == language
        assert element(shown, "h1").text == subjects[language]
    assert subjects["en"].endswith("“Yes”: the report is accepted")
    assert subjects["ru"].endswith("«Да»: отчёт принят")
    assert subjects["kk"].endswith("«Иә»: есеп қабылданды")
    for language in ("ru", "kk"):
        User.objects.filter(pk=person.pk).update(language=language)
        assert as_message(Letter.objects.get(pk=letter.pk)).subject == subjects[language]


def test_a_digest_is_told_in_every_language(world: World, floor: Floor, now: clock.FrozenClock) -> None:
    floor.duties = [duty(world, title=gettext_lazy("reports to the authorised bodies"))]
    reminders.plan(2018)
    now.move_to(at(2, 20, 10))
    reminders.sweep()
    letter = Letter.objects.filter(kind="reminders.digest", to__username="culture.preparer").latest("pk")
    said = {}
    for language in ("kk", "ru", "en"):
        with override(language):
            said[language] = letter.text_here
    assert "Есептік ақпаратты уәкілетті органдарға ұсыну: 2019" in said["kk"]
    assert "Представление отчётной информации уполномоченным органам: 21" in said["ru"]
    assert "reports to the authorised bodies: Thu" in said["en"]
