"""Statements about what is known of requests in Overseerr."""

from medianest.requests.overseerr.queries._due import (
    have_read,
    least_known,
    left_over,
    never_asked,
    prune,
    read_until,
    to_withdraw,
)
from medianest.requests.overseerr.queries._links import (
    Link,
    Linked,
    Withdraw,
    about,
    begin,
    begun,
    drop,
    end,
    forget,
    hear,
    keep,
    links,
    withdraw,
)

__all__ = [
    "Link",
    "Linked",
    "Withdraw",
    "about",
    "begin",
    "begun",
    "drop",
    "end",
    "forget",
    "have_read",
    "hear",
    "keep",
    "least_known",
    "left_over",
    "links",
    "never_asked",
    "prune",
    "read_until",
    "to_withdraw",
    "withdraw",
]
