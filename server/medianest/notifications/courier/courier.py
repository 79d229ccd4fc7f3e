"""The server's side of the sending child."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import msgspec
import structlog

from medianest.notifications.courier.protocol import Errand, Outcome

log = structlog.get_logger()

_MODULE = "medianest.notifications.courier.child"
_INHERITED = ("PATH", "LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")


class Courier:
    """Runs each errand in a child of its own, a few at a time, and no longer than allowed.

    Somebody who configures services (`settings.manage`, `services.manage`) may send to every host,
    since a mail server or Home Assistant on the own LAN is normal. Everybody else's messages reach
    public addresses and the hosts of `allowed_private` only.
    """

    def __init__(
        self,
        *,
        allowed_private: Sequence[str] = (),
        timeout: timedelta = timedelta(seconds=45),
        concurrency: int = 2,
    ) -> None:
        self._allowed_private = tuple(allowed_private)
        self._timeout = timeout
        self._slots = asyncio.Semaphore(concurrency)

    async def inspect(self, url: str, *, private_hosts: bool) -> Outcome:
        """Whether `url` can be used, and how it may be shown."""
        return await self._run(
            Errand(
                act="inspect",
                url=url,
                private_hosts=private_hosts,
                allowed_private=self._allowed_private,
            )
        )

    async def send(self, errand: Errand) -> Outcome:
        """Send one message."""
        return await self._run(
            msgspec.structs.replace(errand, allowed_private=self._allowed_private)
        )

    async def _run(self, errand: Errand) -> Outcome:
        async with self._slots:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                _MODULE,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ},
                start_new_session=True,
            )
            try:
                async with asyncio.timeout(self._timeout.total_seconds()):
                    return await _ask(child, errand)
            except TimeoutError:
                seconds = self._timeout.total_seconds()
                return Outcome(ok=False, error=f"The service did not answer within {seconds:g} s.")
            finally:
                await _end(child)


async def _ask(child: Process, errand: Errand) -> Outcome:
    if child.stdin is None or child.stdout is None:
        message = "the sending child has no pipes"
        raise RuntimeError(message)
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(msgspec.json.encode(errand) + b"\n")
        await child.stdin.drain()
    said = await child.stdout.read()
    try:
        return msgspec.json.decode(said, type=Outcome)
    except msgspec.DecodeError:
        status = await child.wait()
        log.error("courier_crashed", status=status)  # noqa: TRY400 - what it said is no trace of ours
        return Outcome(ok=False, error=f"The sending program ended with status {status}.")


async def _end(child: Process) -> None:
    # The group, for a plugin may have started something of its own.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.stdin is not None:
        child.stdin.close()
    await child.wait()
