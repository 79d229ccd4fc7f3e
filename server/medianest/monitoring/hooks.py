"""The secrets in the addresses that other services call."""

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hooks:
    """One secret per service, derived from a key of this appliance, so that none is stored."""

    key: bytes

    def secret(self, service: str) -> str:
        """The last part of the address that `service` calls."""
        return hmac.digest(self.key, f"webhook:{service}".encode(), hashlib.sha256).hex()[:40]

    def check(self, service: str, given: str) -> bool:
        """Whether `given` is that secret; takes as long for a wrong one."""
        return hmac.compare_digest(self.secret(service).encode(), given.encode())
