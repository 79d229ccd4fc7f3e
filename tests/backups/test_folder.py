"""The list of backups: cheap however much they hold, and true of the files as they are."""

import os
from datetime import UTC, datetime
from pathlib import Path

from medianest import __version__
from medianest.backups.archive import DUMP, Manifest, Member, Writer
from medianest.backups.folder import Folder

PICTURES = 20_000


def saved(path: Path, *, rows: int = 1) -> Path:
    """A backup of a household with so many pictures that its manifest has megabytes."""
    pictures = [Member(f"pictures/{number}.jpg", 1, "0" * 64) for number in range(PICTURES)]
    with path.open("wb") as file:
        writer = Writer(file, 250 * PICTURES)
        writer.add(DUMP, b"dump")
        manifest = Manifest(
            version=__version__,
            made_at=datetime(2026, 11, 21, tzinfo=UTC),
            reason="manual",
            instance_id="0123456789ab",
            database=17,
            database_size=1000,
            rows={"public.users": rows},
            members=[*writer.members, *pictures],
        )
        writer.finish(manifest)
    return path


def bytes_read() -> int:
    """What this process has read so far, from wherever."""
    first, *_ = Path("/proc/self/io").read_text().splitlines()
    return int(first.removeprefix("rchar: "))


def rows_of(folder: Folder) -> list[int]:
    return [one.card.rows for one in folder.all() if one.card]


def test_a_second_look_reads_no_manifest_again(tmp_path: Path) -> None:
    saved(tmp_path / "one.tar")
    folder = Folder(tmp_path)
    first = folder.all()
    before = bytes_read()

    second = folder.all()

    assert second == first
    assert bytes_read() - before < 100_000


def test_another_file_under_the_same_name_is_looked_at_anew(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.tar")
    facts, folder = path.stat(), Folder(tmp_path)
    former = rows_of(folder)

    saved(path, rows=2)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    assert path.stat().st_size == facts.st_size
    assert (former, rows_of(folder)) == ([1], [2])


def test_a_file_that_becomes_unreadable_is_listed_as_bad(tmp_path: Path) -> None:
    path, folder = saved(tmp_path / "one.tar"), Folder(tmp_path)
    before = [one.state for one in folder.all()]

    path.write_bytes(b"no backup any more")

    assert (before, [one.state for one in folder.all()]) == (["unverified"], ["bad"])
