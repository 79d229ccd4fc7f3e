import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin
from tests.standins.tmdb import TmdbStandIn
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.catalog import images
from medianest.catalog.flights import Flights
from medianest.catalog.images import Pictures
from medianest.infra.database import execute
from medianest.infra.http import HttpClient
from medianest.infra.keep import Keep
from medianest.infra.outside import Outside
from medianest.infra.provide import provided
from medianest.infra.tasks import Tasks

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True, eq=False)
class PicturesFeature(InitPlugin):
    pictures: Pictures

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.route_handlers.append(images.router("/api/v1"))
        app_config.dependencies["pictures"] = provided(self.pictures)
        return app_config


@pytest.fixture
async def pictures(tmdb: TmdbStandIn, tmp_path: Path) -> AsyncIterator[Pictures]:
    keep = Keep(tmp_path / "images", 10_000_000)
    async with HttpClient(Outside("tmdb-images"), tmdb.image_url) as client, Tasks() as tasks:
        yield Pictures(b"k" * 32, "/api/v1", keep, client, Flights(tasks))


def address(pictures: Pictures, *, age: int | None = 0, size: str = "w342") -> str:
    image = pictures.image("/p1.jpg", "poster", age)
    assert image is not None
    return image.url.removeprefix("/api/v1").replace("{size}", size)


def asked(tmdb: TmdbStandIn) -> int:
    return sum(one.path.startswith("/t/p/") for one in tmdb.asked)


async def test_a_picture_is_fetched_once_and_then_comes_from_the_disk(
    pictures: Pictures, tmdb: TmdbStandIn
) -> None:
    async with Doors([PicturesFeature(pictures)]).enter(Role.MEMBER) as client:
        together = await asyncio.gather(*[client.get(address(pictures)) for _ in range(8)])
        tmdb.stop()
        later = await client.get(address(pictures))

    assert {answer.status_code for answer in [*together, later]} == {200}
    assert later.headers["content-type"] == "image/jpeg"
    assert "immutable" in later.headers["cache-control"]
    assert asked(tmdb) == 1


@pytest.mark.parametrize(
    "change",
    [
        ("p1.jpg", "p2.jpg"),
        ("w342", "original"),
        ("w342", "w343"),
        ("?s=", "?s=0"),
        ("p1.jpg", "..%2f..%2fp1.jpg"),
    ],
)
async def test_an_address_that_we_did_not_sign_fetches_nothing(
    pictures: Pictures, tmdb: TmdbStandIn, change: tuple[str, str]
) -> None:
    async with Doors([PicturesFeature(pictures)]).enter(Role.MEMBER) as client:
        answer = await client.get(address(pictures).replace(*change))

    assert answer.status_code == 404
    assert asked(tmdb) == 0


async def test_a_picture_above_the_age_limit_is_not_there(pictures: Pictures) -> None:
    doors = Doors([PicturesFeature(pictures)])
    async with doors.enter(Role.MEMBER) as client:
        await execute("UPDATE users SET age_limit = 12")
        above = await client.get(address(pictures, age=16))
        unrated = await client.get(address(pictures, age=None))
        younger = await client.get(address(pictures, age=16).replace("a=16", "a=6"))
        fitting = await client.get(address(pictures, age=12))

    assert [above.status_code, unrated.status_code, younger.status_code] == [404, 404, 404]
    assert fitting.status_code == 200


async def test_what_is_no_picture_is_neither_shown_nor_kept(
    pictures: Pictures, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.garbage, tmdb.faults.times = True, 1
    async with Doors([PicturesFeature(pictures)]).enter(Role.MEMBER) as client:
        first = await client.get(address(pictures))
        second = await client.get(address(pictures))

    assert first.status_code == 502
    assert first.json()["code"] == "not_a_picture"
    assert second.status_code == 200


async def test_nobody_sees_pictures_without_signing_in(pictures: Pictures) -> None:
    async with Doors([PicturesFeature(pictures)]).enter(Role.MEMBER) as client:
        del client.headers["Authorization"]
        answer = await client.get(address(pictures))

    assert answer.status_code == 401
