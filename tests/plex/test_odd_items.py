"""Plex' lists are read although single items of them make little sense."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as some
from tests.support.examples import tried

from medianest.kit.forgiving import decode
from medianest.plex.gateway import RawItem
from medianest.plex.gateway._documents import RawPage
from medianest.plex.library.items import read

NAMES = [field.encode_name for field in msgspec.structs.fields(RawItem)]
nonsense = some.none() | some.integers() | some.text(max_size=3) | some.lists(some.none())


@tried(100)
@given(some.dictionaries(some.sampled_from(NAMES), nonsense))
def test_an_odd_item_is_known_by_its_key_and_the_others_whole(odd: dict[str, Any]) -> None:
    good = {"ratingKey": "8", "title": "Good", "Media": [None, {"Part": [{"size": "5"}, 3]}]}
    sent = [{**odd, "ratingKey": 7, "deletedAt": None}, good]
    page = decode(msgspec.json.encode({"totalSize": 2, "Metadata": sent}), RawPage, strict=False)

    first, second = page.items
    [stored] = read([second], hdr=frozenset())

    assert (first.rating_key, page.total_size) == (7, 2)
    assert (stored.title, stored.size) == ("Good", 5)
