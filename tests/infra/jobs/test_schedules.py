import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.infra.jobs.shop import QUICK, reaches, working
from tests.support.waiting import soon

from medianest.infra.database import fetchval
from medianest.infra.jobs import Jobs, Run, Schedule, ScheduleRow
from medianest.infra.jobs._timetable import Timetable
from medianest.infra.jobs.errors import NoSuchScheduleError

DAY = timedelta(days=1)


class Rounds:
    """A schedule's handler that keeps count."""

    def __init__(self, *, trouble: str = "") -> None:
        self.made = 0
        self.trouble = trouble

    async def __call__(self, _: Run) -> None:
        self.made += 1
        if self.trouble:
            raise RuntimeError(self.trouble)


async def only(jobs: Jobs) -> ScheduleRow:
    [row] = await jobs.schedules()
    return row


async def test_a_schedule_is_run_once_however_many_workers_there_are(jobs: Jobs) -> None:
    rounds = Rounds()
    entry = Schedule(name="round", every=timedelta(milliseconds=300), run=rounds)

    # From before the first of them may begin until after the last of them has ended.
    began = asyncio.get_running_loop().time()

    async with (
        working(jobs, schedules=[entry]),
        working(jobs, schedules=[entry]),
        working(jobs, schedules=[entry]),
    ):
        await soon(lambda: rounds.made >= 3)

    asked = await fetchval("SELECT count(*) FROM jobs WHERE kind = 'round'")
    took = asyncio.get_running_loop().time() - began
    assert rounds.made <= asked <= took / 0.3 + 1


async def test_of_many_schedulers_one_takes_a_run_that_is_due(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    entry = Schedule(name="round", every=DAY, run=Rounds())
    await Timetable(jobs, lambda: present, [entry]).hang_up()
    tomorrow = Timetable(jobs, lambda: present + DAY, [entry])

    await asyncio.gather(*(tomorrow.start_due() for _ in range(5)))

    assert (await jobs.list(kind="round"))[1] == 1
    assert (await only(jobs)).next_run_at == present + 2 * DAY


async def test_a_run_that_is_not_due_does_not_start(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    timetable = Timetable(jobs, lambda: present, [Schedule(name="round", every=DAY, run=Rounds())])
    await timetable.hang_up()

    await timetable.start_due()

    assert (await jobs.list())[1] == 0


async def test_runs_missed_while_nobody_was_there_happen_once(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    entry = Schedule(name="round", every=DAY, run=Rounds())
    await Timetable(jobs, lambda: present, [entry]).hang_up()
    later = Timetable(jobs, lambda: present + 10 * DAY, [entry])

    await later.hang_up()
    await later.start_due()
    await later.start_due()

    assert (await jobs.list(kind="round"))[1] == 1


async def test_a_cron_schedule_is_due_at_its_hour(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, 1, 0, tzinfo=UTC)
    entry = Schedule(name="round", cron="30 * * * *", run=Rounds())

    await Timetable(jobs, lambda: present, [entry]).hang_up()

    assert (await only(jobs)).next_run_at == present + timedelta(minutes=30)


@pytest.fixture
def zone_put_back() -> Iterator[None]:
    """Listed first by whoever changes TZ, so that it acts after the variable is as before."""
    yield
    time.tzset()


@pytest.mark.parametrize(
    ("present", "following"),
    [
        # Summer ends in the night to the 25th of October 2026, and begins on the 28th of March.
        ("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        ("2026-10-25T02:15+01:00", "2026-10-25T02:30+01:00"),
        ("2027-03-27T02:30+01:00", "2027-03-28T03:30+02:00"),
        ("2027-03-28T03:30+02:00", "2027-03-29T02:30+02:00"),
    ],
)
async def test_a_change_of_the_clocks_moves_no_night_after_it(
    zone_put_back: None,
    monkeypatch: pytest.MonkeyPatch,
    jobs: Jobs,
    present: str,
    following: str,
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    entry = Schedule(name="round", cron="30 2 * * *", run=Rounds())

    await Timetable(jobs, lambda: datetime.fromisoformat(present), [entry]).hang_up()

    assert (await only(jobs)).next_run_at == datetime.fromisoformat(following)


async def test_a_new_rhythm_counts_from_now_and_an_old_one_is_kept(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    hourly = Schedule(name="round", every=timedelta(hours=1), run=Rounds())
    daily = Schedule(name="round", every=DAY, run=Rounds())
    await Timetable(jobs, lambda: present, [hourly]).hang_up()

    await Timetable(jobs, lambda: present + timedelta(minutes=5), [hourly]).hang_up()
    kept = (await only(jobs)).next_run_at
    await Timetable(jobs, lambda: present, [daily]).hang_up()

    assert kept == present + timedelta(hours=1)
    assert (await only(jobs)).next_run_at == present + DAY


async def test_a_schedule_that_is_no_longer_declared_is_forgotten(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    await Timetable(
        jobs, lambda: present, [Schedule(name="old", every=DAY, run=Rounds())]
    ).hang_up()

    await Timetable(jobs, lambda: present, []).hang_up()

    assert await jobs.schedules() == []


async def test_running_now_records_when_how_long_and_how_it_went(jobs: Jobs) -> None:
    rounds = Rounds()
    async with working(jobs, schedules=[Schedule(name="round", every=DAY, run=rounds)]):
        before = await only(jobs)
        await reaches(jobs, await jobs.run_now("round"), "done")
    after = await only(jobs)

    assert (before.last_run_at, before.last_result) == (None, "")
    assert after.last_run_at is not None
    assert after.last_seconds is not None
    assert after.last_result == "done"
    assert after.next_run_at == before.next_run_at


async def test_a_failed_run_says_why(jobs: Jobs) -> None:
    failing = Schedule(name="round", every=DAY, run=Rounds(trouble="the street is closed"))
    async with working(jobs, schedules=[failing]):
        await reaches(jobs, await jobs.run_now("round"), "failed")

    assert (await only(jobs)).last_result == "failed: the street is closed"


async def test_a_run_that_is_stopped_in_order_is_shown_as_interrupted(jobs: Jobs) -> None:
    begun = asyncio.Event()

    async def rest(_: Run) -> None:
        begun.set()
        await asyncio.sleep(3600)

    async with working(jobs, schedules=[Schedule(name="round", every=DAY, run=rest)], timing=QUICK):
        job = await jobs.run_now("round")
        await begun.wait()

    assert job is not None
    assert (await only(jobs)).last_result == "interrupted"
    assert (await jobs.get(job)).state == "waiting"


async def test_a_schedule_that_runs_is_not_started_again(jobs: Jobs) -> None:
    present = datetime(2030, 1, 1, tzinfo=UTC)
    await Timetable(
        jobs, lambda: present, [Schedule(name="round", every=DAY, run=Rounds())]
    ).hang_up()

    assert await jobs.run_now("round") is not None
    assert await jobs.run_now("round") is None


async def test_a_schedule_that_nobody_declared_cannot_be_run(jobs: Jobs) -> None:
    with pytest.raises(NoSuchScheduleError):
        await jobs.run_now("round")


def test_a_schedule_needs_exactly_one_rhythm() -> None:
    with pytest.raises(ValueError, match="either"):
        Schedule(name="round", run=Rounds())
