"""What the window talks to instead of the network: a proxy on loopback that lets only it in."""

from medianest_desktop.proxy.guard import Guard
from medianest_desktop.proxy.server import Proxy
from medianest_desktop.proxy.upstream import Upstream, UpstreamError

__all__ = ["Guard", "Proxy", "Upstream", "UpstreamError"]
