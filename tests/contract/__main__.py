"""Write down how the interface describes itself now: `make contract`."""

from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from tests.contract import committed
from tests.support.appliance import Appliance

with TemporaryDirectory() as folder:
    appliance = Appliance(Path(folder)).start()
    try:
        answer = httpx2.get(f"{appliance.base_url}/schema/openapi.json").raise_for_status()
        committed.write(answer.json())
    finally:
        appliance.stop()
print(f"wrote {committed.FILE}")
