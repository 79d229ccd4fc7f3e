"""A WebSocket of the page, joined with one of the appliance."""

import asyncio
from collections.abc import Iterable
from typing import Final
from weakref import WeakSet

from aiohttp import (
    ClientConnectionResetError,
    ClientWebSocketResponse,
    WSCloseCode,
    WSMessage,
    WSMsgType,
    hdrs,
    web,
)

from medianest_desktop.proxy.answers import problem, unserved
from medianest_desktop.proxy.upstream import Upstream, UpstreamError

_LARGEST: Final = 16 * 1024 * 1024
_HEARTBEAT: Final = 30.0
_PATIENCE: Final = 2.0
# Must never cross the wire; they say that no code came with the end, or no end at all.
_UNSPEAKABLE: Final = {WSCloseCode.ABNORMAL_CLOSURE, 1005, 1015}

Socket = ClientWebSocketResponse | web.WebSocketResponse


class Sockets:
    """Every open WebSocket of the window."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._open: WeakSet[web.WebSocketResponse] = WeakSet()

    async def join(self, request: web.Request) -> web.StreamResponse:
        """Carries messages both ways until one side ends, and tells the other how it ended."""
        wanted = _protocols(request)
        if self._upstream.stands != "serving":
            return unserved(self._upstream)
        try:
            async with self._upstream.socket(request.raw_path, wanted) as far:
                return await self._carry(request, far)
        except UpstreamError:
            self._upstream.lost()
            return problem(503, "appliance_unreachable", "The appliance did not answer.")

    async def close(self, code: int, last_word: str = "") -> None:
        """Ends all of them with `code`, after `last_word`."""
        closing = [_end(near, code, last_word) for near in list(self._open)]
        await asyncio.gather(*closing, return_exceptions=True)

    async def _carry(
        self, request: web.Request, far: ClientWebSocketResponse
    ) -> web.WebSocketResponse:
        agreed = [far.protocol] if far.protocol else []
        near = web.WebSocketResponse(
            protocols=agreed,
            timeout=_PATIENCE,
            max_msg_size=_LARGEST,
            heartbeat=_HEARTBEAT,
            compress=False,
        )
        await near.prepare(request)
        self._open.add(near)
        async with asyncio.TaskGroup() as both:
            both.create_task(_pump(near, far))
            both.create_task(_pump(far, near))
        return near


async def _end(near: web.WebSocketResponse, code: int, last_word: str) -> None:
    if last_word and not near.closed:
        await near.send_str(last_word)
    await near.close(code=code)


def _protocols(request: web.Request) -> Iterable[str]:
    offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "")
    return tuple(name.strip() for name in offered.split(",") if name.strip())


async def _pump(source: Socket, target: Socket) -> None:
    try:
        async for message in source:
            await _send(message, target)
    except ClientConnectionResetError:
        # The other side left in the middle of a message; its own pump says how it ended.
        return
    finally:
        code = source.close_code or WSCloseCode.GOING_AWAY
        await target.close(code=WSCloseCode.GOING_AWAY if code in _UNSPEAKABLE else code)


async def _send(message: WSMessage, target: Socket) -> None:
    if message.type is WSMsgType.TEXT:
        await target.send_str(message.data)
    elif message.type is WSMsgType.BINARY:
        await target.send_bytes(message.data)
