"""What went wrong at which address, as keys that the catalogues put into words."""

import errno
import socket
import ssl
from collections.abc import Iterable
from typing import Literal, get_args

import aiohttp
from msgspec import Struct

from medianest_desktop.net.addresses import Address

ReasonKey = Literal[
    "identity_differs",
    "fingerprint_differs",
    "unproven",
    "other_appliance",
    "starting",
    "client_too_old",
    "appliance_too_old",
    "plain_http_only",
    "certificate_dates",
    "appliance_trouble",
    "too_many",
    "foreign_certificate",
    "not_medianest",
    "not_tls",
    "broken_off",
    "refused",
    "timeout",
    "no_route",
    "no_such_host",
    "bad_address",
]
"""Every way to fail; a catalogue has `reason.<key>` for each.

What tells a person most stands first: "nobody answered" says less than "a stranger answered".
"""

_TELLING: tuple[ReasonKey, ...] = get_args(ReasonKey)
# X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL.
_DATES = {9, 10}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}


class Try(Struct, frozen=True):
    """One address that was tried and why it did not work; `detail` is for the log."""

    address: Address
    reason_key: ReasonKey
    detail: str = ""


class NoAnswerError(Exception):
    """The appliance did not answer, or what answered is not it."""

    def __init__(self, reason: ReasonKey, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: ReasonKey = reason
        self.detail = detail


class UnreachableError(Exception):
    """No address led to an appliance; `tries` says what happened at each."""

    def __init__(self, reason: ReasonKey, tries: tuple[Try, ...] = ()) -> None:
        super().__init__(reason, tries)
        self.reason: ReasonKey = reason
        self.tries = tries


class UnprovenError(aiohttp.ClientConnectionError):
    """No connection was made, because whoever is there has not proven to be the appliance."""

    def __init__(self, reason: ReasonKey) -> None:
        super().__init__(reason)
        self.reason: ReasonKey = reason


def most_telling(tries: Iterable[Try]) -> ReasonKey:
    """The reason to show first when several addresses have failed."""
    reasons = {each.reason_key for each in tries}
    return next((reason for reason in _TELLING if reason in reasons), "no_route")


def explain(failure: BaseException) -> NoAnswerError:
    """The failure of a socket or of the HTTP client as one of our reasons."""
    # aiohttp wraps both; what is inside says more.
    if isinstance(failure, aiohttp.ClientConnectorCertificateError):
        failure = failure.certificate_error
    elif isinstance(failure, aiohttp.ClientConnectorError):
        failure = failure.os_error
    return NoAnswerError(_reason(failure), described(failure))


def described(failure: BaseException) -> str:
    """What `failure` says, for the log."""
    # Not its representation: a refused handshake's has the request's headers in it, token and all.
    return f"{type(failure).__name__}: {failure}"


def _reason(failure: BaseException) -> ReasonKey:  # noqa: PLR0911 - one line per kind of failure
    match failure:
        case UnprovenError():
            return failure.reason
        case ssl.SSLCertVerificationError() if failure.verify_code in _DATES:
            return "certificate_dates"
        case ssl.SSLCertVerificationError():
            return "foreign_certificate"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "not_tls"
        case socket.gaierror():
            return "no_such_host"
        case ConnectionRefusedError():
            return "refused"
        case TimeoutError():
            return "timeout"
        case OSError() if failure.errno in _NO_ROUTE:
            return "no_route"
        case aiohttp.ClientConnectionError() | OSError():
            return "broken_off"
        case _:
            return "not_medianest"
