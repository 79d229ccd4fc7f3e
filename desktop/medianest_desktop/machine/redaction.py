"""Takes secrets out of what is logged or reported."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"

_SECRET_NAMES = re.compile(
    r"token|cookie|authorization|secret|password|nonce|pairing_?code|^code$|^key$", re.IGNORECASE
)
# A token, a bearer header, a pairing code as it is shown, a credential in an address, the
# window's cookie.
_SECRETS = re.compile(
    r"mnd_[A-Za-z0-9_\-]+"
    r"|(?<=Bearer )\S+"
    r"|(?<=//)[^/@\s]+:[^/@\s]+(?=@)"
    r"|(?<=[?&#]key=)[^&\s'\"]+"
    r"|(?<=medianest_window=)[^;,\s'\"]+"
    r"|(?<=[?&#]token=)[^&\s'\"]+"
    r"|(?<=[?&#]code=)[^&\s'\"]+"
    r"|\b[A-Z2-7]{4}-[A-Z2-7]{4}\b"
)


def without_secrets(text: str) -> str:
    """`text` with every secret that can be told by its form replaced."""
    return _SECRETS.sub(HIDDEN, text)


def redacted(value: Any) -> Any:
    """`value` of whatever depth without secrets; what a mapping names a secret is one."""
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, bytes):
        return without_secrets(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if _SECRET_NAMES.search(str(key)) and inner else redacted(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(inner) for inner in value]
    return value
