"""The rules about people and sessions."""

from medianest.accounts.service._letting_in import LettingIn, Tell
from medianest.accounts.service._login import SignIn
from medianest.accounts.service._pairing import Pairings
from medianest.accounts.service._people import People
from medianest.accounts.service._profile import Profiles
from medianest.accounts.service._sessions import Sessions
from medianest.accounts.service._setup import GivenOwner, Setup
from medianest.accounts.service._tickets import Tickets

__all__ = [
    "GivenOwner",
    "LettingIn",
    "Pairings",
    "People",
    "Profiles",
    "Sessions",
    "Setup",
    "SignIn",
    "Tell",
    "Tickets",
]
