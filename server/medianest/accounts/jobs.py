"""What goes on without anybody asking: forgetting what ran out, hearing of other processes."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import msgspec

from medianest.accounts.device_tokens import DEVICE_LIFETIME, NOTED_EVERY
from medianest.accounts.doorman import Doorman
from medianest.accounts.events import PERSON_CHANGED, WATCH, PersonChanged, Told
from medianest.accounts.queries import devices, limits, log, pairings, sessions
from medianest.infra.database import LOST, transaction
from medianest.infra.events import LiveEvents, Viewer
from medianest.infra.jobs import Run, Schedule
from medianest.kit.clock import Clock

# As long as somebody may ask why they were signed out.
_KEEP_ENDED = timedelta(days=30)
_KEEP_AUDIT = timedelta(days=730)
_NOBODY = UUID(int=0)


def schedules(clock: Clock) -> list[Schedule]:
    """The slice's recurring work."""

    async def prune(_: Run) -> None:
        await forget_old(clock)

    return [Schedule(name="accounts.prune", run=prune, every=timedelta(hours=6))]


async def forget_old(clock: Clock) -> None:
    """Delete sessions, tokens, tickets, pairings, counts and audit entries that ran out."""
    at = clock()
    async with transaction():
        await sessions.prune(at=at, ended_before=at - _KEEP_ENDED)
        await pairings.prune(at)
        await limits.prune(at)
        await log.prune(at - _KEEP_AUDIT)


async def note_watchers(live: LiveEvents, clock: Clock) -> None:
    """Note as seen, until cancelled, the devices that only listen: they may do so for weeks."""
    while True:
        await asyncio.sleep(NOTED_EVERY.total_seconds())
        # What was not noted now is noted the next time.
        with suppress(*LOST):
            await see_watchers(live, clock)


async def see_watchers(live: LiveEvents, clock: Clock) -> None:
    """Note as seen the devices that watch the events right now."""
    at = clock()
    await devices.note_seen(
        sorted(live.watching()),
        at=at,
        seen_before=at - NOTED_EVERY,
        expires_at=at + DEVICE_LIFETIME,
    )


async def watch(live: LiveEvents, doorman: Doorman) -> None:
    """Let `doorman` forget whoever any process says has changed, until cancelled."""
    viewer = Viewer(person=_NOBODY, permissions=frozenset({WATCH}), session=_NOBODY)
    async with live.subscribe(viewer) as news:
        # What was remembered before anybody listened may have changed unheard.
        doorman.forget_everything()
        async for frame in news:
            told = msgspec.json.decode(frame, type=Told)
            if told.type == PERSON_CHANGED:
                changed = msgspec.json.decode(told.data, type=PersonChanged)
                doorman.forget_person(changed.person_id)
            else:
                # A gap: something was missed, and it may have been anybody.
                doorman.forget_everything()
