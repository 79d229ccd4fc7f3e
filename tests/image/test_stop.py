"""Stopped at any moment: in order, within ten seconds by Docker's clock, and ready to go on."""

from collections.abc import Iterator
from time import sleep

import httpx2
import pytest
from tests.image.boxed import Boxed, Stopped, cleared_away, docker
from tests.image.street import SETTINGS, Street, furnish, opened_street
from tests.support.main_job import ended, submit
from tests.support.waiting import until

PROMISED_SECONDS = 10
# Before Python listens, the signal ends it at once: nothing has been started yet.
ENDS = {0, 143}
MOMENTS = [*(number / 5 for number in range(11)), 3, 5]
pytestmark = pytest.mark.timeout(300)


def cluster_state(appliance: Boxed) -> str:
    """What the stopped database says of itself; nothing if there is none yet."""
    look = (
        "for one in /data/postgres/[0-9]*/PG_VERSION; do [ -e $one ] || continue; "
        "/usr/lib/postgresql/*/bin/pg_controldata -D ${one%/*}; done"
    )
    volume = ("--volume", f"{appliance.name}-data:/data")
    said = docker(
        "run", "--rm", "--user", "0", *volume, "--entrypoint", "sh", appliance.image, "-c", look
    )
    found = [line for line in said.splitlines() if line.startswith("Database cluster state")]
    return found[0].partition(":")[2].strip() if found else ""


def look_at(appliance: Boxed, stopped: Stopped, *, without_database: bool = False) -> None:
    """It ended well and in time, and left its database as if it had all the time there is."""
    print(f"\nstopped after {stopped.seconds:.2f} s with {stopped.status}")
    assert stopped.status in ENDS, appliance.last_words()
    assert stopped.seconds < PROMISED_SECONDS
    state = cluster_state(appliance)
    # Stopped early in its first start it may have none yet; otherwise silence proves nothing.
    assert state == "shut down" or (without_database and not state)


def look_at_next_start(appliance: Boxed) -> None:
    """It comes up again, and the database has nothing to recover."""
    appliance.start()
    appliance.wait_ready()
    assert "was not properly shut down" not in appliance.logs()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stop_during_the_very_first_start_is_clean(image: str, moment: float) -> None:
    appliance = Boxed("matrix-stop-first", image)

    with cleared_away(appliance.name):
        appliance.run()
        sleep(moment)
        stopped = appliance.stop()

        look_at(appliance, stopped, without_database=True)
        look_at_next_start(appliance)


@pytest.fixture(scope="module")
def seasoned(image: str) -> Iterator[Boxed]:
    """An appliance that has its database, and is not running."""
    appliance = Boxed("matrix-stop-later", image)
    with cleared_away(appliance.name):
        appliance.run().wait_ready()
        appliance.stop()
        yield appliance


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stop_during_a_later_start_is_clean(seasoned: Boxed, moment: float) -> None:
    seasoned.start()
    sleep(moment)
    stopped = seasoned.stop()

    look_at(seasoned, stopped)


def test_after_all_these_stops_there_is_nothing_to_recover(seasoned: Boxed) -> None:
    look_at_next_start(seasoned)
    stopped = seasoned.stop()

    look_at(seasoned, stopped)


@pytest.fixture(scope="module")
def street(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Boxed, Street]]:
    """An appliance with an owner and Plex, running."""
    appliance = Boxed("matrix-stop-busy", image, environment=SETTINGS)
    with opened_street(appliance, tmp_path_factory.mktemp("street")) as street:
        appliance.run().wait_ready()
        appliance.set_up()
        with appliance.owner() as owner:
            furnish(owner)
        yield appliance, street


def test_a_stop_during_a_download_is_clean_and_the_download_goes_on(
    street: tuple[Boxed, Street],
) -> None:
    appliance, neighbours = street
    with appliance.owner() as owner:
        download = submit(owner, neighbours.video(1, size="large"))
        path = f"/youtube/downloads/{download}"
        until(lambda: owner.get(path).json()["state"] == "downloading", what=path)

    stopped = appliance.stop()

    look_at(appliance, stopped)
    look_at_next_start(appliance)
    with appliance.owner() as owner:
        assert ended(owner, download)["state"] == "available"


def test_a_stop_during_a_backup_is_clean_and_leaves_no_half_of_one(
    street: tuple[Boxed, Street],
) -> None:
    appliance, _ = street
    with appliance.owner() as owner:
        assert owner.post("/admin/backups").status_code == 202
        until(lambda: is_backing_up(owner), what="a backup that runs")

    stopped = appliance.stop()

    look_at(appliance, stopped)
    look_at_next_start(appliance)
    with appliance.owner() as owner:
        # One that was cut off before its proof stays unproven; the job makes another.
        until(lambda: "good" in states_of_backups(owner), what=lambda: states_of_backups(owner))
        assert states_of_backups(owner) <= {"good", "unverified"}
    left = appliance.execute("find", "/data/backups", "-name", "*.partial")
    assert left == ""


def is_backing_up(owner: httpx2.Client) -> bool:
    return owner.get("/admin/backups/status").json()["running"] is not None


def states_of_backups(owner: httpx2.Client) -> set[str]:
    return {one["state"] for one in owner.get("/admin/backups").json()["items"]}


# The first of all migrations alone: a database as an early release left it.
EARLY = """
import asyncio
from pathlib import Path
from medianest.infra import postgres
from medianest.infra.database import connected
from medianest.infra.schema.run import migrate

async def main():
    async with postgres.embedded(Path("/data")) as server, connected(server.dsn):
        await migrate(["accounts"])

asyncio.run(main())
"""


def test_a_stop_during_a_migration_leaves_the_old_schema_and_the_next_start_finishes(
    image: str,
) -> None:
    appliance = Boxed("matrix-stop-migration", image)
    with cleared_away(appliance.name):
        appliance.make_volumes()
        volume = ("--volume", f"{appliance.name}-data:/data")
        docker("run", "--rm", *volume, "--entrypoint", "python3", image, "-c", EARLY)
        appliance.run()
        until(lambda: "bringing the data" in readiness(appliance), what=appliance.last_words)
        stopped = appliance.stop()

        look_at(appliance, stopped)
        assert " is ready: http://" not in appliance.logs()
        look_at_next_start(appliance)
        assert appliance.set_up()["user"]["name"] == "Olga"


def readiness(appliance: Boxed) -> str:
    """What is said of the start while it lasts."""
    try:
        return httpx2.get(f"{appliance.base_url}/ready", timeout=5).text
    except httpx2.HTTPError:
        return ""
