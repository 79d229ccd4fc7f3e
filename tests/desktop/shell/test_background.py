"""The engine's thread begins, obeys, ends, and does not die in silence."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from medianest_desktop.engine import Engine
from medianest_desktop.shell.background import Background


class Stand:
    """An engine that remembers what it was told; `fails` lets it break."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.heard: list[str] = []
        self.closed = False
        self.url = "http://127.0.0.1:1/?key=1"
        self.told = threading.Event()

    async def command(self, text: str) -> None:
        self.heard.append(text)
        self.told.set()
        if text == self.fails:
            asyncio.get_running_loop().stop()

    @asynccontextmanager
    async def life(self) -> AsyncIterator[Engine]:
        if self.fails == "start":
            raise RuntimeError("no port")
        try:
            yield cast("Engine", self)
        finally:
            self.closed = True


class Watch:
    def __init__(self, stand: Stand) -> None:
        self.ready = threading.Event()
        self.ended = threading.Event()
        self.reason = ""
        self.background = Background(stand.life, ready=self.ready.set, ended=self._end)

    def _end(self, reason: str) -> None:
        self.reason = reason
        self.ended.set()


def test_an_engine_begins_obeys_and_ends_in_order() -> None:
    stand = Stand()
    watch = Watch(stand)

    assert watch.background.start(patience=60)
    watch.background.command("open")
    assert stand.told.wait(60)
    assert watch.background.url == stand.url
    assert watch.background.stop()

    assert (stand.heard, stand.closed, watch.ended.is_set()) == (["open"], True, False)


def test_an_engine_that_cannot_begin_says_why() -> None:
    watch = Watch(Stand(fails="start"))

    assert not watch.background.start(patience=60)

    assert watch.ended.wait(60)
    assert watch.reason == "RuntimeError: no port"


def test_an_engine_that_breaks_later_says_so() -> None:
    watch = Watch(Stand(fails="boom"))
    assert watch.background.start(patience=60)

    watch.background.command("boom")

    assert watch.ended.wait(60)
    assert watch.background.url == ""
    assert watch.background.stop()


def test_a_command_that_fails_harms_nothing() -> None:
    stand = Stand()
    watch = Watch(stand)
    assert watch.background.start(patience=60)

    async def break_off() -> Any:
        raise RuntimeError("bad")

    failed = watch.background.later(break_off(), "test")
    assert isinstance(failed.exception(60), RuntimeError)
    watch.background.command("still there")

    assert stand.told.wait(60)
    assert watch.background.stop()


def test_a_command_after_the_end_is_forgotten() -> None:
    stand = Stand()
    watch = Watch(stand)
    assert watch.background.start(patience=60)
    assert watch.background.stop()

    watch.background.command("open")

    assert stand.heard == []
