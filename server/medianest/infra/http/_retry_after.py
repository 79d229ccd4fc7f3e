"""How long a service asks to be left alone."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from medianest.kit.clock import now


def asked_wait(header: str) -> timedelta | None:
    """How long a Retry-After header (seconds or a date) asks to wait; None if it says nothing."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**6))
    try:
        return max(parsedate_to_datetime(text) - now(), timedelta())
    except (ValueError, TypeError):
        return None
