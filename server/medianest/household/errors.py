"""What can go wrong with what the household asks of the appliance."""

from medianest.kit.errors import ConflictError, NotFoundError


class LockedError(ConflictError):
    """The settings file decides this, so the dashboard cannot."""

    code = "locked_by_settings"
    title = "The settings file decides this"


class NoTlsError(NotFoundError):
    """The appliance has no port with TLS, or another program has it."""

    code = "no_tls"
    title = "This appliance has no port with TLS"
