"""What may be fetched for a stranger: public addresses only, through a proxy that looks itself."""

from medianest.infra.egress._addresses import is_public
from medianest.infra.egress._guard import (
    AddressRefusedError,
    EgressGuard,
    EgressRefusedError,
    PortRefusedError,
    Resolver,
    UnknownHostError,
    resolve,
)
from medianest.infra.egress._proxy import EgressPass, EgressProxy, Limits

__all__ = [
    "AddressRefusedError",
    "EgressGuard",
    "EgressPass",
    "EgressProxy",
    "EgressRefusedError",
    "Limits",
    "PortRefusedError",
    "Resolver",
    "UnknownHostError",
    "is_public",
    "resolve",
]
