"""Valkey, when there is one: a server of our own, and what is kept and told through it.

Without it the same stores live in memory, and live events go through Postgres alone.
"""

from medianest.infra.valkey._channels import channels_backend
from medianest.infra.valkey._embedded import EmbeddedValkey, embedded
from medianest.infra.valkey._stores import client, require_answer, stores

__all__ = ["EmbeddedValkey", "channels_backend", "client", "embedded", "require_answer", "stores"]
