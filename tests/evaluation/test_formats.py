"""One set of formats in every language: a day is 05.06.2020, read day first, and a term ends on its last day at 24:00."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import formats
from django.utils.translation import override

from evaluation.clock import day_of
from evaluation.forms import DateInput
from evaluation.models import RoleHolder
from evaluation.presentation import date_of_act_text, end_text
from evaluation.time_zone import end_of_term
from schedule.models import Reminder
from tests.whole.access_matrix.schedule import a_reminder
from tests.worlds.elements import texts
from tests.worlds.world import World

LANGUAGES = ("kk", "ru", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["05.06.2020", "2020-06-05", "05/06/2020", "5.6.2020"])
def test_a_day_is_read_day_first_in_every_language(language: str, typed: str) -> None:
    with override(language):
        assert forms.DateField().clean(typed) == date(2020, 6, 5)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Күнді былай жазыңыз: 21.02.2019 немесе 2019-02-21."),
        ("ru", "Напишите дату так: 21.02.2019 или 2019-02-21."),
        ("en", "Write the day as 21.02.2019 or 2019-02-21."),
    ],
)
@pytest.mark.parametrize("typed", ["06/25/2020", "05.06.20", "June 5, 2020"])
def test_a_day_written_another_way_is_refused_with_how_to_write_it(
    language: str, sentence: str, typed: str
) -> None:
    with override(language):
        with pytest.raises(ValidationError) as refused:
            forms.DateField().clean(typed)
        assert refused.value.messages == [sentence]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browsers_calendar_is_given_back_the_day_in_the_form_it_takes(language: str) -> None:
    with override(language):
        assert 'value="2019-07-11"' in DateInput().render("day", date(2019, 7, 11))
        assert formats.date_format(date(2019, 7, 11)) == "11.07.2019"
        assert formats.date_format(date(2019, 7, 11), "SHORT_DATE_FORMAT") == "11.07.2019"


@pytest.mark.parametrize(
    ("due_at", "day", "hour"),
    [
        (datetime(2019, 4, 15, 18, tzinfo=UTC), date(2019, 4, 15), "24:00"),
        (datetime(2024, 2, 29, 19, tzinfo=UTC), date(2024, 2, 29), "24:00"),  # a day of 25 hours
        (datetime(2019, 4, 15, 11, 30, tzinfo=UTC), date(2019, 4, 15), "17:30"),
    ],
)
def test_a_term_ends_on_its_last_day(due_at: datetime, day: date, hour: str) -> None:
    assert end_of_term(due_at) == (day, hour)
    assert end_text(due_at) == f"{day:%d.%m.%Y} {hour}"


def test_a_day_belongs_to_a_moment_with_a_time_zone() -> None:
    assert day_of(datetime(2019, 4, 15, 18, tzinfo=UTC)) == date(2019, 4, 16)
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2019, 4, 15))  # noqa: DTZ001


def test_the_day_of_an_act_stands_before_its_number_as_kazakh_acts_write_it() -> None:
    said = [date_of_act_text(date(2018, month, 26), "kk") for month in range(1, 13)]
    assert said[10] == "2018\N{NO-BREAK SPACE}жылғы 26\N{NO-BREAK SPACE}қарашадағы"
    assert [word.rsplit("\N{NO-BREAK SPACE}", 1)[1] for word in said] == [
        "қаңтардағы", "ақпандағы", "наурыздағы", "сәуірдегі", "мамырдағы", "маусымдағы",
        "шілдедегі", "тамыздағы", "қыркүйектегі", "қазандағы", "қарашадағы", "желтоқсандағы",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_registers_show_and_read_days_so(
    world: World, february: object, client: Client, language: str
) -> None:
    world.sign_in(client, "economy.administrator")
    held = RoleHolder.objects.all()[0]
    RoleHolder.objects.filter(pk=held.pk).update(valid_from=date(2018, 6, 5), valid_until=date(2019, 6, 6))
    with override(language):
        page, listed = (
            reverse("admin:evaluation_roleholder_change", args=[held.pk]),
            reverse("admin:evaluation_roleholder_changelist"),
        )
    form = client.get(page)
    assert 'value="06.06.2019"' in form.content.decode()
    assert "05.06.2018" in " ".join(texts(form, "form .readonly"))
    shown = client.get(listed, {"role": held.role})
    assert texts(shown, ".field-valid_from") == ["05.06.2018"]
    assert texts(shown, ".field-valid_until") == ["06.06.2019"]
    assert client.post(page, {"valid_until": "07/06/2019"}).status_code == 302
    held.refresh_from_db()
    assert held.valid_until == date(2019, 6, 7)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminders_term_ends_at_the_end_of_its_day(
    world: World, february: object, client: Client, language: str
) -> None:
    [pk] = a_reminder(world)
    Reminder.objects.filter(pk=pk).update(due_at=datetime(2019, 4, 15, 18, tzinfo=UTC))
    world.sign_in(client, "economy.administrator")
    with override(language):
        assert texts(client.get(reverse("admin:schedule_reminder_changelist")), ".field-end") == [
            "15.04.2019 24:00"
        ]
