"""What only a person can cure is said in a sentence, and the program ends with 78."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.infra.postgres.conftest import Launch

from medianest.infra.postgres import embedded
from medianest.infra.supervisor import OwnerMustActError

OLD = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=90m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as filling, suppress(OSError):
        while True:
            filling.write(bytes(4096))


async def test_a_full_disk_at_the_first_start_is_named(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(80_000_000))

    with pytest.raises(OwnerMustActError, match="The disk is full"):
        async with embedded(small_disk):
            pass


async def test_a_full_disk_at_a_later_start_is_named_and_room_cures_it(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    async with embedded(small_disk):
        pass
    fill(ballast)

    with pytest.raises(OwnerMustActError, match="The disk is full"):
        async with embedded(small_disk):
            pass
    ballast.unlink()
    async with embedded(small_disk) as server:
        assert server.dsn


async def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, usual[1]))
    try:
        with pytest.raises(OwnerMustActError, match="ulimit -f"):
            async with embedded(tmp_path):
                pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@pytest.mark.skipif(not OLD.is_dir(), reason="needs the system's Postgres 15 beside ours")
async def test_data_newer_than_the_programs_are_refused(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        pass

    with pytest.raises(OwnerMustActError, match=r"Postgres 18 is needed .* only 15 is installed"):
        async with embedded(tmp_path, bin_dirs=[OLD]):
            pass


async def test_without_any_postgres_the_owner_hears_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(OwnerMustActError, match="There is no Postgres here"):
        async with embedded(tmp_path, bin_dirs=[tmp_path]):
            pass


async def test_a_wrong_password_file_is_named(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "password").write_text("another")

    with pytest.raises(OwnerMustActError, match="password"):
        async with embedded(tmp_path):
            pass


async def test_damaged_data_are_named(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        pass
    for segment in (tmp_path / "postgres" / "18" / "pg_wal").glob("0*"):
        segment.unlink()

    with pytest.raises(OwnerMustActError, match="Restore a backup"):
        async with embedded(tmp_path):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_of_somebody_else_is_named(tmp_path: Path, launch: Launch) -> None:
    tmp_path.chmod(0o755)
    for parent in (tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(parent.stat().st_mode | 0o011)

    refused = launch(tmp_path, uid=4321)

    assert refused.said.startswith("refused ")
    assert "Check who owns it" in refused.said
    assert refused.process.wait() == 78
