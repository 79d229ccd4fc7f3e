"""Live events over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import Request, Router, WebSocket, get, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from litestar.response import Stream

from medianest.infra.events import LiveEvents, Viewer
from medianest.kit.errors import MediaNestError
from medianest.notifications.live.conversation import ClosedError, Conversation, Pace
from medianest.notifications.live.door import Door
from medianest.notifications.live.news import News
from medianest.notifications.service import Notifications


class _Numbered(msgspec.Struct, frozen=True):
    id: str | None


_numbered = msgspec.json.Decoder(_Numbered)


@dataclass(frozen=True, slots=True)
class Live:
    """All that live connections need."""

    events: LiveEvents
    door: Door
    notifications: Notifications
    pace: Pace = field(default_factory=Pace)


@websocket("/events")
async def events(socket: WebSocket[Any, Any, Any], live: NamedDependency[Live]) -> None:
    """Everything that happens and this person may see, while it happens."""
    # Refused before this, a browser would not tell its page why.
    await socket.accept()
    try:
        async with AsyncExitStack() as held:
            viewer = await live.door.admit(socket)
            held.enter_context(live.door.seat(viewer, "websocket"))
            subscription = await held.enter_async_context(live.events.subscribe(viewer))
            subscription.viewer = await live.door.still_open(viewer)
            news = News(subscription, live.door.still_open)
            talk = Conversation(socket, news, live.notifications, live.pace)
            await talk.hold(live.events.position)
    except MediaNestError as refused:
        await socket.close(code=4000 + refused.status, reason=refused.code)
    except ClosedError as ended:
        await socket.close(code=ended.code, reason=ended.reason)
    except WebSocketDisconnect:
        return


@get("/events/stream")
async def stream(request: Request[Any, Any, Any], live: NamedDependency[Live]) -> Stream:
    """The same as server-sent events; `Last-Event-ID` resumes."""
    viewer = await live.door.admit(request)
    live.door.seats.check(viewer.person)
    return Stream(
        _lines(live, viewer, request.headers.get("last-event-id")),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(live: Live, viewer: Viewer, last_id: str | None) -> AsyncIterator[bytes]:
    # Held from here, not from the handler: a client that leaves at once never gets this far.
    with live.door.seat(viewer, "sse"):
        async with live.events.subscribe(viewer, after=last_id) as subscription:
            subscription.viewer = await live.door.still_open(viewer)
            # Says at once that the stream stands, and how soon to come back when it falls.
            yield b"retry: 3000\n\n"
            async for line in _paced(News(subscription, live.door.still_open), live.pace):
                yield line


async def _paced(news: News, pace: Pace) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(pace.heartbeat.total_seconds()):
                frame = await news.next()
        except TimeoutError:
            yield b": heartbeat\n\n"
        except StopAsyncIteration:
            return
        else:
            yield _event(frame)


def _event(frame: bytes) -> bytes:
    number = _numbered.decode(frame).id
    line = b"data: " + frame + b"\n\n"
    return line if number is None else b"id: " + number.encode() + b"\n" + line


def router() -> Router:
    """Both doors to the live events."""
    return Router("/", route_handlers=[events, stream], tags=["events"])
