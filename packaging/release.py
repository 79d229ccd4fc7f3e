"""Publish the image: build it for each architecture, list what is in it, sign it, verify it.

    COSIGN_PASSWORD=... release.py --to medianest/medianest --key cosign.key

A version that was published is never published again. Docker builds and pushes; the other tools
come in a container of their own, `release_tools/`. What lies in the image is written to `dist/`
and attached, signed, to the image itself.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from image import build as build_image
from image import layers, tell, trusted

from medianest import __version__

ROOT = Path(__file__).resolve().parents[1]
TOOLS = "medianest-release-tools"
PLATFORMS = ("linux/amd64", "linux/arm64")


@dataclass(frozen=True, slots=True)
class Signer:
    """Runs cosign with a private key and the password in $COSIGN_PASSWORD.

    Offline, no public log learns of the signatures, and none is asked for them.
    """

    private_key: str
    offline: bool

    def sign(self, image: str) -> None:
        """Sign an index and each image in it."""
        self._cosign("sign", "--recursive", *self._unlogged(), image, key="private")

    def attest(self, image: str, sbom: str) -> None:
        """Attach the list of what is in the image, signed."""
        said = ("--type", "cyclonedx", "--predicate", "-", *self._unlogged())
        self._cosign("attest", *said, image, key="private", given=sbom)

    def verify(self, image: str) -> None:
        """Fail unless this key signed exactly that."""
        self._cosign("verify", *self._unasked(), image, key="public")

    def verify_sbom(self, image: str) -> None:
        """Fail unless this key signed the list that is attached."""
        said = ("--type", "cyclonedx", *self._unasked())
        self._cosign("verify-attestation", *said, image, key="public")

    @property
    def public_key(self) -> str:
        """What belongs beside the release, so that anybody can verify it."""
        return tool("cosign", "public-key", "--key", "env://KEY", secrets={"KEY": self.private_key})

    def _cosign(self, action: str, *words: str, key: str, given: str = "") -> None:
        secrets = {"KEY": self.private_key if key == "private" else self.public_key}
        tool("cosign", action, "--key", "env://KEY", *words, secrets=secrets, given=given)

    def _unlogged(self) -> tuple[str, ...]:
        return ("--tlog-upload=false", "--yes") if self.offline else ("--yes",)

    def _unasked(self) -> tuple[str, ...]:
        return ("--insecure-ignore-tlog=true",) if self.offline else ()


def docker(*words: str, given: str = "", extra: Mapping[str, str] | None = None) -> str:
    """Run the client; what it printed."""
    done = subprocess.run(
        ["docker", *words],
        input=given,
        env={**os.environ, **(extra or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def tool(*words: str, secrets: Mapping[str, str] | None = None, given: str = "") -> str:
    """Run one of the release tools; secrets go in by name, which no list of processes shows."""
    secrets = {"COSIGN_PASSWORD": os.environ.get("COSIGN_PASSWORD", ""), **(secrets or {})}
    named = [word for name in secrets for word in ("--env", name)]
    command = ("run", "--rm", "--interactive", "--network", "host", *named, TOOLS, *words)
    return docker(*command, given=given, extra=secrets)


def build_tools() -> None:
    """Make the container of the tools, unless it is there."""
    docker("build", "--quiet", *trusted(), "--tag", TOOLS, str(ROOT / "packaging/release_tools"))


def build(image: str, platform: str, options: Sequence[str] = ()) -> None:
    """Build for one architecture, under emulation where need be, and tell what it weighs."""
    # A step out of the cache would lack what Debian has mended since.
    fresh = ("--no-cache", "--pull")
    build_image(image, ["--platform", platform, "--provenance=false", *fresh, *options])
    tell(layers(image))


def describe(image: str, platform: str) -> str:
    """What lies in the image, Debian's packages and Python's, as CycloneDX."""
    container = docker("create", "--platform", platform, image)
    try:
        said = ["medianest", __version__, platform.partition("/")[2]]
        listing = ["docker", "run", "--rm", "--interactive", TOOLS, "python3", "/tools/sbom.py"]
        export = subprocess.Popen(["docker", "export", container], stdout=subprocess.PIPE)
        done = subprocess.run(
            [*listing, *said], stdin=export.stdout, stdout=subprocess.PIPE, text=True, check=True
        )
    finally:
        docker("rm", "--volumes", container)
    return done.stdout


def publish(to: str, images: Mapping[str, str], version: str) -> str:
    """Push each architecture and one index over them, under each of its tags; the index."""
    for image in images.values():
        docker("push", "--quiet", image)
    tags = [word for tag in tags_of(version) for word in ("--tag", f"{to}:{tag}")]
    docker("buildx", "imagetools", "create", *tags, *images.values())
    return f"{to}@{digest_of(f'{to}:{version}')}"


def tags_of(version: str) -> tuple[str, ...]:
    """The exact version, which is never moved, and the two that follow it: 1.4.2, 1.4, 1."""
    major, minor, _ = version.split(".", 2)
    return version, f"{major}.{minor}", major


def digest_of(image: str) -> str:
    """What the registry holds under that name."""
    told = docker("buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}")
    digest: str = json.loads(told)["digest"]
    return digest


def is_published(image: str) -> bool:
    """Whether the registry has something under that name."""
    asked = ["docker", "buildx", "imagetools", "inspect", image]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def release(arguments: argparse.Namespace) -> int:
    """Every step in order; nothing is pushed before all is built and described."""
    to, version = arguments.to, arguments.version
    if is_published(f"{to}:{version}"):
        print(f"{to}:{version} is published already. Choose another version.", file=sys.stderr)
        return 1
    build_tools()
    signer = Signer(arguments.key.read_text(), offline=arguments.offline)
    arguments.out.mkdir(parents=True, exist_ok=True)
    images, lists = {}, {}
    for platform in arguments.platform or PLATFORMS:
        name = platform.partition("/")[2]
        images[platform] = f"{to}:{version}-{name}"
        make(images[platform], platform, arguments)
        lists[platform] = describe(images[platform], platform)
        (arguments.out / f"medianest-{version}-{name}.cdx.json").write_text(lists[platform])
    index = publish(to, images, version)
    signer.sign(index)
    for platform, image in images.items():
        signer.attest(f"{to}@{digest_of(image)}", lists[platform])
        signer.verify_sbom(f"{to}@{digest_of(image)}")
    signer.verify(f"{to}:{version}")
    (arguments.out / "cosign.pub").write_text(signer.public_key + "\n")
    print(index)
    return 0


def make(image: str, platform: str, arguments: argparse.Namespace) -> None:
    """Take what was built and tested before under its new name, else build it."""
    built = dict(arguments.built)
    if platform in built:
        docker("tag", built[platform], image)
    else:
        build(image, platform, arguments.build_option)


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    made = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    made.add_argument("--to", required=True, help="repository, such as medianest/medianest")
    made.add_argument("--key", required=True, type=Path, help="private key of cosign")
    made.add_argument("--version", default=__version__)
    made.add_argument("--platform", action="append", help="default: amd64 and arm64")
    tested = "release what was built and tested before: linux/amd64=medianest:dev"
    made.add_argument("--built", action="append", default=[], type=_pair, help=tested)
    made.add_argument("--out", type=Path, default=ROOT / "dist")
    made.add_argument("--offline", action="store_true", help="rehearse without the public log")
    made.add_argument("--build-option", action="append", default=[], help="for docker build")
    return made


def _pair(text: str) -> tuple[str, str]:
    platform, _, tag = text.partition("=")
    return platform, tag


if __name__ == "__main__":
    sys.exit(release(parser().parse_args()))
