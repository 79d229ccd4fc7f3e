"""All routes of this slice."""

from litestar import Router
from litestar.datastructures import CacheControlHeader

from medianest.accounts.routes import _admin, _auth, _pairing, _profile


def router(base: str) -> Router:
    """Make the slice's routes below `base`."""
    handlers = [*_auth.HANDLERS, *_profile.HANDLERS, *_pairing.HANDLERS, *_admin.HANDLERS]
    return Router(
        base,
        route_handlers=handlers,
        cache_control=CacheControlHeader(no_store=True),
        tags=["accounts"],
    )
