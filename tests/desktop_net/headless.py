"""The client without its window: says as JSON lines how it stands, does what JSON lines ask for."""

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any

import msgspec
import structlog

from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.pairing import Pairing, PairingEndedError
from medianest_desktop.net.preflight import reach
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError
from medianest_desktop.net.vault import Vault
from medianest_desktop.places import Places


def say(what: str, **facts: object) -> None:
    print(json.dumps({"what": what, **msgspec.to_builtins(facts)}), flush=True)


class Headless:
    def __init__(self) -> None:
        self._discovery = Discovery()
        self._appliances = Appliances(Places.here().config)
        self._connection = Connection(self._appliances, self._discovery, Vault())
        self._pairing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        self._discovery.changed.listen(self._tell_found)
        self._connection.changed.listen(self._tell_state)
        async with self._discovery, self._connection:
            self._tell_state()
            reader = asyncio.StreamReader()
            loop = asyncio.get_running_loop()
            await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
            while line := await reader.readline():
                await self._do(**msgspec.json.decode(line))

    async def _do(self, do: str, target: str = "", path: str = "") -> None:
        match do:
            case "pair":
                self._pairing = asyncio.get_running_loop().create_task(self._pair(target))
            case "fetch":
                await self._fetch(path)
            case "retry":
                self._connection.retry()
            case "forget":
                await self._connection.forget()

    async def _pair(self, target: str) -> None:
        found = [one for one in self._discovery.found if one.id == target]
        try:
            reached = await reach(found[0] if found else target)
            async with Pairing(reached, name="Desk") as pairing:
                code = await pairing.start()
                say("code", code=code.code, id=reached.id, fingerprint=reached.fingerprint)
                await self._connection.adopt(await pairing.wait())
                say("paired", id=reached.id)
        except UnreachableError as failure:
            say("unreachable", reason=failure.reason, tries=_told(failure.tries))
        except (NoAnswerError, RefusedError, PairingEndedError) as failure:
            say("ended", reason=repr(failure))

    async def _fetch(self, path: str) -> None:
        answer: Any = None
        status = 0
        with suppress(NotConnectedError):
            try:
                answer, status = await self._connection.request("GET", path), 200
            except RefusedError as refused:
                status = refused.status
        say("fetched", status=status, answer=answer)

    def _tell_found(self) -> None:
        say("found", found=self._discovery.found)

    def _tell_state(self) -> None:
        now = self._connection
        paired = now.paired
        say(
            "state",
            state=now.state,
            reason=now.reason,
            tries=_told(now.tries),
            addresses=[str(one) for one in paired.addresses] if paired else [],
        )


def _told(tries: tuple[Try, ...]) -> list[dict[str, str]]:
    return [{"address": str(t.address), "reason": t.reason_key, "detail": t.detail} for t in tries]


if __name__ == "__main__":
    # What is said on standard output is for the test alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(Headless().run())
