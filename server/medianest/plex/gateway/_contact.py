"""Meeting a server for the first time, and naming what goes wrong with one."""

from datetime import timedelta
from xml.etree.ElementTree import ParseError

import msgspec
import plexapi
import requests  # noqa: TID251 - plexapi speaks through a session of it
from plexapi import exceptions
from plexapi.server import PlexServer

from medianest.plex.errors import (
    NotAPlexServerError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)

# What plexapi stumbles into when a document is not what it expects.
MALFORMED = (ParseError, AttributeError, TypeError, LookupError, ValueError)

# A neighbour that takes longer to say hello is not there.
_CONNECT_SECONDS = 5


class Address(msgspec.Struct, frozen=True):
    """Where the server is, and the token it accepts."""

    url: str
    token: str

    def __repr__(self) -> str:
        """Leave the token out: a repr ends up in logs."""
        return f"Address(url={self.url!r})"


def first_contact(at: Address, *, timeout: timedelta) -> PlexServer:
    """Connect, and make sure that a Plex server answers."""
    session = requests.Session()
    # No proxy for a neighbour, and the token must not follow a redirect to somebody else.
    session.trust_env = False
    session.max_redirects = 0
    try:
        limits = (_CONNECT_SECONDS, timeout.total_seconds())
        server = PlexServer(at.url, at.token, session=session, timeout=limits)
    except exceptions.Unauthorized as refused:
        raise PlexTokenRefusedError from refused
    except exceptions.BadRequest as failed:
        if str(failed).startswith("(5"):
            raise PlexUnreachableError(f"Plex at {at.url} reports an inner error.") from failed
        raise NotAPlexServerError from failed
    except (requests.TooManyRedirects, requests.exceptions.InvalidSchema) as elsewhere:
        raise NotAPlexServerError(
            f"{at.url} sends visitors on to another address; give that one."
        ) from elsewhere
    except requests.RequestException as failed:
        raise unreachable(at, failed) from failed
    except (exceptions.PlexApiException, *MALFORMED) as wrong:
        raise NotAPlexServerError from wrong
    if not server.machineIdentifier:
        raise NotAPlexServerError
    return server


def introduce(client_id: str, version: str) -> dict[str, str]:
    """Say who we are, and no more, by these headers."""
    headers = {
        "X-Plex-Product": "MediaNest",
        "X-Plex-Version": version,
        "X-Plex-Device": "MediaNest",
        "X-Plex-Device-Name": "MediaNest",
        "X-Plex-Client-Identifier": client_id,
    }
    # By default plexapi sends the machine's MAC address and host name.
    plexapi.BASE_HEADERS.update(headers)
    # It also asks again, unseen, for whatever a listing leaves out.
    plexapi.CONFIG.data.setdefault("plexapi", {})["autoreload"] = "false"
    return headers


def unreachable(at: Address, failed: requests.RequestException) -> PlexUnreachableError:
    """Put what went wrong on the way into words."""
    if isinstance(failed, requests.Timeout):
        return PlexUnreachableError(f"Plex at {at.url} took too long to answer.")
    if isinstance(failed, requests.exceptions.SSLError):
        return PlexUnreachableError(f"The certificate of {at.url} is not valid; try http://.")
    if isinstance(failed, requests.ConnectionError):
        return PlexUnreachableError(f"Nothing answers at {at.url}; is Plex running there?")
    return PlexUnreachableError(f"The answer of Plex at {at.url} was cut off.")
