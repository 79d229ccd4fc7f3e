"""Files that anybody may have made, and call themselves backups."""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from medianest import __version__
from medianest.backups.archive import DUMP, Manifest, Member, Writer, check, check_age
from medianest.backups.errors import BackupFailedError, TooNewError, UnreadableError

CONTENT = {DUMP: b"PGDMP" * 1000, "keys/0001.key": bytes(32), "pictures/a.jpg": b"jpeg"}


def manifest(members: list[Member], **changes: object) -> Manifest:
    made = Manifest(
        version=__version__,
        made_at=datetime(2026, 11, 21, tzinfo=UTC),
        reason="manual",
        instance_id="0123456789ab",
        database=17,
        database_size=1000,
        rows={"public.users": 1},
        members=members,
    )
    return msgspec.structs.replace(made, **changes)


def member(name: str, content: bytes) -> Member:
    return Member(name, len(content), sha256(content).hexdigest())


def honest(path: Path) -> bytes:
    with path.open("wb") as file:
        writer = Writer(file, 4000)
        for name, content in CONTENT.items():
            writer.add(name, content)
        writer.finish(manifest(writer.members))
    return path.read_bytes()


def entry(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    head = tarfile.TarInfo(name)
    head.type, head.size, head.linkname = kind, len(content), link
    return head.tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512)


def forged(*entries: bytes, members: list[Member], **changes: object) -> bytes:
    said = msgspec.json.encode(manifest(members, **changes))
    return entry("manifest.json", said) + b"".join(entries) + bytes(1024)


DUMPED = member(DUMP, CONTENT[DUMP])


def test_what_is_written_reads_as_it_was_and_any_tar_can_open_it(tmp_path: Path) -> None:
    path = tmp_path / "one.tar"
    honest(path)
    told: list[float | None] = []

    found = check(path, told.append)

    assert [one.name for one in found.members] == list(CONTENT)
    assert told[-1] == 1
    with tarfile.open(path) as tar:
        opened = tar.extractfile("keys/0001.key")
        assert opened is not None
        assert opened.read() == bytes(32)


def test_a_file_of_more_than_eight_gigabytes_keeps_its_size(tmp_path: Path) -> None:
    head = tarfile.TarInfo(DUMP)
    head.size = 20_000_000_000

    assert tarfile.TarInfo.frombuf(head.tobuf(tarfile.GNU_FORMAT), "ascii", "strict").size == (
        20_000_000_000
    )


@pytest.mark.parametrize("kept", [0, 100, 600, 5000, -700, -2000])
def test_what_is_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "one.tar"
    path.write_bytes(honest(path)[:kept])

    with pytest.raises(UnreadableError):
        check(path)


@pytest.mark.parametrize("place", [300, 900, 6000, -3000, -1800])
def test_a_single_changed_bit_is_found(tmp_path: Path, place: int) -> None:
    path = tmp_path / "one.tar"
    content = bytearray(honest(path))
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises((UnreadableError, TooNewError)):
        check(path)


def _giant_manifest() -> bytes:
    head = tarfile.TarInfo("manifest.json")
    head.size = 10**12
    return head.tobuf(tarfile.GNU_FORMAT) + bytes(4096)


Forgery = Callable[[], bytes]
HOSTILE: dict[str, Forgery] = {
    "no tar": lambda: b"<html>not found</html>" * 100,
    "out of the folder": lambda: forged(
        entry(DUMP, CONTENT[DUMP]),
        entry("../../etc/passwd", b"x"),
        members=[DUMPED, member("../../etc/passwd", b"x")],
    ),
    "from the root": lambda: forged(
        entry(DUMP, CONTENT[DUMP]),
        entry("/etc/passwd", b"x"),
        members=[DUMPED, member("/etc/passwd", b"x")],
    ),
    "up in the middle": lambda: forged(
        entry(DUMP, CONTENT[DUMP]),
        entry("keys/..", b"x"),
        members=[DUMPED, member("keys/..", b"x")],
    ),
    "a name with a line in it": lambda: forged(
        entry(DUMP, CONTENT[DUMP]),
        entry("keys/a\n", b"x"),
        members=[DUMPED, member("keys/a\n", b"x")],
    ),
    "a symbolic link": lambda: forged(
        entry(DUMP, b"", tarfile.SYMTYPE, "/etc/passwd"), members=[member(DUMP, b"")]
    ),
    "a hard link": lambda: forged(
        entry(DUMP, b"", tarfile.LNKTYPE, "/etc/passwd"), members=[member(DUMP, b"")]
    ),
    "a device": lambda: forged(entry(DUMP, b"", tarfile.CHRTYPE), members=[member(DUMP, b"")]),
    "a folder": lambda: forged(entry(DUMP, b"", tarfile.DIRTYPE), members=[member(DUMP, b"")]),
    "a long name": lambda: forged(
        entry("././@LongLink", b"x" * 600, tarfile.GNUTYPE_LONGNAME), members=[DUMPED]
    ),
    "headers of its own": lambda: forged(
        entry("PaxHeader", b"30 size=99999999999999999999\n", tarfile.XHDTYPE), members=[DUMPED]
    ),
    "twice the same": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), entry(DUMP, CONTENT[DUMP]), members=[DUMPED, DUMPED]
    ),
    "something behind the end": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), bytes(1024), b"x", members=[DUMPED]
    ),
    "more than it says": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), entry("keys/0002.key", b"x"), members=[DUMPED]
    ),
    "less than it says": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), members=[DUMPED, member("instance-id", b"x")]
    ),
    "another order": lambda: forged(
        entry("instance-id", b"x"),
        entry(DUMP, CONTENT[DUMP]),
        members=[DUMPED, member("instance-id", b"x")],
    ),
    "another hash": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), members=[Member(DUMP, 5000, "0" * 64)]
    ),
    "no database": lambda: forged(
        entry("instance-id", b"x"), members=[member("instance-id", b"x")]
    ),
    "a giant picture": lambda: forged(
        entry(DUMP, CONTENT[DUMP]),
        members=[DUMPED, Member("pictures/a.jpg", 10**12, "0" * 64)],
    ),
    "a giant manifest": _giant_manifest,
    "deeply nested": lambda: entry("manifest.json", b"[" * 100_000),
    "negative rows": lambda: forged(
        entry(DUMP, CONTENT[DUMP]), members=[DUMPED], rows={"public.users": -1}
    ),
}


@pytest.mark.parametrize("forge", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_backup_is_made_of_is_refused(tmp_path: Path, forge: Forgery) -> None:
    path = tmp_path / "hostile.tar"
    path.write_bytes(forge())

    with pytest.raises(UnreadableError):
        check(path)
    assert [one.name for one in tmp_path.iterdir()] == ["hostile.tar"]


def test_a_newer_format_names_the_version_to_use(tmp_path: Path) -> None:
    path = tmp_path / "newer.tar"
    said = b'{"format": 2, "version": "9.1.0", "members": "of another kind"}'
    path.write_bytes(entry("manifest.json", said) + bytes(1024))

    with pytest.raises(TooNewError, match=r"9\.1\.0"):
        check(path)


@pytest.mark.parametrize("version", ["99.0.0", "99.0", "0.1000.0", "99.0.0-beta"])
def test_a_backup_of_a_newer_release_names_the_version_to_use(version: str) -> None:
    with pytest.raises(TooNewError, match="Update MediaNest"):
        check_age(manifest([DUMPED], version=version))


@pytest.mark.parametrize("version", [__version__, "0.0.1", "", "garbage"])
def test_a_backup_that_is_not_newer_is_taken(version: str) -> None:
    check_age(manifest([DUMPED], version=version))


def test_a_manifest_that_outgrows_its_room_is_an_error_and_no_broken_file() -> None:
    writer = Writer(io.BytesIO(), 0)
    writer.add(DUMP, b"x")

    with pytest.raises(BackupFailedError, match="try again"):
        writer.finish(manifest(writer.members))


@pytest.mark.parametrize(
    "lie",
    [
        {"made_at": datetime(2026, 11, 21)},  # noqa: DTZ001 - what is wrong with it
        {"made_at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9)))},
        {"made_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))},
        {"rows": {"public.users": 2**63}},
        {"database_size": 2**63},
    ],
    ids=["no zone", "after all time", "before all time", "many rows", "a large database"],
)
def test_times_and_numbers_that_nothing_can_deal_with_are_refused(
    tmp_path: Path, lie: dict[str, object]
) -> None:
    path = tmp_path / "one.tar"
    path.write_bytes(forged(entry(DUMP, CONTENT[DUMP]), members=[DUMPED], **lie))

    with pytest.raises(UnreadableError):
        check(path)
