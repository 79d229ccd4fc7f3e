"""Files by name, on disk and in a bucket of a real S3 server."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.standins.bucket import BucketStandIn, Fault

from medianest.infra.storage import Bucket, Storage, StorageError, in_bucket, in_folder

PICTURE = bytes(range(256)) * 400


@pytest.fixture
def s3() -> Iterator[BucketStandIn]:
    with BucketStandIn() as running:
        yield running


@pytest.fixture
def bucket(s3: BucketStandIn) -> Storage:
    return opened(s3)


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "bucket":
        return opened(request.getfixturevalue("s3"))
    return in_folder(tmp_path / "pictures")


def opened(s3: BucketStandIn, url: str = "") -> Storage:
    keys = {"access_key": "owner", "secret_key": "secret of the bucket"}
    return in_bucket(Bucket(url=url or s3.url, endpoint=s3.endpoint, **keys), "pictures")


async def test_what_is_put_can_be_read_replaced_listed_and_deleted(storage: Storage) -> None:
    await storage.put("a.jpg", PICTURE)
    await storage.put("b.jpg", b"b")
    await storage.put("b.jpg", b"bb")
    names = await storage.names()
    read = await storage.read("a.jpg"), await storage.read("b.jpg")
    await storage.delete("a.jpg")
    await storage.delete("a.jpg")

    assert names == {"a.jpg", "b.jpg"}
    assert read == (PICTURE, b"bb")
    assert await storage.read("a.jpg") is None
    assert await storage.names() == {"b.jpg"}
    assert await storage.check() == storage.where


async def test_files_on_disk_lie_where_they_always_lay(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "old.jpg").write_bytes(b"of an older release")
    storage = in_folder(tmp_path / "pictures")

    await storage.put("new.jpg", PICTURE)

    assert await storage.read("old.jpg") == b"of an older release"
    assert (tmp_path / "pictures" / "new.jpg").read_bytes() == PICTURE
    assert await storage.names() == {"old.jpg", "new.jpg"}


async def test_two_folders_of_one_bucket_do_not_see_each_other(s3: BucketStandIn) -> None:
    mine, theirs = opened(s3), opened(s3, s3.url + "-of-others")

    await mine.put("a.jpg", b"mine")

    assert await theirs.read("a.jpg") is None
    assert await theirs.names() == set()
    assert "PUT /household/medianest/pictures/a.jpg" in s3.seen


async def test_more_files_than_one_answer_lists_are_all_found(
    bucket: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "5")
    names = {f"{number}.jpg" for number in range(12)}
    await asyncio.gather(*(bucket.put(name, b"x") for name in names))

    assert await bucket.names() == names


@pytest.mark.parametrize("fault", ["busy", "slow", "cut"])
async def test_a_passing_fault_of_the_bucket_is_lived_through(
    s3: BucketStandIn, bucket: Storage, fault: Fault
) -> None:
    s3.faults = [fault]
    await bucket.put("a.jpg", PICTURE)
    s3.faults = [fault]
    read = await bucket.read("a.jpg")

    assert read == PICTURE


async def test_a_bucket_that_stays_broken_is_an_error_and_not_an_absent_file(
    s3: BucketStandIn, bucket: Storage
) -> None:
    await bucket.put("a.jpg", PICTURE)
    s3.faults = ["busy"] * 20

    with pytest.raises(StorageError, match="s3://household/medianest/pictures"):
        await bucket.read("a.jpg")

    s3.faults = []
    assert await bucket.read("a.jpg") == PICTURE


async def test_a_list_that_was_cut_off_is_not_taken_for_the_whole(
    s3: BucketStandIn, bucket: Storage
) -> None:
    await bucket.put("a.jpg", PICTURE)
    s3.faults = ["cut"] * 20

    with pytest.raises(StorageError):
        await bucket.names()


@pytest.mark.parametrize("missing", ["bucket", "right", "server"])
async def test_what_is_set_wrong_is_said_at_the_check(s3: BucketStandIn, missing: str) -> None:
    storage = opened(s3, "s3://nobodys" if missing == "bucket" else "")
    if missing == "right":
        s3.faults = ["forbidden"] * 20
    if missing == "server":
        storage = in_bucket(Bucket(url=s3.url, endpoint="http://127.0.0.1:9", access_key="a"), "p")

    with pytest.raises(StorageError) as refused:
        await storage.check()

    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_full_or_missing_disk_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    storage = in_folder(tmp_path / "pictures")
    (tmp_path / "pictures").rmdir()
    (tmp_path / "pictures").write_text("a file is in the way")

    with pytest.raises(StorageError, match="pictures"):
        await storage.put("a.jpg", PICTURE)
