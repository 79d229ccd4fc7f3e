"""Where small things lie that end with the container."""

import os
from pathlib import Path

from medianest.infra.supervisor import OwnerMustActError

# `docker/healthcheck` looks in the same places, in the same order. The last one is writable even
# when the whole container is read-only.
RUN_FOLDERS = (
    Path("/run/medianest"),
    Path("/tmp/medianest"),  # noqa: S108 - a container's own
    Path("/dev/shm/medianest"),  # noqa: S108 - the same
)


def run_folder(places: tuple[Path, ...] = RUN_FOLDERS) -> Path:
    """The first of the places that this process may write to, made if need be."""
    for place in places:
        try:
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK | os.X_OK):
            return place
    tried = " and ".join(str(place) for place in places)
    raise OwnerMustActError(
        f"There is no place for small files that end with the container; tried {tried}. "
        "Give it one: --tmpfs /run/medianest:mode=1777"
    )
