"""One caller's connection, in HTTP/1.1 over h11."""

import asyncio
from datetime import timedelta

import h11

from medianest.infra.doorstep._answers import Answer, Answers, headers

PATIENCE = timedelta(seconds=15)
LONGEST_HEAD = 16_384
_BAD_REQUEST = Answer(400, "text/plain; charset=utf-8", b"That is not HTTP.\n")


class Talk:
    """One connection: requests and answers in turn."""

    def __init__(
        self, answers: Answers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._answers = answers
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)

    async def hold(self) -> None:
        """Answer until either side wants no more; a request has 15 seconds to be complete."""
        while True:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                goes_on = await self._exchange()
            if not goes_on:
                return
            self._http.start_next_cycle()

    async def _exchange(self) -> bool:
        try:
            request = await self._next_request()
        except h11.RemoteProtocolError:
            await self._refuse()
            return False
        if request is None:
            return False
        if request.method == b"CONNECT":
            # After a good answer there would be no HTTP any more to send it in.
            await self._refuse()
            return False
        answer = self._answers.to(request.target.decode("latin-1"), _language(request))
        await self._send(answer, with_body=request.method != b"HEAD")
        return self._http.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}

    async def _next_request(self) -> h11.Request | None:
        """The next whole request; None when the caller has left. What it carries is dropped."""
        request: h11.Request | None = None
        while True:
            event = self._http.next_event()
            match event:
                case h11.NEED_DATA if self._http.they_are_waiting_for_100_continue:
                    return request
                case h11.NEED_DATA:
                    self._http.receive_data(await self._reader.read(LONGEST_HEAD))
                case h11.Request():
                    request = event
                case h11.EndOfMessage():
                    return request
                case h11.ConnectionClosed() | h11.PAUSED:
                    return None

    async def _send(self, answer: Answer, *, with_body: bool) -> None:
        head = h11.Response(status_code=answer.status, headers=headers(answer))
        sent = self._http.send(head) or b""
        if with_body:
            sent += self._http.send(h11.Data(data=answer.body)) or b""
        sent += self._http.send(h11.EndOfMessage()) or b""
        self._writer.write(sent)
        await self._writer.drain()

    async def _refuse(self) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._send(_BAD_REQUEST, with_body=True)


def _language(request: h11.Request) -> str:
    return next(
        (value.decode("latin-1") for name, value in request.headers if name == b"accept-language"),
        "",
    )
