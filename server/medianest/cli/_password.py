"""`medianest reset-password`: a way back in for who sits at the machine."""

import getpass
import sys
from argparse import Namespace

from medianest.app import reset_password as reset
from medianest.cli._ground import reachable_database
from medianest.infra.container import look_at_data
from medianest.kit.errors import MediaNestError
from medianest.settings import Settings


async def reset_password(settings: Settings, arguments: Namespace) -> int:
    """Ask for a new password, set it, sign the person out everywhere."""
    look_at_data(settings.data_dir)
    password = _ask()
    async with reachable_database(settings):
        try:
            await reset(settings, arguments.email, password)
        except MediaNestError as refused:
            print(refused.detail, file=sys.stderr)  # noqa: T201 - the command's answer
            return 1
    print(f"{arguments.email} has a new password and was signed out everywhere.")  # noqa: T201
    return 0


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("New password: ")
