"""A Debian that holds nothing but itself, to install a package in."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CACHE = "MEDIANEST_MINBASE"
"""Names an archive of a minbase root to take instead of making one with debootstrap."""

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class CleanRoot:
    """The folder of a system of its own, which shares network, devices and processes with ours."""

    folder: Path

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, succeeds: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in it; what it said."""
        done = subprocess.run(
            ["chroot", str(self.folder), *words],
            env={"PATH": _PATH, "LANG": "C.UTF-8", **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if succeeds:
            assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done

    def install(self, package: Path) -> None:
        """Install a package file and what it depends on, from the distribution alone."""
        shutil.copy(package, self.folder)
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        words = ["install", "-y", "-q", "--no-install-recommends", f"/{package.name}"]
        self.run("apt-get", "update", "-q", env=quiet)
        self.run("apt-get", *words, env=quiet)


@contextmanager
def clean_root(folder: Path, *, shared: Sequence[str] = ()) -> Iterator[CleanRoot]:
    """A fresh root in `folder`; `shared` are folders of ours that are seen in it too."""
    fill(folder)
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    with ExitStack() as stack:
        for name in ("/proc", "/dev", *shared):
            target = folder / name.lstrip("/")
            target.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "--bind", name, str(target)], check=True)
            stack.callback(subprocess.run, ["umount", "--lazy", str(target)], check=True)
        yield CleanRoot(folder)


def fill(folder: Path) -> None:
    """Unpack the archive that $MEDIANEST_MINBASE names, or ask the mirror that apt uses."""
    folder.mkdir(parents=True)
    archive = os.environ.get(CACHE, "")
    if archive:
        subprocess.run(["tar", "-C", str(folder), "-xf", archive], check=True)
        return
    release = _said("sh", "-c", ". /etc/os-release && echo $VERSION_CODENAME")
    asked = "$(CODENAME) $(REPO_URI)"
    known = _said("apt-get", "indextargets", "--format", asked, "Created-By: Packages")
    mirrors = dict(line.split(maxsplit=1) for line in reversed(known.splitlines()))
    with_certificates = "--include=ca-certificates"
    command = ["debootstrap", "--variant=minbase", with_certificates, release]
    subprocess.run([*command, str(folder), mirrors[release]], check=True, capture_output=True)


def _said(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()
