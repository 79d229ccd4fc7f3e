"""A process that serves a Postgres, to be killed: `python postgres_child.py FOLDER [BIN_DIR]`.

Prints `up DSN` when it runs; with a refusal it prints that and ends as the program would.
"""

import asyncio
import signal
import sys
from pathlib import Path

import structlog
import uvloop

from medianest.infra.postgres import embedded
from medianest.infra.supervisor import OwnerMustActError


async def serve(folder: Path, bin_dirs: list[Path]) -> None:
    async with embedded(folder, bin_dirs=bin_dirs) as server:
        print("up", server.dsn, flush=True)
        await asyncio.Event().wait()


def main() -> int:
    # A shell that runs the tests in the background has it ignored, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        uvloop.run(serve(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
    except OwnerMustActError as refusal:
        print("refused", refusal, flush=True)
        return 78
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
