"""The background work of this package, and who asks for it."""

from typing import Final
from uuid import UUID

import msgspec

from medianest.requests.overseerr.queries import Withdraw

HAND_OVER: Final = "requests.hand_over"
WITHDRAW: Final = "requests.withdraw"
RECALL: Final = "requests.recall"
LOOK: Final = "requests.overseerr_look"
IMPORT: Final = "requests.overseerr_import"
POLL: Final = "requests.overseerr_poll"


class Order(msgspec.Struct, frozen=True):
    """Ask for a request, as far as it has not been asked for."""

    request: UUID


class Withdrawal(msgspec.Struct, frozen=True):
    """Take a request back there."""

    overseerr_id: int
    how: Withdraw


class Look(msgspec.Struct, frozen=True):
    """See how a request stands there."""

    overseerr_id: int


class Import(msgspec.Struct, frozen=True):
    """Take over what is there, for the person who wants it."""

    by: UUID
    people: bool
    requests: bool
