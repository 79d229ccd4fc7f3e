from dataclasses import dataclass
from datetime import timedelta

import pytest
from litestar import Router, get
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin
from tests.support.doors import Doors

from medianest.accounts.pacing import at_most
from medianest.accounts.permissions import Role

pytestmark = pytest.mark.usefixtures("database")
_PACED = at_most(2, "test", within=timedelta(minutes=1), unless="people.manage")


@get("/dear", guards=[_PACED])
async def dear() -> None:
    """Costs others something."""


@dataclass(frozen=True, eq=False)
class DearFeature(InitPlugin):
    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.route_handlers.append(Router("/api/v1", route_handlers=[dear]))
        return app_config


async def test_each_person_may_ask_so_often_and_hears_when_to_come_back() -> None:
    doors = Doors([DearFeature()])
    async with doors.enter(Role.MEMBER) as maria, doors.enter(Role.MEMBER) as paul:
        answers = [await maria.get("/dear") for _ in range(3)]
        other = await paul.get("/dear")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < answers[-1].json()["retryAfter"] <= 60
    assert other.status_code == 200


async def test_whoever_runs_the_house_is_not_held_to_it() -> None:
    async with Doors([DearFeature()]).enter(Role.ADMIN) as client:
        answers = [await client.get("/dear") for _ in range(4)]

    assert {answer.status_code for answer in answers} == {200}
