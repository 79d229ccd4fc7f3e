"""Children of the serving process: started, watched, brought back, stopped in order."""

from medianest.infra.supervisor._account import Account, account_for, may_use
from medianest.infra.supervisor._child import NotStartedError, OwnerMustActError, run, spawn, stop
from medianest.infra.supervisor._doors import Doors
from medianest.infra.supervisor._kept import Kept, kept
from medianest.infra.supervisor._logfile import LogFile
from medianest.infra.supervisor._sockets import give, socket_folder

__all__ = [
    "Account",
    "Doors",
    "Kept",
    "LogFile",
    "NotStartedError",
    "OwnerMustActError",
    "account_for",
    "give",
    "kept",
    "may_use",
    "run",
    "socket_folder",
    "spawn",
    "stop",
]
