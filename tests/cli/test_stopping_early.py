"""A stop amid the start-up is as clean as any, and what was begun is done by the next start."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.support.appliance import Appliance
from tests.support.processes import alive, family
from tests.support.waiting import until

from medianest.infra.postgres import embedded

OLD = Path("/usr/lib/postgresql/15/bin")


def is_making_a_cluster(postgres: Path) -> bool:
    return (postgres / "18.new").exists()


def is_filling_a_cluster(postgres: Path) -> bool:
    return (postgres / "18.new" / "postmaster.pid").exists()


async def nothing(_: Path) -> None:
    """An appliance that never ran."""


async def of_an_older_release(data_dir: Path) -> None:
    async with embedded(data_dir, bin_dirs=[OLD], durable=False):
        pass


@pytest.mark.parametrize(
    ("former", "moment"),
    [
        pytest.param(nothing, is_making_a_cluster, id="while a database is made"),
        pytest.param(
            of_an_older_release,
            is_filling_a_cluster,
            marks=pytest.mark.skipif(not OLD.is_dir(), reason="needs the system's Postgres 15"),
            id="while an older one is taken over",
        ),
    ],
)
async def test_a_stop_while_the_database_is_prepared_is_clean(
    tmp_path: Path, former: Callable[[Path], Awaitable[None]], moment: Callable[[Path], bool]
) -> None:
    appliance = Appliance(tmp_path)
    await former(appliance.data_dir)
    appliance.begin()
    until(lambda: moment(appliance.data_dir / "postgres"), what=appliance.tail)
    everybody = family(appliance.pid)

    status = appliance.stop()

    assert status == 0, appliance.tail()
    assert alive(everybody) == []
    assert not (appliance.data_dir / "postgres" / "18").exists()
