from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin
from tests.support.doors import Doors

from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.accounts.principal import Principal
from medianest.infra.provide import provided
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.requests.rules import routes
from medianest.requests.rules.conditions import Facts
from medianest.requests.rules.schemas import Past
from medianest.requests.rules.service import Rules, described
from medianest.requests.states import State
from medianest.requests.verdicts import Draft

pytestmark = pytest.mark.usefixtures("database")

LARGE = {"field": "gigabytes", "is": "at_least", "value": 15}
OLD = {"field": "year", "is": "at_most", "value": 2000}


@dataclass(frozen=True, eq=False)
class RulesFeature(InitPlugin):
    past: list[Past] = field(default_factory=list)

    async def latest(self, most: int) -> Sequence[Past]:
        return self.past[:most]

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.route_handlers.append(routes.router("/api/v1"))
        app_config.dependencies["rules"] = provided(self.rules)
        return app_config

    @property
    def rules(self) -> Rules:
        return Rules(self.latest)


def draft(role: Role = Role.MEMBER) -> Draft:
    asker = Principal(
        id=new_id(),
        name="Ada",
        email="ada@example.org",
        role=role,
        permissions=PERMISSIONS[role],
        session_id=new_id(),
    )
    return Draft(
        asker=asker,
        key=TitleKey("movie", 7),
        is4k=True,
        seasons=0,
        episodes=0,
        estimated_bytes=20_000_000_000,
        title=None,
    )


def facts(year: int) -> Facts:
    return msgspec.structs.replace(described(draft()), year=year)


def rule(
    name: str, then: str, *, when: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    when = when or {"field": "is4k", "is": "one_of", "value": ["true"]}
    return {"name": name, "then": then, "when": when, **more}


async def test_the_first_rule_that_holds_decides() -> None:
    feature = RulesFeature()
    async with Doors([feature]).enter(Role.ADMIN) as client:
        written = [
            (await client.post("/admin/request-rules", json=one)).json()["id"]
            for one in (
                rule("large", "decline", when=LARGE, reason="Too large for us."),
                rule("any", "approve"),
                rule("off", "decline", enabled=False),
            )
        ]
        before = await feature.rules.decide(draft())
        await client.post("/admin/request-rules/order", json={"ids": written[::-1]})
        after = await feature.rules.decide(draft())

    assert (before.then, before.reason) == ("decline", "Too large for us.")
    assert after.then == "approve"
    assert "any" in after.reason


async def test_without_a_rule_only_those_who_may_decide_need_not_ask() -> None:
    rules = RulesFeature().rules

    assert (await rules.decide(draft())).then == "hold"
    assert (await rules.decide(draft(Role.ADMIN))).then == "approve"


async def test_a_rule_is_tried_on_the_past_without_changing_anything() -> None:
    past = [
        Past(
            id=new_id(),
            title=f"Film of {year}",
            requested_by="Ada",
            state=State.PENDING,
            facts=facts(year),
        )
        for year in (1990, 2010)
    ]
    feature = RulesFeature(past)
    async with Doors([feature]).enter(Role.ADMIN) as client:
        tried = await client.post(
            "/admin/request-rules/try", json={"rule": rule("x", "decline", when=OLD)}
        )

        assert tried.json()["matched"] == 1
        assert tried.json()["total"] == 2
        assert tried.json()["items"][0]["title"] == "Film of 1990"
        assert (await client.get("/admin/request-rules")).json()["items"] == []


async def test_a_rule_is_written_anew_and_removed() -> None:
    async with Doors([RulesFeature()]).enter(Role.ADMIN) as client:
        made = (await client.post("/admin/request-rules", json=rule("first", "hold"))).json()
        address = f"/admin/request-rules/{made['id']}"
        changed = await client.put(address, json=rule("second", "approve"))

        assert changed.json() == made | {"name": "second", "then": "approve"}
        assert (await client.delete(address)).status_code == 204
        assert (await client.delete(address)).status_code == 404


async def test_members_neither_read_nor_write_rules() -> None:
    async with Doors([RulesFeature()]).enter(Role.MEMBER) as client:
        assert (await client.get("/admin/request-rules")).status_code == 403
        assert (await client.post("/admin/request-rules", json={})).status_code == 403
