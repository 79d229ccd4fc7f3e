from datetime import timedelta

import httpx2
from litestar import get
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import fetch, fetchval
from medianest.infra.jobs import Jobs
from medianest.infra.problems import Failure
from medianest.infra.tasks import Tasks
from medianest.kit.clock import now
from medianest.kit.errors import OutsideError
from medianest.monitoring import queries
from medianest.monitoring.error_log import ErrorLog
from medianest.monitoring.feature import MonitoringFeature
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services


def failure(exception: Exception, *, route: str = "/films/{id}") -> Failure:
    return Failure(
        "corr-1", 500, "internal_error", str(exception), "GET", "/films/7", route, exception
    )


async def test_the_same_failure_is_counted_not_repeated(database: str) -> None:
    errors = ErrorLog(Tasks())
    assert database

    for _ in range(3):
        await errors.add(failure(ValueError("no")))
    await errors.add(failure(ValueError("no"), route="/other"))

    [other, first] = (await queries.errors(limit=10, offset=0))[0]
    assert (first.count, first.place, first.kind) == (3, "GET /films/{id}", "ValueError")
    assert other.count == 1


async def test_neither_a_bodys_words_nor_a_secret_are_stored(database: str) -> None:
    errors = ErrorLog(Tasks())
    assert database

    await errors.add(failure(ValueError("password=hunter2 of olga")))
    await errors.add(failure(OutsideError("http://u:hunter2@x/?token=hunter2 failed")))

    rows = await fetch("SELECT * FROM error_logs")
    assert len(rows) == 2
    assert "hunter2" not in str([tuple(row.values()) for row in rows])


async def test_old_and_surplus_errors_are_forgotten(database: str) -> None:
    past = ErrorLog(Tasks(), clock=lambda: now() - timedelta(days=40))
    present = ErrorLog(Tasks())
    assert database
    await past.add(failure(ValueError("old"), route="/old"))
    for number in range(4):
        await present.add(failure(ValueError("new"), route=f"/{number}"))

    gone = await queries.forget_errors(before=now() - timedelta(days=30), keep=3)

    assert gone == 2
    assert await fetchval("SELECT count(*) FROM error_logs") == 3


async def test_a_failure_that_cannot_be_stored_harms_nobody() -> None:
    async with Tasks() as tasks:
        errors = ErrorLog(tasks)

        errors.record(failure(ValueError("no database")))


async def test_a_failed_request_is_listed_for_the_owner(services: Services, probes: Probes) -> None:
    @get("/api/v1/broken")
    async def broken() -> None:
        raise ValueError("a bug")

    async with Tasks() as tasks:
        errors = ErrorLog(tasks)
        doors = Doors([MonitoringFeature(services, probes, Jobs(), "/api/v1")], errors.record)
        doors.handlers.append(broken)
        async with doors.enter(Role.OWNER) as olga, doors.enter(Role.MEMBER) as martin:
            failed = await olga.get("/broken")
            listed = await _until_listed(olga)
            refused = await martin.get("/admin/errors")

    assert failed.status_code == 500
    [entry] = listed
    assert (entry["kind"], entry["count"]) == ("ValueError", 1)
    assert entry["correlationId"] == failed.json()["correlationId"]
    assert "a bug" not in str(entry["message"])
    assert refused.status_code == 403


async def _until_listed(olga: httpx2.AsyncClient) -> list[dict[str, object]]:
    items: list[dict[str, object]] = []
    while not items:
        items = (await olga.get("/admin/errors")).json()["items"]
    return items
