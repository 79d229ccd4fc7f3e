"""Read the arguments and the settings, call one command, turn its failure into an exit status."""

import argparse
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import uvloop

from medianest import __version__
from medianest.cli import _avahi, _backups, _beacon, _doctor, _password, _rotating, _schema, _serve
from medianest.cli._again import StartAgain, start_again
from medianest.infra import logs
from medianest.infra.container import become, in_container
from medianest.infra.supervisor import NotStartedError, OwnerMustActError
from medianest.settings import Settings, SettingsError, load

_FAILED = 1
_WRONG_SETTINGS = 2
# EX_CONFIG of sysexits.h: starting again will not help until a person has acted.
_OWNER_MUST_ACT = 78
# What a shell makes of SIGINT.
_BROKEN_OFF = 130

Command = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 went well, 1 failed, 2 wrong settings, 78 owner must act, 130 Ctrl+C."""
    chosen = _parser().parse_args(arguments)
    command: Command | None = chosen.command
    if command is None:
        print(__version__)  # noqa: T201 - the answer that was asked for
        return 0
    try:
        if in_container(os.environ):
            become(os.environ)
        settings = load(os.environ, file=chosen.config)
        logs.configure(json=_as_json(settings), level=settings.logs.level)
        return uvloop.run(command(settings, chosen))
    except StartAgain:
        start_again()
    except KeyboardInterrupt:
        return _say("Broken off.", _BROKEN_OFF)
    except SettingsError as wrong:
        return _say(f"Wrong setting. {wrong}", _WRONG_SETTINGS)
    except OwnerMustActError as stop:
        return _say(f"MediaNest cannot start. {stop}", _OWNER_MUST_ACT)
    except NotStartedError as failure:
        return _say(f"MediaNest did not start. {failure}", _FAILED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="medianest", description="The home appliance beside Plex."
    )
    parser.add_argument("--config", type=Path, help="settings file (see config.example.toml)")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="run the appliance in the foreground")
    serve.add_argument("--role", choices=["all", "web", "worker"], help="what this process does")
    serve.set_defaults(command=_serve.serve)
    migrate = commands.add_parser("migrate", help="bring the database up to date and stop")
    migrate.set_defaults(command=_schema.migrate_only)
    doctor = commands.add_parser("doctor", help="check everything and say what to do")
    doctor.set_defaults(command=_doctor.doctor)
    reset = commands.add_parser("reset-password", help="give a person a new password")
    reset.add_argument("email")
    reset.set_defaults(command=_password.reset_password)
    _add_backups(commands)
    keys = commands.add_parser("keys", help="the keys that seal passwords and tokens")
    of_keys = keys.add_subparsers(required=True, metavar="what")
    rotate = of_keys.add_parser("rotate", help="seal every secret by a new key")
    rotate.set_defaults(command=_rotating.rotate)
    beacon = commands.add_parser("beacon", help="announce a container on the home network")
    beacon.add_argument("address", nargs="?", help="of the appliance, as this machine reaches it")
    beacon.add_argument("--tls-port", type=int, metavar="PORT", help="published for its TLS")
    beacon.set_defaults(command=_beacon.beacon)
    _add_avahi(commands)
    version = commands.add_parser("version", help="print the version")
    version.set_defaults(command=None)
    return parser


def _add_avahi(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    avahi = commands.add_parser("avahi", help="print the announcement for a host's avahi-daemon")
    avahi.add_argument("--port", type=int, help="published for the dashboard")
    avahi.add_argument("--tls-port", type=int, metavar="PORT", help="published for its TLS")
    avahi.set_defaults(command=_avahi.avahi)


def _add_backups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="make a backup and prove it by a restore")
    backup.add_argument("--to", type=Path, metavar="FILE", help="instead of the usual folder")
    backup.set_defaults(command=_backups.backup)
    verify = commands.add_parser("verify", help="prove a backup by restoring it beside the data")
    verify.add_argument("file", type=Path, help="a file, or the name of a backup")
    verify.set_defaults(command=_backups.verify)
    restore = commands.add_parser("restore", help="put a backup in the place of everything")
    restore.add_argument("file", type=Path, help="a file, or the name of a backup")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    restore.set_defaults(command=_backups.restore)


def _as_json(settings: Settings) -> bool | None:
    return None if settings.logs.format == "auto" else settings.logs.format == "json"


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - logs may not be set up yet
    return status
