"""What the appliance needs to know and do because it runs in a container, and at every start."""

from medianest.infra.container._address import announced, reached_at
from medianest.infra.container._alone import alone_on
from medianest.infra.container._become import become, in_container
from medianest.infra.container._preflight import look_at_data, look_at_media, look_at_room
from medianest.infra.container._run_folder import RUN_FOLDERS, run_folder

__all__ = [
    "RUN_FOLDERS",
    "alone_on",
    "announced",
    "become",
    "in_container",
    "look_at_data",
    "look_at_media",
    "look_at_room",
    "reached_at",
    "run_folder",
]
