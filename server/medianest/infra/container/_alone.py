"""One appliance on one data folder."""

from contextlib import AbstractContextManager
from pathlib import Path

from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.lock import held


def alone_on(data_dir: Path) -> AbstractContextManager[None]:
    """Hold the folder's lock while inside, or raise OwnerMustActError because somebody does."""
    return held(
        data_dir / "lock",
        otherwise=OwnerMustActError(
            f"Another MediaNest already uses {data_dir}. Stop it first, or give this one a "
            "folder of its own."
        ),
    )
