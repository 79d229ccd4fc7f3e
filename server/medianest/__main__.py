"""`medianest` and `python -m medianest`."""

import sys

from medianest.cli import main

if __name__ == "__main__":
    sys.exit(main())
