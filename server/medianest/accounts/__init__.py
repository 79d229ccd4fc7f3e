"""Who lives here: people, sign-in, sessions, permissions, the audit log. See the README."""

from medianest.accounts.principal import Principal

__all__ = ["Principal"]
