"""What the server and the sending child say to one another: one line of JSON each way."""

from typing import Literal

import msgspec


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What the child shall do; `inspect` only looks at the address."""

    act: Literal["inspect", "send"]
    url: str
    private_hosts: bool = False
    """Whether every host of the home may be spoken to, not only the owner's exceptions."""
    allowed_private: tuple[str, ...] = ()
    title: str = ""
    body: str = ""
    level: Literal["info", "success", "warning", "error"] = "info"
    reference: str = ""
    """The same for every attempt at one message, so that a mail server knows a repeat."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; `error` is a sentence without secrets."""

    ok: bool
    error: str = ""
    final: bool = False
    """Trying again cannot help."""
    masked: str = ""
    """The address as it may be shown."""
