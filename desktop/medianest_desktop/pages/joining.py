"""Getting in touch with an appliance: reach it, show the code, wait until it was typed in."""

import platform
from datetime import datetime
from typing import Final, Literal

from msgspec import structs

from medianest_desktop.bell import Bell
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.discovery import Found
from medianest_desktop.net.pairing import Pairing, PairingEndedError
from medianest_desktop.net.preflight import Reached, reach
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError
from medianest_desktop.pages.wire import Wire
from medianest_desktop.tasks import Tasks

_SETTLES_WITHIN: Final = 5.0


class Tried(Wire, frozen=True):
    """An address, and why it did not work as a key of the catalogue below `reason.`."""

    address: str
    reason: str


class Attempt(Wire, frozen=True):
    """How far the connecting is.

    `target` is what was typed; `dashboard` is the appliance's address for a browser, where known.
    """

    step: Literal["idle", "looking", "failed", "code", "ended"] = "idle"
    target: str = ""
    name: str = ""
    encrypted: bool = True
    code: str = ""
    expires_at: datetime | None = None
    dashboard: str = ""
    reason: str = ""
    tries: tuple[Tried, ...] = ()


def tried(tries: tuple[Try, ...]) -> tuple[Tried, ...]:
    """The addresses that were tried, as the pages show them."""
    return tuple(Tried(str(each.address), each.reason_key) for each in tries)


class Joining:
    """Makes one attempt at a time; a new one ends the one before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tasks = Tasks()
        self.now = Attempt()
        """How far the attempt is."""
        self.changed = Bell()
        """Rings when `now` is another."""

    @property
    def busy(self) -> bool:
        """Whether somebody is in the middle of it."""
        return self.now.step in {"looking", "code"}

    async def look(self, target: str | Found, *, insecure: bool = False) -> None:
        """Begin with the appliance at what was typed, or that was found."""
        await self._tasks.stop()
        typed = target if isinstance(target, str) else ""
        name = typed or (target.name if isinstance(target, Found) else "")
        self._become(Attempt("looking", target=typed, name=name))
        self._tasks.start(self._attempt(target, insecure=insecure), name="joining")

    async def cancel(self) -> None:
        """Give up; the code is worth nothing from then on."""
        await self._tasks.stop()
        self._become(Attempt(target=self.now.target))

    async def close(self) -> None:
        """End what runs."""
        await self._tasks.stop()

    async def _attempt(self, target: str | Found, *, insecure: bool) -> None:
        try:
            await self._pair(await reach(target, insecure=insecure))
        except UnreachableError as failure:
            self._fail(failure.reason, tried(failure.tries))
        except NoAnswerError as failure:
            self._fail(failure.reason)
        except RefusedError:
            self._fail("appliance_trouble")
        except PairingEndedError as end:
            ended = Attempt("ended", target=self.now.target, reason=end.reason)
            self._become(ended)

    async def _pair(self, reached: Reached) -> None:
        async with Pairing(reached, name=platform.node()) as pairing:
            code = await pairing.start()
            self._become(
                structs.replace(
                    self.now,
                    step="code",
                    name=reached.name,
                    encrypted=reached.encrypted,
                    code=code.code,
                    expires_at=code.expires_at,
                    dashboard=reached.dashboard,
                )
            )
            new = await pairing.wait()
        self._become(Attempt("looking", name=reached.name))
        await self._connection.adopt(new)
        # Without this the window would show the offline page for the blink of an eye.
        connection = self._connection
        await connection.changed.until(
            lambda: connection.state == "connected", seconds=_SETTLES_WITHIN
        )
        self._become(Attempt())

    def _fail(self, reason: str, tries: tuple[Tried, ...] = ()) -> None:
        self._become(structs.replace(self.now, step="failed", reason=reason, tries=tries))

    def _become(self, attempt: Attempt) -> None:
        self.now = attempt
        self.changed.ring()
