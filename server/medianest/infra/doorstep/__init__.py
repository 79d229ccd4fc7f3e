"""What answers on the port until the appliance can: see the README beside this file."""

from medianest.infra.doorstep._progress import Progress, Step
from medianest.infra.doorstep._server import Doorstep, doorstep, secure_doorstep

__all__ = ["Doorstep", "Progress", "Step", "doorstep", "secure_doorstep"]
