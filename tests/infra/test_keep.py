import os
import time
from pathlib import Path

from medianest.infra.keep import Keep


async def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    keep = Keep(tmp_path / "keep", 1000)
    for name in ("first", "second", "third"):
        await keep.write(name, name.encode() * 50)
    long_ago = time.time() - 7200
    for path in (tmp_path / "keep").glob("*/*"):
        os.utime(path, (long_ago, long_ago))

    assert await keep.read("first")
    await keep.write("fourth", b"4" * 300)

    assert await keep.read("first") == b"first" * 50
    assert await keep.read("fourth")
    assert None in (await keep.read("second"), await keep.read("third"))
    assert sum(path.stat().st_size for path in (tmp_path / "keep").glob("*/*")) <= 1000


async def test_what_others_left_counts_too(tmp_path: Path) -> None:
    folder = tmp_path / "keep"
    for name in "abc":
        await Keep(folder, 10_000).write(name, b"x" * 300)

    await Keep(folder, 1000).write("d", b"x" * 300)

    assert sum(path.stat().st_size for path in folder.glob("*/*")) <= 1000


async def test_several_who_fill_a_folder_at_once_stay_near_its_bound(tmp_path: Path) -> None:
    folder = tmp_path / "keep"
    one, other = Keep(folder, 10_000), Keep(folder, 10_000)

    sizes = []
    for number in range(40):
        await one.write(f"one {number}", b"x" * 500)
        await other.write(f"other {number}", b"x" * 500)
        sizes.append(sum(path.stat().st_size for path in folder.glob("*/*")))

    assert 9_000 <= max(sizes) <= 12_000


async def test_a_folder_that_cannot_be_written_only_forgets(tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("a file stands where the folder should be")
    keep = Keep(tmp_path / "keep", 1000)

    await keep.write("name", b"content")

    assert await keep.read("name") is None


async def test_what_is_larger_than_the_whole_keep_is_not_kept(tmp_path: Path) -> None:
    keep = Keep(tmp_path / "keep", 10)

    await keep.write("name", b"more than ten bytes")

    assert await keep.read("name") is None
