"""The image for 64-bit ARM, built and run under emulation: the main job is done there too."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.image.boxed import Boxed, cleared_away, docker, labelled
from tests.image.street import SETTINGS, do_main_job, opened_street
from tests.support.waiting import until

NAME, TAG = "matrix-arm64", "medianest:under-test-arm64"
PLATFORM = "linux/arm64"
TOOLS = """\
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends \\
    arch-test debian-archive-keyring mmdebstrap qemu-user
"""
# What an ARM program begins with, and who runs it. The kernel forgets that with the last mount,
# and `F` hands the emulator into every container.
KEEP = r"""
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":medianest-arm64:M::$magic:$mask:/usr/bin/qemu-aarch64:OCF" \
    > /proc/sys/fs/binfmt_misc/register
arch-test arm64
exec sleep infinity
"""
BASE = """
exec mmdebstrap --quiet --arch=arm64 --mode=root --variant=minbase \
    --aptopt='Acquire::Check-Valid-Until "false"' \
    --customize-hook='sync-in /etc/apt/sources.list.d /etc/apt/sources.list.d' \
    trixie - - < /etc/apt/sources.list.d/debian.sources
"""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def emulation() -> Iterator[str]:
    """A container; while it runs, this machine runs ARM programs."""
    with cleared_away(NAME):
        docker("build", "--quiet", "--tag", f"{NAME}-tools", "-", given=TOOLS)
        name = f"{NAME}-emulation"
        asked = ("--privileged", "--name", name, *labelled(NAME))
        docker("run", "--detach", *asked, f"{NAME}-tools", "sh", "-ec", KEEP)
        until(lambda: "arm64: ok" in docker("logs", name), what=lambda: docker("logs", name))
        yield name


@pytest.fixture(scope="module")
def base(emulation: str) -> str:
    """Debian for ARM, from its packages: no registry is asked."""
    tag = f"{NAME}-base"
    packing = ["docker", "exec", emulation, "sh", "-c", BASE]
    command = ["docker", "import", "--platform", PLATFORM, "--change", 'CMD ["bash"]', "-", tag]
    with subprocess.Popen(packing, stdout=subprocess.PIPE) as packed:
        subprocess.run(command, stdin=packed.stdout, check=True)
    assert packed.returncode == 0
    return tag


@pytest.fixture(scope="module")
def arm_image(clone: Path, base: str) -> Iterator[str]:
    began = time.monotonic()
    build = [sys.executable, str(clone / "packaging/image.py"), "--tag", TAG, "--"]
    told = ("--platform", PLATFORM, "--build-arg", f"BASE={base}", "--provenance=false")
    subprocess.run([*build, *told], check=True)
    print(f"\nbuilt for ARM in {time.monotonic() - began:.0f} s")
    yield TAG
    docker("image", "rm", "--force", TAG, base, f"{NAME}-tools", check=False)


def test_the_main_job_is_done_on_arm(image: str, arm_image: str, tmp_path: Path) -> None:
    appliance = Boxed(f"{NAME}-way", arm_image, ("--platform", PLATFORM), SETTINGS)

    with opened_street(appliance, tmp_path, image=image) as street:
        appliance.run()
        print(f"ready after {appliance.wait_ready(within=600):.1f} s")
        machine = appliance.execute("uname", "-m").strip()
        done = do_main_job(appliance, street)

        assert machine == "aarch64"
        assert done["state"] == "available"
        assert appliance.stop().status == 0
