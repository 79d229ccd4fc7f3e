"""The data remember which releases opened them, also where the database cannot be opened."""

from pathlib import Path

import pytest

from medianest import IMAGE, __version__
from medianest.infra import release
from medianest.infra.release import Release

OLD, NEW = Release("0.2.0", "0.2.0"), Release("0.10.0", "0.10.0")


def test_the_newest_is_the_highest_version_however_late_another_came() -> None:
    assert release.newest([NEW, OLD]) == NEW
    assert release.newest([]) is None


def test_of_two_builds_of_one_version_the_later_is_newer() -> None:
    again = Release("0.10.0", "0.10.0-2")

    assert release.newest([NEW, again]) == again


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("0.9.0", "0.10.0"),
        ("1.0.0-beta", "1.0.0"),
        ("no version", "0.0.1"),
        ("", "0.0.1"),
        ("0.1.0", "9" * 10_000),
    ],
)
def test_of_two_versions_one_is_older_whatever_they_are(older: str, newer: str) -> None:
    assert release.age(older) < release.age(newer)


def test_two_builds_of_a_version_are_of_the_same_age() -> None:
    assert release.age("1.0.0+one") == release.age("1.0.0+other") == release.age("1.0.0")


def test_an_image_knows_its_tag_and_all_else_goes_by_the_version() -> None:
    tagged = release.this_release({"MEDIANEST_RELEASE_TAG": "edge"})

    assert tagged.image == f"{IMAGE}:edge"
    assert release.this_release({"MEDIANEST_RELEASE_TAG": ""}).tag == __version__


def test_the_file_names_the_newest_and_an_older_one_leaves_it(tmp_path: Path) -> None:
    release.write(tmp_path, OLD)
    release.write(tmp_path, NEW)
    release.write(tmp_path, OLD)

    assert release.written(tmp_path) == NEW


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"version": 1}'])
def test_a_file_that_says_nothing_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "release").write_bytes(content)

    assert release.written(tmp_path) is None


async def test_each_release_is_remembered_once(database: str) -> None:
    for one in (OLD, NEW, OLD):
        await release.remember(one)

    assert await release.opened_by() == [OLD, NEW]


async def test_a_tag_that_has_moved_on_names_the_later_version(database: str) -> None:
    await release.remember(Release("0.2.0", "stable"))
    await release.remember(Release("0.10.0", "stable"))

    assert await release.opened_by() == [Release("0.10.0", "stable")]
