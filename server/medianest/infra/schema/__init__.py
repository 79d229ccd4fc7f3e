"""The schema, brought up to date before anything is served.

Piccolo's migrations bring its whole toolbox into memory, 6 MB that would stay for good. So the
appliance only asks whether anything is to do, and if so lets a short-lived process do it: all
that is pending in one transaction, so a migration that fails leaves the data as they were.
"""

from medianest.infra.schema._pending import (
    MigrationError,
    NewerDataError,
    bring_up_to_date,
    outstanding,
)

__all__ = ["MigrationError", "NewerDataError", "bring_up_to_date", "outstanding"]
