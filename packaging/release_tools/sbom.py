"""Describe what an image holds, Debian's packages and Python's: CycloneDX on stdout.

Runs among the release tools, over the image's root file system as a tar on stdin:
`docker export CONTAINER | sbom.py NAME VERSION ARCHITECTURE`.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

_DESCRIBED = ("var/lib/dpkg/", "var/lib/apt/", "etc/")


def main(name: str, version: str, architecture: str) -> None:
    """Unpack what describes the packages, and nothing else; write the whole list."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as image:
            image.extractall(root, members=_describing(image), filter="tar")
        bom = _debian(root, name, version, architecture)
        bom.components.update(_component(one) for one in _python(root))
    print(JsonV1Dot6(bom).output_as_string(indent=1))


def _describing(image: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in image:
        if member.name.startswith(_DESCRIBED) or ".dist-info/" in member.name:
            yield member


def _debian(root: Path, name: str, version: str, architecture: str) -> Bom:
    about = ["--distro-name", name, "--distro-version", version, "--distro-arch", architecture]
    command = ["debsbom", "generate", "-t", "cdx", "-o", "-", "-r", str(root), *about]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        sys.exit(made.stderr)
    read: Bom = Bom.from_json(json.loads(made.stdout))
    return read


def _python(root: Path) -> Iterator[Distribution]:
    places = {str(info.parent) for info in root.rglob("*.dist-info")}
    return iter(distributions(path=sorted(places)))


def _component(package: Distribution) -> Component:
    name, version = package.metadata["Name"], package.version
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=PackageURL("pypi", None, name.lower().replace("_", "-"), version),
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
