"""All routes of this slice."""

from litestar import Router

from medianest.accounts.routes import _admin, _auth, _profile


def router(base: str) -> Router:
    """Make the slice's routes below `base`."""
    handlers = [*_auth.HANDLERS, *_profile.HANDLERS, *_admin.HANDLERS]
    return Router(base, route_handlers=handlers, tags=["accounts"])
