"""What Trakt lists is read although single entries of it make no sense."""

from collections.abc import Sequence
from typing import Any

from tests.standins.trakt import TraktStandIn
from tests.standins.trakt_accounts import Account
from tests.standins.world import World

from medianest.catalog.trakt.api import Api
from medianest.infra.http import HttpClient
from medianest.infra.outside import Outside


class Odd(TraktStandIn):
    """Its watchlists begin with entries that nobody understands."""

    def _watchlist(self, account: Account, kind: str) -> list[Any]:
        odd: Sequence[object] = [None, {}, {"listed_at": "0000-00-00"}, {"listed_at": None}]
        return [*odd, *super()._watchlist(account, kind)]


async def test_odd_entries_of_a_watchlist_are_passed_over(world: World) -> None:
    with Odd(world=world) as trakt:
        for number in range(120):
            trakt.accounts.wish("movie", 1001 + number)
        token = trakt.accounts.token_for(trakt.accounts.account())
        headers = {"trakt-api-version": "2", "trakt-api-key": trakt.client_id}
        async with HttpClient(Outside("trakt"), trakt.url, headers=headers) as client:
            api = Api(client, trakt.client_id, trakt.client_secret)

            wished = await api.watchlist(token.access)

    assert len(wished) == 120
