"""The portal's one clock: frozen in tests, moved only in the demo, the same for everybody."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest
from pytest_django.fixtures import Settings

from evaluation import clock
from evaluation.models import DemoClock
from schedule import checks, working_days

NEW_YEAR = datetime(2019, 1, 1, tzinfo=clock.ALMATY)


@pytest.fixture
def demo(settings: Settings, db: None) -> None:
    settings.DEMO_MODE = True


def test_now_is_utc_and_runs() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)


def test_today_is_the_date_in_almaty() -> None:
    with clock.frozen(NEW_YEAR) as hands:
        assert (clock.now(), clock.today()) == (datetime(2018, 12, 31, 18, tzinfo=UTC), date(2019, 1, 1))
        hands.tick(-timedelta(microseconds=1))
        assert clock.today() == date(2018, 12, 31)
        hands.move_to(NEW_YEAR + timedelta(days=3))
        assert clock.today() == date(2019, 1, 4)


def test_frozen_nests_and_ends_also_after_an_error() -> None:
    with clock.frozen(NEW_YEAR):
        with suppress(KeyError), clock.frozen(NEW_YEAR + timedelta(days=1)):
            assert clock.today() == date(2019, 1, 2)
            raise KeyError
        assert clock.today() == date(2019, 1, 1)
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_frozen_is_for_its_own_context() -> None:
    seen: list[datetime] = []
    with clock.frozen(NEW_YEAR):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != NEW_YEAR


def test_moments_without_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2019, 1, 1)):  # noqa: DTZ001
        pass


def test_source_replaces_the_system_clock() -> None:
    clock.set_source(lambda: NEW_YEAR)
    try:
        assert clock.today() == date(2019, 1, 1)
        with clock.frozen(NEW_YEAR + timedelta(days=1)):
            assert clock.today() == date(2019, 1, 2)
    finally:
        clock.set_source(None)
    assert clock.now() != NEW_YEAR


def test_sealed_clock_is_neither_frozen_nor_replaced(settings: Settings) -> None:
    settings.CLOCK_SEALED = True
    with pytest.raises(clock.ClockNotMovable), clock.frozen(NEW_YEAR):
        pass
    with pytest.raises(clock.ClockNotMovable):
        clock.set_source(lambda: NEW_YEAR)


@pytest.mark.django_db
def test_outside_demo_mode_the_clock_does_not_move(settings: Settings) -> None:
    settings.DEMO_MODE = False
    for move in (lambda: clock.move(timedelta(days=1)), lambda: clock.move_to(NEW_YEAR, allow_back=True)):
        with pytest.raises(clock.ClockNotMovable):
            move()
    # and a row left by a demo has no say
    DemoClock.objects.create(id=1, offset=timedelta(days=1000))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_demo_clock_moves_for_everybody_and_only_forward(demo: None) -> None:
    clock.move_to(NEW_YEAR, allow_back=True)
    assert clock.today() == date(2019, 1, 1)
    clock.move(timedelta(days=1))
    assert clock.today() == date(2019, 1, 2)
    assert DemoClock.objects.get().offset < timedelta(0)
    with pytest.raises(clock.ClockNotMovable, match="forward"):
        clock.move_to(NEW_YEAR)
    assert clock.today() == date(2019, 1, 2)


def test_demo_clock_does_not_move_while_frozen(demo: None) -> None:
    with clock.frozen(NEW_YEAR), pytest.raises(clock.ClockNotMovable, match="frozen"):
        clock.move(timedelta(days=1))


def test_stale_time_zone_data_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.time_zone_data_is_recent(None) == []
    monkeypatch.setattr(working_days, "ALMATY", timezone(timedelta(hours=6)))
    assert [error.id for error in checks.time_zone_data_is_recent(None)] == ["schedule.E001"]
