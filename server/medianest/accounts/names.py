"""E-mail addresses and names as people type them, made comparable and safe to keep."""

import ipaddress
import re
import unicodedata

from medianest.accounts.errors import InvalidEmailError, InvalidNameError

_LONGEST_EMAIL = 254
_LONGEST_NAME = 100
# Loose on purpose: a household may well use root@nas. Only a mail would prove an address.
_looks_like_email = re.compile(r"[^\s@]+@[^\s@]+").fullmatch


def normal_email(typed: str) -> str:
    """One form for all ways to type an address."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def checked_email(typed: str) -> str:
    """The normal form of `typed`, if it may be an address at all."""
    email = normal_email(typed)
    if len(email) > _LONGEST_EMAIL or not email.isprintable() or not _looks_like_email(email):
        raise InvalidEmailError
    return email


def checked_name(typed: str) -> str:
    """`typed` as a name to show."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidNameError
    return name


def shown(sent: str, *, longest: int) -> str:
    """What a client said of itself, cut to what may be stored and shown."""
    return "".join(sign for sign in sent if sign.isprintable())[:longest]


def neighbourhood(address: str) -> str:
    """What counts as one address: a household's IPv6 devices choose freely within their /64."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
