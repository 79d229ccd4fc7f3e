"""The composition root: the only place that sees every slice."""

from medianest.app._application import create_app
from medianest.app._looks import Looks, look, reset_password
from medianest.app._parts import Parts, assemble
from medianest.app._rotation import rotate_keys
from medianest.app._seed import own_authority

__all__ = [
    "Looks",
    "Parts",
    "assemble",
    "create_app",
    "look",
    "own_authority",
    "reset_password",
    "rotate_keys",
]
