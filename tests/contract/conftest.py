"""An appliance with an owner, and its description of itself."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from tests.support.appliance import Appliance, free_port


@pytest.fixture(scope="session")
def appliance_of_the_contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    folder = tmp_path_factory.mktemp("contract")
    appliance = Appliance(folder, MEDIANEST__SERVER__TLS_PORT=str(free_port())).start()
    appliance.set_up()
    yield appliance
    # With both of its ports open, too.
    assert appliance.stop() == 0


@pytest.fixture(scope="session")
def described(appliance_of_the_contract: Appliance) -> dict[str, Any]:
    """The document as it is served."""
    answer = httpx2.get(f"{appliance_of_the_contract.base_url}/schema/openapi.json")
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
def anyone(appliance_of_the_contract: Appliance) -> Iterator[httpx2.Client]:
    """Somebody who is not signed in."""
    with appliance_of_the_contract.client() as client:
        yield client


@pytest.fixture(scope="session")
def owner(appliance_of_the_contract: Appliance) -> Iterator[httpx2.Client]:
    with appliance_of_the_contract.owner() as client:
        yield client
