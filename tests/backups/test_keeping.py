"""Which backups stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medianest.backups.archive import Reason
from medianest.backups.cards import Card
from medianest.backups.folder import Kept, Verdict
from medianest.backups.keeping import superfluous

TODAY = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)


def kept(days_ago: float, reason: Reason = "nightly", state: Verdict = "good") -> Kept:
    at = TODAY - timedelta(days=days_ago)
    card = Card(version="0.1.0", made_at=at, reason=reason, database=17, rows=0)
    return Kept(
        path=Path(f"{at:%Y%m%dT%H%M}-{reason}-{state}.tar"),
        size=1,
        made_at=at,
        card=card,
        state=state,
        detail="",
    )


def staying(
    all_of_them: list[Kept], *, daily: int = 7, weekly: int = 4, at: datetime = TODAY
) -> list[Kept]:
    ordered = sorted(all_of_them, key=lambda one: one.made_at, reverse=True)
    gone = superfluous(ordered, daily=daily, weekly=weekly, at=at)
    return [one for one in ordered if one not in gone]


def test_of_a_quarter_of_nights_the_last_week_and_one_of_each_week_stay() -> None:
    left = staying([kept(day) for day in range(90)])

    assert [(TODAY - one.made_at).days for one in left] == [0, 1, 2, 3, 4, 5, 6, 13, 20]


def test_of_several_in_a_night_the_last_stays() -> None:
    left = staying([kept(0), kept(0.01), kept(0.05)], weekly=0)

    assert [one.made_at for one in left] == [TODAY]


def test_nights_without_one_do_not_count() -> None:
    left = staying([kept(day * 10) for day in range(12)], weekly=0)

    assert len(left) == 7


def test_what_a_person_made_or_brought_stays() -> None:
    mine = [kept(300, "manual"), kept(400, "uploaded")]

    assert mine[0] in staying([*(kept(day) for day in range(30)), *mine])


def test_the_last_three_before_an_upgrade_stay() -> None:
    left = staying([kept(day, "before-upgrade") for day in range(10, 100, 10)])

    assert [(TODAY - one.made_at).days for one in left] == [10, 20, 30]


def test_a_bad_one_takes_nobodys_place_and_stays_until_a_later_one_is_better() -> None:
    bad, older = kept(0, state="bad"), [kept(day) for day in range(1, 8)]

    assert bad in staying([bad, *older])
    assert set(map(id, older)) <= set(map(id, staying([bad, *older])))
    assert bad not in staying([kept(-1), bad, *older], at=TODAY + timedelta(days=1))


def test_one_that_nobody_could_prove_counts_as_a_backup() -> None:
    left = staying([kept(day, state="unverified") for day in range(30)], weekly=0)

    assert len(left) == 7


@pytest.mark.parametrize("reason", ["nightly", "before-upgrade"])
def test_what_a_wrong_clock_has_dated_does_not_push_out_the_one_just_made(reason: Reason) -> None:
    made = kept(0, reason)
    from_the_future = [kept(-1000 - 7 * day, reason) for day in range(10)]

    assert staying([made, *from_the_future])[-1] == made
