"""The command line: serve, migrate, doctor, reset-password, version."""

from medianest.cli._main import main

__all__ = ["main"]
