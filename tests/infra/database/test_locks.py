"""Named locks: equal names exclude one another, different ones never meet."""

import pytest
from tests.support.waiting import soon

from medianest.infra.database import Lock, connection, fetchval, transaction
from medianest.infra.tasks import Tasks


async def free(lock: Lock) -> bool:
    """Whether somebody else could have the lock right now."""
    async with transaction():
        return await lock.try_hold()


async def somebody_waits() -> bool:
    waiting: bool = await fetchval(
        """SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    )
    return waiting


async def test_a_held_lock_keeps_its_name_out_and_lets_every_other_in(database: str) -> None:
    async with Lock("a.thing", "one").alone():
        assert not await free(Lock("a.thing", "one"))
        assert await free(Lock("a.thing", "two"))
        assert await free(Lock("a.thing"))
        assert await free(Lock("b.thing", "one"))


async def test_whoever_waits_for_a_transaction_has_the_lock_when_that_ends(database: str) -> None:
    async with connection() as other, Tasks() as tasks:
        async with transaction():
            await Lock("a.thing").hold()
            waiting = tasks.start(Lock("a.thing").keep(other), name="waiting")
            await soon(somebody_waits)
        await waiting

        assert not await free(Lock("a.thing"))


async def test_a_lock_kept_by_a_line_goes_with_it(database: str) -> None:
    async with connection() as line:
        await Lock("a.worker", "7").keep(line)
        assert not await free(Lock("a.worker", "7"))

    await soon(lambda: free(Lock("a.worker", "7")))


async def test_without_a_transaction_nothing_pretends_to_be_held(database: str) -> None:
    with pytest.raises(RuntimeError, match=r"a\.thing"):
        await Lock("a.thing").hold()
    with pytest.raises(RuntimeError, match=r"a\.thing"):
        await Lock("a.thing").try_hold()
