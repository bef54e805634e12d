"""One clock for the whole house, and errors that speak."""

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, errors


def test_today_is_the_date_in_shanghai(monkeypatch):
    monkeypatch.delenv("WUSHAN_TODAY", raising=False)
    assert clock.today() == datetime.now(clock.SHANGHAI).date()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_demo_day_pins_the_date_and_lets_time_run(monkeypatch):
    monkeypatch.setenv("WUSHAN_TODAY", "2024-02-29")
    first, second = clock.now(), clock.now()
    assert clock.today() == date(2024, 2, 29)
    assert first < second
    assert first.tzinfo is clock.SHANGHAI


def test_a_misspelt_demo_day_is_loud(monkeypatch):
    monkeypatch.setenv("WUSHAN_TODAY", "2024-02-30")
    with pytest.raises(ValueError, match="WUSHAN_TODAY"):
        clock.today()


def test_a_block_can_be_pinned_and_nested():
    with clock.override(date(2026, 3, 31)):
        assert clock.today() == date(2026, 3, 31)
        with clock.override(datetime(2026, 4, 1, 0, 0)):
            assert clock.now() == datetime(2026, 4, 1, tzinfo=clock.SHANGHAI)
            assert clock.now() == clock.now()
        assert clock.today() == date(2026, 3, 31)


def test_a_pinned_block_ends_even_when_it_fails():
    with pytest.raises(ZeroDivisionError), clock.override(date(1999, 1, 1)):
        1 / 0  # noqa: B018
    assert clock.today() != date(1999, 1, 1)


def test_the_override_wins_over_the_demo_day(monkeypatch):
    monkeypatch.setenv("WUSHAN_TODAY", "2024-02-29")
    with clock.override(date(2026, 1, 1)):
        assert clock.today() == date(2026, 1, 1)


def test_a_moment_has_one_local_date():
    assert clock.local_date(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == date(2026, 4, 1)
    with pytest.raises(ValueError, match="naive"):
        clock.local_date(datetime(2026, 3, 31, 16, 0))


@pytest.mark.parametrize(
    "kind",
    [errors.Forbidden, errors.InvalidTransition, errors.Stale, errors.NotReady, errors.Duplicate, errors.NotUnderstood],
)
def test_every_error_carries_message_code_and_field(kind):
    error = kind("不能这样做。", code="E-X-01", field="name")
    assert (str(error), error.code, error.field) == ("不能这样做。", "E-X-01", "name")
    assert kind("不能这样做。").code == kind.default_code != errors.DomainError.default_code
    assert isinstance(error, errors.DomainError)


def test_errors_survive_the_way_back_from_a_worker():
    missing = pickle.loads(pickle.dumps(errors.CalendarYearMissing(2027)))  # noqa: S301
    assert missing.year == 2027
    assert "2027" in str(missing)
    refused = pickle.loads(pickle.dumps(errors.NotReady("还差一步。", code="E-1", field="f")))  # noqa: S301
    assert (str(refused), refused.code, refused.field) == ("还差一步。", "E-1", "f")
