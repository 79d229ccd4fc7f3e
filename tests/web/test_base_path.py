"""MediaNest below a path of its host, whether the proxy passes the prefix on or takes it off."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import brotli  # type: ignore[import-untyped]  # ships no types
import httpx2
import pytest
from litestar import Litestar, Request, get
from tests.web.conftest import set_up, sign_in

from medianest.infra.subpath import below, within
from medianest.settings import SettingsError, load
from medianest.web.bundle import read_bundle
from medianest.web.doors import Doors
from medianest.web.feature import BUNDLE, WebFeature

BASE = "/medianest"


@get("/api/v1/seen")
async def seen(request: Request[Any, Any, Any]) -> dict[str, str]:
    return {"url": str(request.url), "base": str(request.base_url)}


@asynccontextmanager
async def serving(folder: Path, base: str = BASE) -> AsyncIterator[httpx2.AsyncClient]:
    async def is_open() -> bool:
        return False

    doors = Doors(setup_open=is_open, set_up=set_up, sign_in=sign_in)
    app = Litestar([seen], plugins=[WebFeature(doors, folder, base)])
    transport = httpx2.ASGITransport(app=cast("Any", below(base, app)))
    async with (
        app.lifespan(),
        httpx2.AsyncClient(transport=transport, base_url="http://nest") as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "seen_as"),
    [
        ("/medianest", "/"),
        ("/medianest/", "/"),
        ("/medianest/api/v1/info", "/api/v1/info"),
        ("/medianests/x", "/medianests/x"),
        ("/health", "/health"),
    ],
)
def test_the_prefix_is_taken_off_where_it_stands(path: str, seen_as: str) -> None:
    assert within(BASE, path) == seen_as


@pytest.mark.parametrize("path", [f"{BASE}/api/v1/seen", "/api/v1/seen"])
async def test_an_answer_knows_its_address_with_and_without_the_proxys_help(
    built: Path, path: str
) -> None:
    async with serving(built) as client:
        answer = await client.get(path)

    assert answer.json() == {
        "url": f"http://nest{BASE}/api/v1/seen",
        "base": f"http://nest{BASE}/",
    }


@pytest.mark.parametrize("name", ["index.html", "manifest.webmanifest"])
def test_no_address_of_the_built_page_points_outside_the_path(name: str) -> None:
    bundle = read_bundle(BUNDLE, BASE)
    assert bundle is not None
    text = bundle.assets[name].body("").decode()

    addresses = re.findall(r"""["'](/[^"']*)["']""", text)

    assert len(addresses) > 5
    assert [address for address in addresses if not address.startswith(BASE)] == []


def test_sveltekit_is_told_where_it_stands() -> None:
    bundle = read_bundle(BUNDLE, BASE)
    assert bundle is not None

    assert f'base: "{BASE}"' in bundle.index.body("").decode()


def test_the_policy_names_the_scripts_of_the_moved_page() -> None:
    bundle = read_bundle(BUNDLE, BASE)
    assert bundle is not None
    scripts = re.findall(rb"<script>(.*?)</script>", bundle.index.body(""), re.DOTALL)

    hashes = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts]

    assert len(hashes) == 4
    assert [f"'sha256-{one}'" in bundle.policy for one in hashes] == [True] * 4


def test_every_form_of_the_moved_page_holds_the_same() -> None:
    bundle = read_bundle(BUNDLE, BASE)
    assert bundle is not None
    page = bundle.index.body("")

    assert brotli.decompress(bundle.index.body("br")) == page
    assert gzip.decompress(bundle.index.body("gzip")) == page


def test_at_the_root_the_page_is_served_as_it_was_built() -> None:
    bundle = read_bundle(BUNDLE)
    assert bundle is not None

    assert bundle.index.body("") == (BUNDLE / "index.html").read_bytes()
    assert bundle.index.body("br") == (BUNDLE / "index.html.br").read_bytes()


def test_a_page_that_moved_is_another_page_for_the_browsers_cache() -> None:
    here, there = read_bundle(BUNDLE, BASE), read_bundle(BUNDLE)
    assert here is not None
    assert there is not None

    assert here.index.etag != there.index.etag


async def test_the_plain_pages_stay_below_the_path(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        page = await client.get(f"{BASE}/plain/sign-in")
        lost = await client.get(f"{BASE}/downloads", follow_redirects=False)

    assert re.findall(r'(?:href|action)="([^"]*)"', page.text) == [
        f"{BASE}/icon.svg",
        f"{BASE}/plain/style.css",
        f"{BASE}/plain/sign-in",
    ]
    assert lost.headers["location"] == f"{BASE}/"


async def test_the_installed_page_begins_and_ends_below_the_path(tmp_path: Path) -> None:
    manifest = {"id": "/", "start_url": "/", "scope": "/", "icons": [{"src": "/icon.svg"}]}
    (tmp_path / "index.html").write_text("<html><head></head></html>")
    (tmp_path / "manifest.webmanifest").write_text(json.dumps(manifest))

    async with serving(tmp_path) as client:
        moved = (await client.get(f"{BASE}/manifest.webmanifest")).json()

    assert moved["scope"] == moved["start_url"] == moved["id"] == f"{BASE}/"
    assert moved["icons"] == [{"src": f"{BASE}/icon.svg"}]


@pytest.mark.parametrize(
    ("given", "home"),
    [
        ({}, ""),
        ({"PUBLIC_URL": "https://nas.example/"}, "https://nas.example/medianest"),
        ({"PUBLIC_URL": "https://nas.example/medianest/"}, "https://nas.example/medianest"),
    ],
)
def test_links_in_messages_lead_below_the_path(
    tmp_path: Path, given: Mapping[str, str], home: str
) -> None:
    environment = {"DATA_DIR": str(tmp_path), "SERVER__BASE_PATH": BASE}
    environment |= {f"SERVER__{name}": value for name, value in given.items()}

    settings = load({f"MEDIANEST__{name}": value for name, value in environment.items()})

    assert settings.server.home == home


@pytest.mark.parametrize("wrong", ["medianest", "/medianest/", "/", "/../etc", '/a"b', "/a b"])
def test_a_path_that_no_proxy_would_have_is_refused(tmp_path: Path, wrong: str) -> None:
    environment = {"DATA_DIR": str(tmp_path), "SERVER__BASE_PATH": wrong}

    with pytest.raises(SettingsError, match=r"server\.base_path"):
        load({f"MEDIANEST__{name}": value for name, value in environment.items()})
