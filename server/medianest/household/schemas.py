"""What the household's routes send and receive."""

from medianest.infra.media import MediaFolderState
from medianest.kit.wire import Input, Wire


class Tls(Wire, frozen=True):
    """The port at which the appliance answers with TLS, and its authority's SHA-256 in hex."""

    port: int
    fingerprint: str


class Info(Wire, frozen=True):
    """What anybody on the network may know before signing in.

    `protocol` grows when clients have to be made anew; without `tls` there is only plain HTTP.
    """

    name: str
    instance_id: str
    version: str
    oldest_client: str
    setup_open: bool
    tls: Tls | None = None
    protocol: int = 1
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
