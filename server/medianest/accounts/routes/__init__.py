"""The slice over HTTP."""

from medianest.accounts.routes._answers import signed_in_answer
from medianest.accounts.routes._router import router

__all__ = ["router", "signed_in_answer"]
