"""The client without its window: says as JSON lines how it stands, does what JSON lines ask for."""

import asyncio
import json
import sys
import time
from contextlib import suppress
from typing import Any

import msgspec
import structlog

from medianest_desktop.i18n import Words
from medianest_desktop.live import Alert, Face, Live, Outside
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.pairing import Pairing, PairingEndedError
from medianest_desktop.net.preflight import reach
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError
from medianest_desktop.net.vault import Vault
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings

_WORDS = Words.of("en")


def say(what: str, **facts: object) -> None:
    print(json.dumps({"what": what, **msgspec.to_builtins(facts)}), flush=True)


class Headless:
    def __init__(self) -> None:
        self._discovery = Discovery()
        places = Places.here()
        self._settings = UserSettings(places.config)
        self._connection = Connection(Appliances(places.config), self._discovery, Vault())
        self._live = Live(
            folder=places.state,
            appliance=self._connection,
            settings=self._settings,
            words=lambda: _WORDS,
            outside=Outside(self._show, self._tell_face, _page, _browser),
        )
        self._pairing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        self._discovery.changed.listen(self._tell_found)
        self._connection.changed.listen(self._tell_state)
        async with self._discovery, self._connection, self._live:
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
            case "each":
                self._settings.change_alerts(grouped=False)
            case "history":
                self._tell_history()
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

    async def _show(self, alert: Alert) -> bool:
        say("alert", title=alert.title, at=time.monotonic())
        return True

    def _tell_face(self, face: Face) -> None:
        say("face", status=face.status, reason=face.reason)

    def _tell_history(self) -> None:
        say("history", titles=[one.alert.title for one in self._live.alerts.history])

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


def _page(path: str) -> None:
    say("page", path=path)


def _browser(url: str) -> None:
    say("browser", url=url)


def _told(tries: tuple[Try, ...]) -> list[dict[str, str]]:
    return [{"address": str(t.address), "reason": t.reason_key, "detail": t.detail} for t in tries]


if __name__ == "__main__":
    # What is said on standard output is for the test alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(Headless().run())
