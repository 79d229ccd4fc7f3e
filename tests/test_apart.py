"""Processes that share a database, a Valkey, a bucket and a secret, but no folder."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.standins.bucket import BucketStandIn
from tests.standins.media_site import MediaSite, Videos
from tests.standins.webhook import Webhook
from tests.support.appliance import Appliance
from tests.support.databases import Databases
from tests.support.main_job import ended, submit, watch
from tests.support.people import PASSWORD, add_person, email_of, signed_in
from tests.support.waiting import until
from websockets.exceptions import ConnectionClosed

from medianest.infra import valkey

pytestmark = pytest.mark.xdist_group("apart")

SECRET = "a secret of more than thirty-two signs".replace(" ", "-")


@dataclass(frozen=True)
class Household:
    one: Appliance
    other: Appliance
    worker: Appliance
    owner: str
    valkey: str


@pytest.fixture(scope="module")
def bucket() -> Iterator[BucketStandIn]:
    with BucketStandIn() as running:
        yield running


@pytest.fixture(scope="module")
async def apart(
    databases: Databases, bucket: BucketStandIn, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Household]:
    folder: Path = tmp_path_factory.mktemp("apart")
    async with databases.lent() as dsn, valkey.embedded(folder) as cache:
        assert cache is not None
        shared = {
            "MEDIANEST__DATABASE__URL": dsn,
            "MEDIANEST__VALKEY__URL": cache.url,
            "MEDIANEST__SERVER__SECRET": SECRET,
            "MEDIANEST__MEDIA_DIR": str(folder / "media"),
            **bucket.settings(),
        }
        one = Appliance(folder / "one", **shared, MEDIANEST__SERVER__ROLES="web")
        other = Appliance(folder / "other", **shared, MEDIANEST__SERVER__ROLES="web")
        worker = Appliance(folder / "worker", **shared, MEDIANEST__SERVER__ROLES="worker")
        try:
            for process in (one, other, worker):
                process.start()
            code = other.setup_code
            assert code == one.setup_code
            yield Household(one, other, worker, one.set_up()["tokens"]["accessToken"], cache.url)
        finally:
            statuses = [process.stop() for process in (one, other, worker)]
        assert statuses == [0, 0, 0]


async def test_they_are_one_appliance_to_whoever_asks(apart: Household) -> None:
    infos = []
    for process in (apart.one, apart.other):
        with process.client() as client:
            infos.append(client.get("/info").json())
    with apart.other.client(apart.owner) as client:
        known = client.get("/auth/session")

    assert infos[0] == infos[1]
    assert infos[0]["setupOpen"] is False
    assert known.status_code == 200


async def test_a_picture_that_the_worker_made_is_shown_by_every_other_process(
    apart: Household, bucket: BucketStandIn, site: MediaSite, videos: Videos
) -> None:
    site.put("/film.mp4", videos.mp4.read_bytes())
    with apart.one.client(apart.owner) as client:
        done = ended(client, submit(client, site.url("/film.mp4")))
        here = client.get(f"{apart.one.base_url}{done['thumbnail']}")
    with apart.other.client(apart.owner) as client:
        there = client.get(f"{apart.other.base_url}{done['thumbnail']}")
        bucket.faults = ["forbidden"] * 4
        refused = client.get(f"{apart.other.base_url}{done['thumbnail']}")

    assert done["state"] == "available"
    assert here.headers["content-type"] == there.headers["content-type"] == "image/jpeg"
    assert here.content == there.content
    assert f"PUT /household/medianest/pictures/{done['id']}.jpg" in bucket.seen
    assert not list(apart.worker.data_dir.rglob("*.jpg"))
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")


def ready(appliance: Appliance) -> dict[str, str]:
    with appliance.client() as client:
        return {one["name"]: one["status"] for one in client.get("/ready").json()["checks"]}


async def test_each_says_that_valkey_is_silent_and_goes_on(apart: Household) -> None:
    async with valkey.client(apart.valkey) as asked:
        assert asked is not None
        process = (await asked.info("server"))["process_id"]

    os.kill(process, signal.SIGSTOP)
    try:
        told = until(lambda: ready(apart.one).get("valkey") == "warning", what="a warning")
    finally:
        os.kill(process, signal.SIGCONT)

    assert told
    assert until(lambda: ready(apart.one).get("valkey") == "ok", what="its return")


async def test_a_sign_out_at_one_ends_session_and_sockets_at_the_other(apart: Household) -> None:
    with apart.one.client(apart.owner) as owner:
        add_person(owner, "Signe")
    with signed_in(apart.one, "Signe") as here:
        token = str(here.headers["authorization"]).removeprefix("Bearer ")
        with apart.other.client(token) as there, watch(apart.other, token) as socket:
            before = there.get("/auth/session").status_code
            here.post("/auth/logout").raise_for_status()
            with suppress(ConnectionClosed):
                while True:
                    socket.recv(timeout=60)
            after = there.get("/auth/session").status_code

    assert (before, socket.close_code, after) == (200, 4401, 401)


async def test_somebody_who_lost_a_right_has_lost_it_everywhere(apart: Household) -> None:
    with apart.one.client(apart.owner) as owner:
        person = add_person(owner, "Adele", role="admin")
        with signed_in(apart.other, "Adele") as there:
            before = there.get("/admin/users").status_code
            token = str(there.headers["authorization"]).removeprefix("Bearer ")
            with watch(apart.other, token) as socket:
                path = f"/admin/users/{person['id']}"
                owner.patch(path, json={"role": "member"}).raise_for_status()
                while "person.changed" not in str(socket.recv(timeout=60)):
                    continue
            after = there.get("/admin/users").status_code

    assert (before, after) == (200, 403)


async def test_wrong_passwords_are_counted_together(apart: Household) -> None:
    with apart.one.client(apart.owner) as owner:
        add_person(owner, "Guess")
    answers = []
    for number in range(11):
        with (apart.one, apart.other)[number % 2].client() as stranger:
            wrong = {"email": email_of("Guess"), "password": PASSWORD[::-1]}
            answers.append(stranger.post("/auth/login", json=wrong).status_code)

    assert answers == [401] * 10 + [429]


async def test_a_process_may_lose_its_folder_and_still_reads_every_stored_secret(
    apart: Household,
) -> None:
    with Webhook() as hook:
        with apart.one.client(apart.owner) as owner:
            made = owner.post("/notifications/channels", json={"name": "Hook", "url": hook.url})
        assert made.status_code == 201, made.text
        apart.other.stop()
        shutil.rmtree(apart.other.data_dir)
        apart.other.start()
        with apart.other.client(apart.owner) as owner:
            tested = owner.post(f"/notifications/channels/{made.json()['id']}/test")

    assert tested.json() == {"ok": True, "error": None}
    assert len(hook.kept) == 1


async def test_a_folder_with_keys_of_another_origin_is_refused(
    apart: Household, tmp_path: Path
) -> None:
    stray = Appliance(tmp_path, **apart.one.settings)
    (stray.data_dir / "keys").mkdir(parents=True)
    (stray.data_dir / "keys" / "tokens.key").write_text("00" * 32)

    ended_with = subprocess.run(  # noqa: ASYNC221 - nothing else goes on meanwhile
        [sys.executable, "-m", "medianest", "serve"],
        env=stray.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert ended_with.returncode == 78
    assert "tokens.key is not what server.secret makes of it" in ended_with.stderr
    assert SECRET not in ended_with.stderr
