"""An attacker between client and appliance: passes every word on, under certificates of its own."""

import ssl
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, web
from tests.desktop.net.authorities import Authority
from tests.desktop.net.standin import StandIn

from medianest_desktop.net.addresses import Address


class Relay:
    """Claims the appliance's id; everything but its authority is the appliance's own."""

    def __init__(self, appliance: StandIn) -> None:
        self._appliance = appliance
        self._authority = Authority.new()
        self._runner: web.AppRunner | None = None
        self.address = Address("https", "127.0.0.1", 0)
        self.bearers: list[str] = []

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/api/v1/ca.pem", self._own_authority)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        context: ssl.SSLContext = self._authority.context(
            self._appliance.folder, self._appliance.id
        )
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context).start()
        self.address = Address("https", "127.0.0.1", self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _own_authority(self, _: web.Request) -> web.Response:
        return web.Response(text=self._authority.pem)

    async def _pass_on(self, request: web.Request) -> web.Response:
        self.bearers += request.headers.getall("Authorization", [])
        address = f"{self._appliance.address}{request.path}"
        body = await request.read()
        async with (
            ClientSession() as session,
            session.request(request.method, address, data=body, ssl=False) as answer,
        ):
            return web.Response(body=await answer.read(), status=answer.status)
