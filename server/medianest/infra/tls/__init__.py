"""The appliance's own certificate authority, and what it issues. See the README."""

from medianest.infra.tls._authority import Authority, authority
from medianest.infra.tls._leaf import Leaf, issue
from medianest.infra.tls._marked import came_by_own_tls, marked

__all__ = ["Authority", "Leaf", "authority", "came_by_own_tls", "issue", "marked"]
