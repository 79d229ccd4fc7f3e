"""Images of other releases: the commit before, a later one that migrates, a newer Postgres."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.image.bases import base_of
from tests.image.boxed import docker

_PACKAGE = "/opt/medianest/lib/python3*/site-packages/medianest"
_DERIVED = f"""
FROM {{origin}}
COPY migrations/ /migrations/
RUN cp -r /migrations/. {_PACKAGE}/household/migrations/
ENV MEDIANEST_RELEASE_TAG={{release}}
"""
# Debian's own build: what is compiled for the image takes ten minutes, and no database asks for it.
_FFMPEG = """
FROM {base} AS fetched
WORKDIR /fetched
RUN apt-get update && apt-get download -q ffmpeg && mv ffmpeg_*.deb /ffmpeg.deb
FROM scratch
COPY --from=fetched /ffmpeg.deb /
"""
# Long enough to be killed amid it, and it would be seen if half of it were left.
MIGRATES = """
    await execute("CREATE TABLE half_done AS SELECT 1 AS number")
    await execute("SELECT pg_sleep(3)")
    await execute("ALTER TABLE half_done RENAME TO done")
"""
FAILS = """
    await execute("DELETE FROM media_lists")
    await execute("SELECT no_such_column FROM users")
"""
_MIGRATION = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from medianest.infra.database import execute

ID = "2099-01-01T00:00:00:00000{number}"

async def run():{body}

async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="household", description="")
    manager.add_raw(run)
    return manager
"""


@contextmanager
def later(origin: str, release: str, *bodies: str) -> Iterator[str]:
    """`origin` as the later release `release`, with one more migration for each of `bodies`."""
    tag = f"upgrade-{release}"
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "migrations").mkdir()
        for number, body in enumerate(bodies, 1):
            written = folder / f"migrations/household_2099_01_01t00_00_00_00000{number}.py"
            written.write_text(_MIGRATION.format(number=number, body=body))
        (folder / "Dockerfile").write_text(_DERIVED.format(origin=origin, release=release))
        docker("build", "--tag", tag, name)
    try:
        yield tag
    finally:
        docker("image", "rm", "--force", tag)


@contextmanager
def of_commit(root: Path, commit: str, folder: Path) -> Iterator[str]:
    """The image of an earlier commit, built from a clone of its own."""
    subprocess.run(["git", "clone", "--quiet", str(root), str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "--quiet", commit], check=True)
    yield from _built(folder, "upgrade-former", "--build-arg", "RELEASE_TAG=former")


@contextmanager
def with_postgres_18(clone: Path) -> Iterator[str]:
    """The image of `clone` on the next Debian, with the Postgres of this one for its data.

    Nothing can be fetched with it: it lacks libraries of its ffmpeg.
    """
    chosen = {"DEBIAN": "forky", "POSTGRES": "18", "FORMER": "debian", "RELEASE_TAG": "eighteen"}
    words = [word for key, value in chosen.items() for word in ("--build-arg", f"{key}={value}")]
    with TemporaryDirectory() as stage:
        docker("build", "--output", stage, "-", given=_FFMPEG.format(base=base_of("forky")))
        words += ["--build-context", f"ffmpeg={stage}"]
        yield from _built(clone, "upgrade-eighteen", *words)


def _built(folder: Path, tag: str, *words: str) -> Iterator[str]:
    build = "import sys, image; image.build(sys.argv[1], sys.argv[2:])"
    subprocess.run(
        [sys.executable, "-c", build, tag, *words],
        check=True,
        env={**os.environ, "PYTHONPATH": str(folder / "packaging")},
    )
    try:
        yield tag
    finally:
        docker("image", "rm", "--force", tag)
