"""Newer images over older data: whatever breaks on the way, nothing that was kept is lost."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import sleep

import httpx2
import pytest
from tests.image import releases
from tests.image.boxed import Boxed, cleared_away, docker
from tests.image.conftest import ROOT
from tests.support.waiting import until

from medianest import IMAGE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
TITLES = {f"List {number}" for number in range(40)}
OWNER_MUST_ACT = 78
WITHIN = 300


@dataclass
class Moving(Boxed):
    """An appliance whose image changes while its volumes stay."""

    def to(self, image: str) -> "Moving":
        """Start `image` on the same volumes, as one does who has pulled it."""
        if self.name in docker("ps", "--all", "--format", "{{.Names}}").split():
            self.remove()
        self.image = image
        self.run()
        return self

    def furnish(self) -> None:
        """Become its owner and write something that can be counted, then stop it."""
        self.wait_ready(within=WITHIN)
        token = self.set_up()["tokens"]["accessToken"]
        with self.client(token) as owner:
            for title in TITLES:
                owner.post("/media/lists", json={"title": title}).raise_for_status()
        self.stop()

    def has_everything(self) -> bool:
        """Whether it gets ready, and all that was written is there."""
        self.wait_ready(within=WITHIN)
        with self.owner() as owner:
            items = owner.get("/media/lists").raise_for_status().json()["items"]
        return {one["title"] for one in items} >= TITLES

    def refused(self) -> str:
        """The words that it ended with, having asked for a person."""
        until(lambda: not self.state()["Running"], what=self.last_words, within=WITHIN)
        assert self.state()["ExitCode"] == OWNER_MUST_ACT, self.last_words()
        return self.logs()

    def kill_amid(self, moment: Callable[[], bool]) -> None:
        """Kill it at that moment, which has to come, and start it again."""
        until(moment, what=self.last_words, within=WITHIN)
        self.kill()
        self.start()

    def doing(self) -> str:
        """What it says that it does before it can serve."""
        try:
            told = httpx2.get(f"{self.base_url}/ready", timeout=5).json()
        except httpx2.HTTPError:
            return ""
        return next((one["detail"] for one in told["checks"] if one["name"] == "start"), "")

    def is_migrating(self) -> bool:
        return self.doing().startswith("bringing the data up to date")

    def is_at_least(self, percent: int) -> bool:
        """Whether the upgrade of the database has come as far as that."""
        found = re.fullmatch(r"upgrading the database, (\d+) %", self.doing())
        return found is not None and int(found[1]) >= percent


@pytest.fixture(scope="module")
def origin(image: str) -> Iterator[Moving]:
    """An appliance of the present release that was used and stopped."""
    with cleared_away("upgrade-origin"):
        used = Moving("upgrade-origin", image)
        used.run().furnish()
        yield used


@pytest.fixture
def appliance(image: str) -> Iterator[Moving]:
    with cleared_away("upgrade"):
        yield Moving("upgrade", image)


@pytest.fixture
def used(appliance: Moving, origin: Moving) -> Moving:
    """A copy of the one that was used."""
    appliance.make_volumes()
    docker(
        *("run", "--rm", "--user", "0", "--entrypoint", "cp", "--no-healthcheck"),
        *("--volume", f"{origin.name}-data:/from", "--volume", f"{appliance.name}-data:/to"),
        *(origin.image, "-a", "/from/.", "/to"),
    )
    return appliance


@pytest.fixture(scope="module")
def following(image: str) -> Iterator[str]:
    """The next release, with a migration that takes its time."""
    with releases.later(image, "following", releases.MIGRATES) as tag:
        yield tag


def test_a_failed_migration_changes_nothing_and_names_the_ways_back(
    used: Moving, image: str
) -> None:
    with (
        releases.later(image, "present") as present,
        releases.later(image, "faulty", releases.MIGRATES, releases.FAILS) as faulty,
    ):
        assert used.to(present).has_everything()

        words = used.to(faulty).refused()

        assert "no_such_column" in words
        assert "/data/backups/medianest-" in words
        assert f"go on with {IMAGE}:present" in words
        assert used.to(present).has_everything()


def test_an_older_image_names_the_one_that_the_data_need(
    used: Moving, image: str, following: str
) -> None:
    assert used.to(following).has_everything()

    words = used.to(image).refused()

    assert f"Use {IMAGE}:following or newer." in words
    assert used.to(following).has_everything()


def test_going_back_works_as_long_as_no_migration_lies_between(used: Moving, image: str) -> None:
    with releases.later(image, "patched") as patched:
        assert used.to(patched).has_everything()

        assert used.to(image).has_everything()


def test_a_stop_amid_a_migration_is_clean_and_the_next_start_goes_on(
    used: Moving, following: str
) -> None:
    used.to(following)
    until(used.is_migrating, what=used.last_words, within=WITHIN)

    stopped = used.stop()
    used.start()

    assert (stopped.status, stopped.seconds < 10) == (0, True)
    assert used.has_everything()


def test_a_newer_postgres_takes_the_data_over_whatever_kills_it(
    used: Moving, image: str, clone: Path
) -> None:
    with releases.with_postgres_18(clone) as eighteen:
        used.to(eighteen)
        for percent in (0, 30, 35, 90):
            used.kill_amid(partial(used.is_at_least, percent))

        assert used.has_everything()
        assert used.execute("cat", "/data/postgres/18/PG_VERSION").strip() == "18"
        assert used.stop().status == 0
        assert f"Use {IMAGE}:eighteen or newer." in used.to(image).refused()
        assert used.to(eighteen).has_everything()


def test_five_kills_on_the_way_from_the_commit_before_lose_nothing(
    appliance: Moving, following: str, tmp_path: Path
) -> None:
    with releases.of_commit(ROOT, "HEAD~1", tmp_path / "medianest") as former:
        appliance.to(former).furnish()

        appliance.to(following)
        for seconds in (0.4, 1.2, 2.5, 4.0):
            sleep(seconds)
            appliance.kill()
            appliance.start()
        appliance.kill_amid(appliance.is_migrating)

        assert appliance.has_everything()
        assert appliance.stop().status == 0
        assert "before-upgrade" in appliance.logs()
