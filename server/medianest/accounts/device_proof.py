"""How we prove to a paired device that we are its appliance, where no certificate does.

Over plain http the device asks this before it shows its token: otherwise whoever has taken our
address while we are off would be shown it. The key is the token's hash, which both ends have and
nobody sends.
"""

import hmac
from typing import Final
from uuid import UUID

from medianest.accounts.errors import DeviceUnknownError
from medianest.accounts.queries import devices

_LABEL: Final = b"medianest-proof-v1"


async def device_proof(device: UUID, challenge: bytes) -> bytes:
    """What only the appliance that has paired `device` can answer to `challenge`.

    A device that was signed out gets one too, so that it may show its token and be told so. Raises
    DeviceUnknownError.
    """
    key = await devices.token_hash(device)
    if key is None:
        raise DeviceUnknownError
    return hmac.digest(key, _LABEL + device.bytes + challenge, "sha256")
