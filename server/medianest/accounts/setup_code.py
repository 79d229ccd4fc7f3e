"""The one-time code that proves that the first person has access to the machine."""

import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from medianest.kit.paths import create_once

# Without letters and digits that look like others; 12 of 32 signs are 60 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = 12
_GROUP = 4


@dataclass(frozen=True, slots=True)
class SetupCode:
    """The code in the file `path`, which only this machine's user can read.

    Processes that do not share the file make the same code from the same `seed`.
    """

    path: Path
    seed: bytes = field(default=b"", repr=False)

    def ensure(self) -> str:
        """The code, made now if there is none yet."""
        create_once(self.path, f"{_code(self.seed or secrets.token_bytes(_SIGNS))}\n")
        return self.path.read_text().strip()

    def fits(self, sent: str) -> bool:
        """Whether `sent` is the code, however it was typed."""
        try:
            code = self.path.read_text()
        except FileNotFoundError:
            return False
        return bool(_bare(code)) and hmac.compare_digest(_bare(code), _bare(sent))

    def remove(self) -> None:
        """Make the code useless."""
        self.path.unlink(missing_ok=True)


def _code(seed: bytes) -> str:
    signs = [_ALPHABET[byte % len(_ALPHABET)] for byte in seed[:_SIGNS]]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, _SIGNS, _GROUP))


def _bare(code: str) -> bytes:
    return "".join(sign for sign in code.upper() if sign.isalnum()).encode()
