"""The plain forms as they are composed, with the accounts behind them."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from litestar import Litestar

from medianest.accounts.feature import Accounts, AccountsConfig, AccountsFeature
from medianest.accounts.origins import Origins
from medianest.app._doors import doors
from medianest.infra.events import LiveEvents
from medianest.web.feature import WebFeature

OWNER = {"name": "Olga", "email": "olga@example.org", "password": "correct horse battery"}


async def send_forms(folder: Path, headers: dict[str, str]) -> list[httpx2.Response]:
    """Set up and sign in by form as http://nest:8766, which is https://nest.example outside."""
    config = AccountsConfig(
        setup_code=folder / "setup-code",
        secrets=[b"a secret of this test"],
        origins=Origins("https://nest.example"),
    )
    async with LiveEvents() as live:
        accounts = Accounts.assemble(config, live)
        features = [AccountsFeature(accounts, "/api/v1"), WebFeature(doors(accounts), folder)]
        app: Any = Litestar(plugins=features, openapi_config=None)
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.lifespan(),
            httpx2.AsyncClient(transport=transport, base_url="http://nest:8766") as client,
        ):
            owner = {"setupCode": config.setup_code.read_text().strip(), **OWNER}
            made = await client.post("/plain/setup", data=owner, headers=headers)
            client.cookies.clear()
            return [made, await client.post("/plain/sign-in", data=OWNER, headers=headers)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused_on_the_page(
    database: str, tmp_path: Path, headers: dict[str, str]
) -> None:
    answers = await send_forms(tmp_path, headers)

    assert [one.status_code for one in answers] == [403, 403]
    assert not any("set-cookie" in one.headers for one in answers)
    assert all("from another site" in one.text for one in answers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://nest.example"},
        {"Origin": "https://nest.example"},
        {"Origin": "http://nest:8766"},
        {},
    ],
)
async def test_a_form_of_ours_signs_in_wherever_its_reader_calls_us(
    database: str, tmp_path: Path, headers: dict[str, str]
) -> None:
    answers = await send_forms(tmp_path, headers)

    assert [one.status_code for one in answers] == [200, 200]
    assert all("medianest_access" in one.cookies for one in answers)
