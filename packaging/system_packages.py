"""What the system's package manager knows and may install, on Debian and its kin.

Standard library only: it runs before there is an environment.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BACKPORTS = Path("/etc/apt/sources.list.d/medianest-backports.sources")
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class Need:
    """Something that must be there, else it is in the first package that the system knows.

    It is there when one of `programs` is on PATH, or when something matches one of `files`, which
    are patterns below /.
    """

    what: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    files: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """Its name on this system."""
        return next(filter(has_candidate, self.packages), self.packages[0])

    def is_met(self) -> bool:
        """Whether one of the programs or files is there."""
        root = Path("/")
        return any(shutil.which(program) for program in self.programs) or any(
            any(root.glob(pattern)) for pattern in self.files
        )


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None when there is no way without asking."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def succeeds(command: Sequence[str]) -> bool:
    """Run it silently; whether it went well."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def output(command: Sequence[str]) -> str:
    """What it prints."""
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def has_candidate(package: str) -> bool:
    """Whether apt could install `package` from the sources it knows."""
    policy = output(["apt-cache", "policy", package])
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def apt_get(prefix: Sequence[str], *words: str) -> None:
    """Run apt-get without any question; its failure ends the program with its own words."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", *words]
    done = subprocess.run([*prefix, *quiet], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join([*prefix, *quiet])} failed:\n{done.stdout[-2000:]}{done.stderr}")


def backports() -> str | None:
    """A source for this release's backports, on the mirror that apt already uses."""
    release = platform.freedesktop_os_release()
    codename = release.get("VERSION_CODENAME", "")
    if release.get("ID") != "debian":
        return None
    asked = "$(CODENAME) $(REPO_URI)"
    known = output(["apt-get", "indextargets", "--format", asked, "Created-By: Packages"])
    mirrors = dict(line.split(maxsplit=1) for line in reversed(known.splitlines()))
    if codename not in mirrors:
        return None
    return (
        f"Types: deb\nURIs: {mirrors[codename]}\nSuites: {codename}-backports\n"
        f"Components: main\nSigned-By: {DEBIAN_KEYRING}\n"
    )


def add_backports(prefix: Sequence[str]) -> None:
    """Tell apt about the backports; it takes from there only what is nowhere else."""
    source = backports()
    if source is None or (BACKPORTS.exists() and BACKPORTS.read_text() == source):
        return
    writing = [*prefix, "tee", str(BACKPORTS)]
    subprocess.run(writing, input=source, text=True, check=True, stdout=subprocess.DEVNULL)
    apt_get(prefix, "update")


def install(prefix: Sequence[str], needs: Sequence[Need]) -> None:
    """Install the packages of `needs`, without leaving a service running that nobody asked for."""
    packages = [need.package for need in needs]
    if not all(has_candidate(package) for package in packages):
        apt_get(prefix, "update")
        packages = [need.package for need in needs]
    if not all(has_candidate(package) for package in packages):
        add_backports(prefix)
    apt_get(prefix, "install", "--no-install-recommends", *packages)
    if "valkey-server" in packages and Path("/run/systemd/system").exists():
        succeeds([*prefix, "systemctl", "disable", "--now", "valkey-server"])
