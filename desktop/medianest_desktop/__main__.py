"""`python -m medianest_desktop`."""

import sys

from medianest_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
