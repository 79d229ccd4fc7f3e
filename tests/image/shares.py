"""Folders that behave like the shares and disks that a database must not lie on."""

from tests.image.boxed import docker

SHARES = "medianest-shares"
_DOCKERFILE = """\
FROM {image}
RUN apt-get update && apt-get install -y --no-install-recommends bindfs \\
 && rm -rf /var/lib/apt/lists/* && install -d -m 1777 /real
ENTRYPOINT ["sh", "-c", "bindfs $SHARE /real /data && exec /usr/bin/tini -- medianest serve"]
"""
# As SMB and exFAT do: chmod is accepted and forgotten.
FORGETS_MODES = "-o allow_other --chmod-ignore --perms=a=rwX"
# As NFS with all_squash does: whoever writes, it belongs to nobody.
SQUASHES_OWNERS = (
    "-o allow_other --force-user=65534 --force-group=65534 --chown-ignore --perms=a+rwX"
)
MAY_MOUNT = (
    "--cap-add",
    "SYS_ADMIN",
    "--device",
    "/dev/fuse",
    "--security-opt",
    "apparmor=unconfined",
)


def with_shares(image: str) -> str:
    """The image, able to lay such a folder over /data before it starts."""
    docker("build", "--tag", SHARES, "-", given=_DOCKERFILE.format(image=image))
    return SHARES
