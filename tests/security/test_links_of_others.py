"""What other services call an address becomes a link on a page: it must lead to the web."""

import pytest

from medianest.requests.overseerr.neighbour import home_of

_OURS = "http://overseerr:5055"


@pytest.mark.parametrize(
    "told", ["", "javascript:alert(1)//https://", " https://a", "https://a\nb", "//evil", "data:,x"]
)
def test_an_overseerr_that_lives_nowhere_is_where_we_found_it(told: str) -> None:
    assert home_of(told, _OURS) == _OURS


def test_an_overseerr_is_opened_where_it_says() -> None:
    assert home_of("https://ask.example.org/", _OURS) == "https://ask.example.org"
