"""What `medianest doctor` says beside an appliance."""

import subprocess
import sys

from tests.support.appliance import Appliance


def told_of(appliance: Appliance, part: str) -> str:
    """The doctor's line about `part`."""
    done = subprocess.run(
        [sys.executable, "-m", "medianest", "doctor"],
        env=dict(appliance.environment()),
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = [line for line in done.stdout.splitlines() if line.split()[1:2] == [part]]
    return line
