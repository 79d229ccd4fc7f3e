"""Which problems an operation may answer with."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, UnsetType

from medianest.accounts.guards import Requires
from medianest.accounts.pacing import Paced
from medianest.infra.problems import MEDIA_TYPE
from medianest.kit.errors import FieldError
from medianest.kit.wire import Wire

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ALONE: Mapping[str, frozenset[int]] = {
    "ask_for": frozenset({404}),
    "ca_pem": frozenset({404}),
    "confirm_pairing": frozenset({404}),
    "pairing_token": frozenset({410}),
    "prove_to_device": frozenset({404}),
    "reveal_nonce": frozenset({410}),
    "setup_backups": frozenset({403, 409, 429}),
    "setup_upload": frozenset({403, 429}),
    "setup_restore": frozenset({403, 404, 429}),
    "overseerr_says": frozenset({413}),
    "overseerr_says_with_header": frozenset({404, 413}),
    "read_metrics": frozenset({401, 403}),
}
# What lies in the matter of a slice rather than in the shape of the request.
_READING: Mapping[str, frozenset[int]] = {
    "events": frozenset({429}),
    "media": frozenset({422, 502}),
    "overseerr": frozenset({409, 422, 502}),
    "plex": frozenset({409, 502}),
}
_CHANGING: Mapping[str, frozenset[int]] = {
    "accounts": frozenset({401, 403, 422, 429}),
    "backups": frozenset({422, 507}),
    "downloads": frozenset({422}),
    "notifications": frozenset({422}),
    "plex": frozenset({422, 502}),
    "requests": frozenset({422}),
    "services": frozenset({422, 502}),
    "trakt": frozenset({502}),
}


class Problem(Wire, frozen=True):
    """Why a request failed (RFC 9457); some codes add members of their own.

    `detail` is a sentence for a person, `code` is for programs and stays the same.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation_id: str
    errors: list[FieldError] | UnsetType = UNSET


def problems(
    handler: HTTPRouteHandler, method: str, operation: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """The answers of `operation` that are problems, by status."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"}
        for status in sorted(_statuses(handler, method, operation))
    }


def described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Every answer that `problems` refers to."""
    return {
        _name(status): {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 502, 503, 507)
    }


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")


def is_public(handler: HTTPRouteHandler) -> bool:
    """Whether strangers may ask."""
    return bool(handler.opt.get("public"))


def permissions(handler: HTTPRouteHandler) -> list[str]:
    """What the caller must hold."""
    guards = handler.resolve_guards()
    return sorted({guard.permission for guard in guards if isinstance(guard, Requires)})


def _statuses(handler: HTTPRouteHandler, method: str, operation: Mapping[str, Any]) -> set[int]:
    found = {500, 503, *_ALONE.get(handler.handler_name, frozenset())}
    parameters = operation.get("parameters", [])
    if not is_public(handler):
        found |= {401}
        if method in _UNSAFE or permissions(handler):
            found |= {403}
    if parameters:
        found |= {400}
    if any(parameter["in"] == "path" for parameter in parameters):
        found |= {404}
    if "requestBody" in operation:
        found |= {400, 413, 415}
    if method in _UNSAFE:
        found |= {409}
    if any(isinstance(guard, Paced) for guard in handler.resolve_guards()):
        found |= {429}
    for tag in operation.get("tags", []):
        found |= _READING.get(tag, frozenset())
        found |= _CHANGING.get(tag, frozenset()) if method in _UNSAFE else frozenset()
    return found
