"""A folder that looks like a built dashboard, and a site that serves it."""

import gzip
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import brotli  # type: ignore[import-untyped]  # ships no types
import httpx2
import pytest
from litestar import Litestar, get
from litestar.datastructures import Cookie

from medianest.kit.errors import NotSignedInError
from medianest.web.doors import Asked, Doors, SetUpForm, SignInForm
from medianest.web.feature import WebFeature

SCRIPT = b"window.early = 1"
PAGE = b"<html><script>" + SCRIPT + b"</script><script src='/x.js'></script></html>"
MODULE = b"export const answer = 42;" * 20

Visit = Callable[..., AbstractAsyncContextManager[httpx2.AsyncClient]]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    hashed = tmp_path / "_app" / "immutable" / "entry"
    hashed.mkdir(parents=True)
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "manifest.webmanifest").write_bytes(b"{}")
    (tmp_path / "service-worker.js").write_bytes(MODULE)
    (tmp_path / ".stamp").write_text("abc")
    (hashed / "start.js").write_bytes(MODULE)
    (hashed / "start.js.br").write_bytes(brotli.compress(MODULE))
    (hashed / "start.js.gz").write_bytes(gzip.compress(MODULE))
    return tmp_path


@get("/api/v1/info")
async def info() -> dict[str, str]:
    return {"name": "MediaNest"}


async def set_up(_: Asked, form: SetUpForm) -> Sequence[Cookie]:
    return [Cookie(key="medianest_access", value=form.setup_code)]


async def sign_in(_: Asked, form: SignInForm) -> Sequence[Cookie]:
    if form.password != "right":
        raise NotSignedInError("That <password> is not right")
    return [Cookie(key="medianest_access", value="token")]


@pytest.fixture
def visit() -> Visit:
    """Serve `folder`; `setup_open` says whether MediaNest has an owner yet."""

    @asynccontextmanager
    async def visiting(
        folder: Path, *, setup_open: bool = False
    ) -> AsyncIterator[httpx2.AsyncClient]:
        async def is_open() -> bool:
            return setup_open

        doors = Doors(setup_open=is_open, set_up=set_up, sign_in=sign_in)
        app = Litestar([info], plugins=[WebFeature(doors, folder)])
        transport = httpx2.ASGITransport(app=cast("Any", app))
        async with (
            app.lifespan(),
            httpx2.AsyncClient(transport=transport, base_url="http://nest") as client,
        ):
            yield client

    return visiting
