"""What the household's routes send and receive."""

from medianest.infra.media import MediaFolderState
from medianest.kit.wire import Input, Wire


class Info(Wire, frozen=True):
    """What anybody on the network may know before signing in."""

    name: str
    instance_id: str
    version: str
    oldest_client: str
    setup_open: bool
    api: str = "/api/v1"


class ChooseMediaFolder(Input, frozen=True):
    """The folder that Plex reads, as an absolute path on the appliance."""

    path: str


class MediaFolder(Wire, frozen=True):
    """The media folder, and whether the settings file decides it."""

    state: MediaFolderState
    locked: bool


class Setting(Wire, frozen=True):
    """One key of the settings, without its value where that is a secret."""

    key: str
    value: str
    locked: bool
