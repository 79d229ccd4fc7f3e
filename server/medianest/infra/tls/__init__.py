"""The appliance's own certificate authority, and what it issues. See the README."""

from medianest.infra.tls._authority import Authority, authority, inherit, is_made
from medianest.infra.tls._leaf import NAME_ENDS, Leaf, issue
from medianest.infra.tls._marked import came_by_own_tls, marked

__all__ = [
    "NAME_ENDS",
    "Authority",
    "Leaf",
    "authority",
    "came_by_own_tls",
    "inherit",
    "is_made",
    "issue",
    "marked",
]
