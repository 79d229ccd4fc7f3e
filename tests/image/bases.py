"""Base images made of Debian's packages, for releases whose image the engine has not got."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.image.boxed import docker

_KEYRING = "/usr/share/keyrings/debian-archive-keyring"
# A mirror may be older than the dates in it.
_ANY_DATE = 'Acquire::Check-Valid-Until "false"'
# Where and how Debian's own images say it.
_SOURCE = (
    "rm -f $1/etc/apt/sources.list; printf 'Types: deb\\nURIs: %s\\nSuites: %s\\n"
    "Components: main\\nSigned-By: %s.pgp\\n' > $1/etc/apt/sources.list.d/debian.sources"
)


def base_of(codename: str) -> str:
    """The tag of the slim image of that Debian, made if it is not there."""
    tag = f"debian:{codename}-slim"
    if not docker("image", "ls", "--quiet", tag).strip():
        _make(codename, tag)
    return tag


def _make(codename: str, tag: str) -> None:
    mirror = _mirror()
    with TemporaryDirectory() as folder:
        tree = Path(folder) / "base.tar"
        subprocess.run(
            [
                *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"),
                f"--aptopt={_ANY_DATE}",
                f"--customize-hook={_SOURCE % (mirror, codename, _KEYRING)}",
                codename,
                str(tree),
                f"deb [signed-by={_KEYRING}.gpg] {mirror} {codename} main",
            ],
            check=True,
        )
        docker("import", "--change", 'CMD ["bash"]', str(tree), tag)


def _mirror() -> str:
    """The one that apt is set up with here."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return next(line.rstrip("/") for line in told.split() if line.rstrip("/").endswith("/debian"))
