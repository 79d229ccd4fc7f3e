"""`medianest` and `python -m medianest`."""

import gc
import sys

# What is read at a start stays; to look for garbage among it costs a sixth of the start.
gc.disable()

from medianest.cli import main  # noqa: E402 - after what it is spared

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
