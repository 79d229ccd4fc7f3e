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

from medianest.infra.events import LiveEvents, Subscription
from medianest.kit.errors import MediaNestError
from medianest.notifications.live.conversation import ClosedError, Conversation, Pace
from medianest.notifications.live.door import Door
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
            talk = Conversation(socket, subscription, live.notifications, live.pace)
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
    last_id = request.headers.get("last-event-id")
    held = AsyncExitStack()
    try:
        held.enter_context(live.door.seat(viewer, "sse"))
        subscription = await held.enter_async_context(live.events.subscribe(viewer, after=last_id))
        subscription.viewer = await live.door.still_open(viewer)
    except BaseException:
        await held.aclose()
        raise
    return Stream(
        _lines(held, subscription, live.pace),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(
    held: AsyncExitStack, subscription: Subscription, pace: Pace
) -> AsyncIterator[bytes]:
    async with held:
        # Says at once that the stream stands, and how soon to come back when it falls.
        yield b"retry: 3000\n\n"
        while True:
            try:
                async with asyncio.timeout(pace.heartbeat.total_seconds()):
                    frame = await anext(subscription)
            except TimeoutError:
                yield b": heartbeat\n\n"
                continue
            except StopAsyncIteration:
                return
            yield _event(frame)


def _event(frame: bytes) -> bytes:
    number = _numbered.decode(frame).id
    line = b"data: " + frame + b"\n\n"
    return line if number is None else b"id: " + number.encode() + b"\n" + line


def router() -> Router:
    """Both doors to the live events."""
    return Router("/", route_handlers=[events, stream], tags=["events"])
