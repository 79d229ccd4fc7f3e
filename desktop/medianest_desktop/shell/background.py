"""The background thread: one asyncio loop on which the engine lives."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog

from medianest_desktop.engine import Engine

log = structlog.get_logger()

_STOPPING = 6.0


class Background:
    """Runs the engine until it is stopped; says `ready` once and `ended` if it ends by itself."""

    def __init__(
        self,
        make: Callable[[], AbstractAsyncContextManager[Engine]],
        *,
        ready: Callable[[], None],
        ended: Callable[[str], None],
    ) -> None:
        self._make = make
        self._ready = ready
        self._ended = ended
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._begun = threading.Event()
        self._engine: Engine | None = None
        # A daemon: a call that hangs in the system (a locked keyring) must not keep us alive.
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self, *, patience: float) -> bool:
        """Start the engine; whether it was ready within `patience` seconds."""
        self._thread.start()
        return self._begun.wait(patience) and self._engine is not None

    @property
    def url(self) -> str:
        """Where the window begins, "" while there is no engine."""
        engine = self._engine
        return engine.url if engine is not None else ""

    @property
    def busy(self) -> bool:
        """Whether something is on its way for the window."""
        engine = self._engine
        return engine is not None and engine.busy

    def again(self, page: str) -> str:
        """Where the window finds `page` again, which it has left; "" while there is no engine."""
        engine = self._engine
        return engine.again(page) if engine is not None else ""

    def command(self, text: str) -> None:
        """Hand a command to the engine; from any thread."""
        engine = self._engine
        if engine is None:
            log.info("command_without_engine", command=text.partition(":")[0])
            return
        self.later(engine.command(text), f"command:{text.partition(':')[0]}")

    def later(self, work: Coroutine[Any, Any, Any], name: str) -> Future[Any]:
        """Run `work` on the loop; what it raises is logged."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.add_done_callback(lambda done: _log_failure(done, name))
        return future

    def stop(self) -> bool:
        """End the engine in order; whether it did in time."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(_STOPPING)
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        reason = ""
        try:
            self._loop.run_until_complete(self._live())
        except Exception as failure:
            log.exception("engine_crashed")
            reason = f"{type(failure).__name__}: {failure}"
        finally:
            self._engine = None
            self._begun.set()
        if not self._stop.is_set():
            self._ended(reason)
        self._tidy()

    async def _live(self) -> None:
        async with self._make() as engine:
            self._engine = engine
            self._begun.set()
            self._ready()
            await self._stop.wait()
            self._engine = None

    def _tidy(self) -> None:
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


def _log_failure(done: Future[Any], name: str) -> None:
    if not done.cancelled() and (failure := done.exception()) is not None:
        log.error("background_work_failed", work=name, exc_info=failure)
