import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from tests.infra.lan import Lan, two_machines
from tests.infra.logged import Logged

from medianest.infra import logs


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Put logging back as it was: it belongs to the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, restored_logging: None) -> Logged:
    """Everything that is logged from now on, as JSON lines."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    logs.configure(json=True)
    return Logged(stream)


@pytest.fixture
def lan() -> Iterator[Lan]:
    """Two machines on one network of their own."""
    with two_machines() as cabled:
        yield cabled
