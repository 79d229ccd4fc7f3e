"""One item of Plex that cannot be must not stop a library from being read."""

from medianest.plex.gateway._documents import RawItem, RawMedia, RawPart
from medianest.plex.library.items import read

_LARGE = 2**63 - 1


def test_what_no_column_holds_is_left_out_or_cut() -> None:
    whole = RawMedia(parts=(RawPart(size=_LARGE), RawPart(size=_LARGE)))
    raw = RawItem(
        rating_key=1,
        type="m" * 50,
        title="a\0b",
        subtype="\0" + "s" * 50,
        year=2**40,
        duration=-1,
        view_count=2**40,
        leaf_count=2**40,
        index=2**40,
        media=(whole,),
    )

    [item] = read([raw], hdr=frozenset())

    assert (item.type, item.subtype, item.title) == ("m" * 20, "s" * 20, "ab")
    assert (item.year, item.duration, item.child_count, item.view_count) == (None, None, None, 0)
    assert item.size <= _LARGE
