"""What can go wrong with the owner's choices."""

from medianest.kit.errors import ConflictError


class LockedError(ConflictError):
    """The settings file decides this, so the dashboard cannot."""

    code = "locked_by_settings"
    title = "The settings file decides this"
