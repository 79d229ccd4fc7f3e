from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from tests.accounts.home import BASE, Home, code_of


async def test_every_route_is_public_on_purpose_or_guarded(home: Home) -> None:
    open_ones = [
        route.path
        for route in home.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if isinstance(handler, HTTPRouteHandler)
        and handler.http_methods != {"OPTIONS"}
        and not handler.opt.get("public")
        and not handler.guards
    ]

    assert open_ones == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/logout-all"),
        ("GET", "/auth/session"),
        ("POST", "/auth/ticket"),
        ("POST", "/csrf/refresh"),
        ("PATCH", "/auth/profile"),
        ("PUT", "/auth/password"),
        ("GET", "/auth/devices"),
        ("GET", "/admin/users"),
        ("POST", "/admin/users"),
        ("GET", "/admin/audit"),
    ],
)
async def test_nobody_passes_a_guarded_route(home: Home, method: str, path: str) -> None:
    async with home.client() as client:
        answer = await client.request(method, path, json={})

    assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"email":1,"password":2}', b'{"email":"a@b.c"}', b"\xff\xfe"],
)
async def test_a_body_that_is_no_sign_in_is_bad_input(home: Home, body: bytes) -> None:
    async with home.client() as client:
        answer = await client.post("/auth/login", content=body)

    assert (answer.status_code, code_of(answer)) == (400, "bad_input")


async def test_a_field_beyond_any_use_is_bad_input_and_costs_no_hashing(home: Home) -> None:
    wish: dict[str, Any] = {"email": "a@b.c", "password": "x" * 100_000}

    async with home.client() as client:
        answer = await client.post("/auth/login", json=wish)

    assert code_of(answer) == "bad_input"
    assert answer.url.path == f"{BASE}/auth/login"
