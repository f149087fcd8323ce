"""`manage.py count_term` and the words of a count in three languages."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from schedule.explanations import (
    count_sentence,
    day_lines,
    day_sentence,
    line_sentence,
    problem_sentence,
    provisional_sentence,
)
from schedule.holiday_names import HOLIDAY_NAMES, Holiday
from schedule.milestones import Milestone, Problem, ProblemCode
from schedule.models import CalendarOverride, DayAudience
from schedule.working_days import (
    Audience,
    Calendar,
    Day,
    Override,
    Reason,
    Role,
    add_calendar_days,
    add_working_days,
    base_days,
)

ROOT = Path(__file__).resolve().parents[2]
FRIDAY = date(2018, 4, 27)


def _run(*arguments: str, language: str = "en") -> list[str]:
    out = StringIO()
    call_command("count_term", *arguments, "--language", language, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.clause("c57")
def test_end_alone_on_the_first_line_then_day_by_day() -> None:
    lines = _run("--from", "2018-04-27", "--working-days", "5")
    assert lines[0] == "2018-05-05"
    assert lines[1].startswith("5 working days after receipt on Fri")
    assert [line.split()[:3] for line in lines[2:]] == [
        ["2018-04-27", "Fri", "–"],
        ["2018-04-28", "Sat", "1"],
        ["2018-04-29", "Sun", "–"],
        ["2018-04-30", "Mon", "–"],
        ["2018-05-01", "Tue", "–"],
        ["2018-05-02", "Wed", "2"],
        ["2018-05-03", "Thu", "3"],
        ["2018-05-04", "Fri", "4"],
        ["2018-05-05", "Sat", "5"],
    ]
    assert lines[3].endswith("working day in exchange for the day off on 30\xa0April 2018")
    assert "Day of Unity" in lines[6]


@pytest.mark.clause("c60")
def test_calendar_days_say_why_the_end_moved() -> None:
    lines = _run("--from", "2018-04-27", "--calendar-days", "15")
    assert lines[0] == "2018-05-14"
    assert lines[-1].startswith("2018-05-14  Mon    –  working day; the term ends here")


@pytest.mark.parametrize(
    ("language", "weekday", "holiday"),
    [
        ("kk", "сб.", "Қазақстан халқының бірлігі мерекесі"),
        ("ru", "сб", "Праздник единства народа Казахстана"),
        ("en", "Sat", "Day of Unity of the People of Kazakhstan"),
    ],
)
def test_each_language_has_its_weekdays_and_holidays(language: str, weekday: str, holiday: str) -> None:
    lines = _run("--from", "2018-04-27", "--working-days", "5", language=language)
    assert lines[0] == "2018-05-05"
    assert lines[3].split()[1] == weekday
    assert holiday in lines[6]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2018-13-27", "--working-days", "5"), "is not a date"),
        (("--from", "2018-04-27", "--working-days", "-5"), "whole number"),
        (("--from", "2018-04-27", "--working-days", "five"), "whole number"),
        (("--from", "2030-12-27", "--working-days", "5"), "2010–2030"),
        (("--from", "2009-12-27", "--working-days", "5"), "2010–2030"),
        (("--from", "2018-04-27"), "required"),
        (("--from", "2018-04-27", "--working-days", "5", "--calendar-days", "5"), "not allowed"),
    ],
)
def test_bad_input_is_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        _run(*arguments)


def test_needs_no_database() -> None:
    # a whole process, whose database address leads nowhere
    environment = {
        "SARAP_MODE": "test",
        "DATABASE_URL": "postgresql:///none?host=/nowhere",
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "manage.py", "count_term", "--from", "2018-04-27", "--working-days", "5"]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout.splitlines()[:1]) == (0, ["2018-05-05"]), run.stderr
    refused = subprocess.run(
        [*command, "--overrides"],
        cwd=ROOT,
        env={**environment, "REDIS_URL": "redis://localhost:1/0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert "register of moved days cannot be read" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.django_db
def test_register_is_read_only_when_asked() -> None:
    CalendarOverride.objects.create(
        day=date(2018, 5, 5), working=False, audience=DayAudience.CIVIL_SERVANTS, resolution="No. 100 (test)"
    )
    arguments = ("--from", "2018-04-27", "--working-days", "5")
    assert _run(*arguments)[0] == "2018-05-05"
    lines = _run(*arguments, "--overrides")
    assert lines[0] == "2018-05-10"
    assert any("day off for civil servants by the resolution: No. 100 (test)" in line for line in lines)


# --- Words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_reason_has_a_whole_sentence(language: str) -> None:
    samples = {day.reason: day for day in base_days().values()}
    for working, reason in ((True, Reason.OVERRIDE_WORKDAY), (False, Reason.OVERRIDE_DAY_OFF)):
        samples[reason] = Day(FRIDAY, working, reason, resolution="No. 100")
    assert set(samples) == set(Reason)
    with translation.override(language):
        sentences = {reason: day_sentence(day) for reason, day in samples.items()}
        for reason, sentence in sentences.items():
            assert not re.search(r"%\(|None|\s$", sentence), reason
        assert len(set(sentences.values())) == len(Reason)


def test_sentences_name_what_moved_the_day() -> None:
    with translation.override("en"):
        assert day_sentence(base_days()[date(2018, 5, 8)]) == "day off, moved from 5\xa0May 2018"
        assert (
            day_sentence(base_days()[date(2019, 3, 25)]) == "day off: Nauryz fell on a day off and moved here"
        )
        assert "not announced yet" in day_sentence(base_days()[date(2028, 5, 5)])
        civil = Calendar((Override(FRIDAY, False, "No. 7", Audience.CIVIL_SERVANTS),)).day(FRIDAY)
        assert day_sentence(civil) == "day off for civil servants by the resolution: No. 7"


def test_lines_tell_the_part_of_each_day() -> None:
    with translation.override("en"):
        count = add_calendar_days(Calendar(), FRIDAY, 15)
        lines = day_lines(count.days)
        assert [line.counts for line in lines] == [False] + [True] * 15 + [False] * 2
        assert lines[0].sentence == "day of receipt: the term starts on the next day"
        assert {line.role: line_sentence(line) for line in count.days}[Role.CARRIED].startswith(
            "working day; the term ends"
        )
        assert [line.day for line in lines if line.moved] == [
            date(2018, 4, 28),
            date(2018, 4, 30),
            date(2018, 5, 5),
            date(2018, 5, 8),
        ]
        assert count_sentence(add_working_days(Calendar(), FRIDAY, 1)).startswith(
            "1 working day after receipt on Fri"
        )


def test_unknown_moves_of_later_years_are_said() -> None:
    with translation.override("en"):
        assert provisional_sentence(date(2018, 5, 5)) == ""
        assert "2029" in provisional_sentence(date(2029, 5, 5))


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_problem_of_a_schedule_has_a_sentence(code: ProblemCode) -> None:
    problem = Problem(
        code, Milestone.REPORTS, 2, date(2019, 2, 23), other=Milestone.CONCLUSIONS, bound=date(2019, 2, 25)
    )
    with translation.override("en"):
        sentence = problem_sentence(problem)
    assert sentence.startswith(
        ("“reports to the authorised bodies, block 2” is", "Give the last day for “reports")
    )
    assert not re.search(r"%\(|None", sentence)


def test_holidays_are_named_in_the_active_language() -> None:
    for language, name in zip(("kk", "ru", "en"), HOLIDAY_NAMES[Holiday.VICTORY_DAY], strict=True):
        with translation.override(language):
            assert name in day_sentence(base_days()[date(2018, 5, 9)])
