"""The slice over HTTP."""

from medianest.accounts.routes._router import router

__all__ = ["router"]
