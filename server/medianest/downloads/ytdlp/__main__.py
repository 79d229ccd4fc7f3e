"""`python -I -m medianest.downloads.ytdlp <parent> <events>`: reads a spec, fetches, ends."""

import gc
import sys

# What is read at a start stays; to look for garbage among it costs a fifth of the start.
gc.disable()

from medianest.downloads.ytdlp._child import main  # noqa: E402 - after what it is spared

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
