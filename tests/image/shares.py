"""Folders that behave like the shares and disks that a database must not lie on."""

from tests.image.boxed import docker

SHARES = "medianest-shares"
# The image installs nothing: the program and its library come from the Debian it is made of.
_DOCKERFILE = """\
FROM debian:trixie-slim AS tools
RUN apt-get update && apt-get install -y --no-install-recommends bindfs && mkdir /tools \\
 && cp -L /usr/bin/bindfs /usr/bin/fusermount* /usr/lib/*/libfuse*.so.? /tools
FROM {image}
COPY --from=tools /tools /opt/shares
RUN install -d -m 1777 /real
ENV PATH=/opt/shares:$PATH LD_LIBRARY_PATH=/opt/shares
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
