"""Whether this client and an appliance understand one another."""

from http import HTTPStatus

from packaging.version import Version

from medianest_desktop.net.api import PROTOCOL, Info, Line, RefusedError
from medianest_desktop.net.tries import NoAnswerError


async def introduce(line: Line, *, version: str) -> Info:
    """Who is at the other end, if client `version` may talk to it. Raises NoAnswerError."""
    try:
        info = await line.info()
    except RefusedError as refused:
        raise as_no_answer(refused) from refused
    if info.protocol < PROTOCOL:
        raise NoAnswerError("appliance_too_old", info.version)
    if _older(version, info.oldest_client):
        raise NoAnswerError("client_too_old", f"{version} < {info.oldest_client}")
    return info


def as_no_answer(refused: RefusedError) -> NoAnswerError:
    """What a refusal means for being in touch at all."""
    detail = f"{refused.status} {refused.code}"
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE and refused.code == "starting":
        return NoAnswerError("starting", detail)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        return NoAnswerError("too_many", detail)
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return NoAnswerError("appliance_trouble", detail)
    return NoAnswerError("not_medianest", detail)


def _older(version: str, oldest: str) -> bool:
    try:
        return Version(version) < Version(oldest)
    except ValueError:
        # No version, or one of more digits than a number may have.
        return False
