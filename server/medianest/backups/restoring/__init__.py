"""Bring a backup back, whatever state the present data are in.

The backup is restored beside the present data, tried there, and only then put in their place by
renames; what was there before is kept aside. A journal in `<data_dir>/restore` makes every step
safe against a kill: before the first rename nothing has changed and it begins anew, after it the
next start goes through with it.
"""

from medianest.backups.restoring._asides import Aside, asides, forget_aside
from medianest.backups.restoring._carry_out import carry_out
from medianest.backups.restoring._journal import Journal, Outcome, Pending, Result, pending

__all__ = [
    "Aside",
    "Journal",
    "Outcome",
    "Pending",
    "Result",
    "asides",
    "carry_out",
    "forget_aside",
    "pending",
]
