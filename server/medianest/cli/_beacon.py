"""`medianest beacon`: announce an appliance that runs in a container's own network."""

import os
import sys
from argparse import Namespace
from typing import NoReturn

from medianest.settings import Settings


async def beacon(settings: Settings, arguments: Namespace) -> NoReturn:
    """Become the beacon; it needs a third of the memory that this process takes already."""
    address = arguments.address or f"http://127.0.0.1:{settings.server.port}"
    words = [sys.executable, "-m", "medianest.infra.beacon", address]
    if arguments.tls_port:
        words.append(str(arguments.tls_port))
    os.execv(sys.executable, words)  # noqa: S606 - this program's own interpreter
