"""Data of other releases: the owner hears which image to use; and beginning anew in place."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from tests.support.prepared import prepare

from medianest import IMAGE, __version__
from medianest.infra.postgres import embedded

ANEW = """
import os
from medianest.cli._again import start_again
print(os.getpid(), "AGAIN" in os.environ)
if "AGAIN" not in os.environ:
    os.environ["AGAIN"] = "1"
    start_again()
"""


def migrate(data_dir: Path) -> tuple[int, str]:
    """Run `medianest migrate`: its status, and what it said to the owner."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "medianest", "migrate"],
        env={**kept, "MEDIANEST__DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


async def test_data_that_a_newer_release_changed_name_its_image(tmp_path: Path) -> None:
    prepare(tmp_path)
    async with embedded(tmp_path, durable=False) as server:
        line: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(server.dsn)
        await line.execute(
            "INSERT INTO migration (name, app_name, ran_on) VALUES ('2099', 'x', now())"
        )
        await line.execute(
            "INSERT INTO releases (tag, version, first_seen)"
            " VALUES ('9.10.0', '9.10.0', now()), ('9.9.0', '9.9.0', now())"
        )
        await line.close()

    status, words = migrate(tmp_path)

    assert status == 78
    assert f"Use {IMAGE}:9.10.0 or newer." in words


async def test_a_start_that_fails_again_and_again_makes_one_backup(tmp_path: Path) -> None:
    prepare(tmp_path)
    async with embedded(tmp_path, durable=False) as server:
        line: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(server.dsn)
        # Its tables are there, so running it once more fails.
        await line.execute("DELETE FROM migration WHERE app_name = 'release'")
        await line.close()

    first, second = migrate(tmp_path), migrate(tmp_path)

    [made] = (tmp_path / "backups").glob("*before-upgrade.tar")
    assert first[0] == second[0] == 78
    assert str(made) in first[1]
    assert str(made) in second[1]


@pytest.mark.parametrize("version", ["9.9.0", __version__])
def test_a_postgres_that_is_too_new_names_the_image_as_well(tmp_path: Path, version: str) -> None:
    cluster = tmp_path / "postgres" / "99"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("99\n")
    (tmp_path / "release").write_text(f'{{"version": "{version}", "tag": "edge"}}')

    (status, words), again = migrate(tmp_path), migrate(tmp_path)

    assert status == 78
    assert "Postgres 99 is needed" in words
    assert f"Use {IMAGE}:edge or newer." in words
    assert again == (status, words)


def test_what_begins_anew_keeps_its_number_and_its_words(tmp_path: Path) -> None:
    (tmp_path / "anew.py").write_text(ANEW)

    with subprocess.Popen(
        [sys.executable, tmp_path / "anew.py"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().splitlines()

    assert said == [f"{process.pid} False", f"{process.pid} True"]
