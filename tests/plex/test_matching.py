import pytest

from medianest.plex.gateway import RawItem, RawMedia
from medianest.plex.library.guard import Count, must_ask
from medianest.plex.library.items import read
from medianest.plex.library.matching import Ids, ids_of

_AGENT = "com.plexapp.agents"


@pytest.mark.parametrize(
    ("guid", "guids", "ids"),
    [
        (
            "plex://movie/5d7768",
            ["imdb://tt0133093", "tmdb://603", "tvdb://169"],
            Ids(tmdb=603, imdb="tt0133093", tvdb=169),
        ),
        (f"{_AGENT}.imdb://tt0133093?lang=en", [], Ids(imdb="tt0133093")),
        (f"{_AGENT}.themoviedb://603?lang=de", [], Ids(tmdb=603)),
        (f"{_AGENT}.thetvdb://78804?lang=en", [], Ids(tvdb=78804)),
        (f"{_AGENT}.thetvdb://78804/4?lang=en", [], Ids(season=4)),
        (f"{_AGENT}.thetvdb://78804/4/11?lang=en", [], Ids(season=4, episode=11)),
        (f"{_AGENT}.hama://tvdb-78804?lang=en", [], Ids(tvdb=78804)),
        (f"{_AGENT}.hama://anidb-23?lang=en", [], Ids()),
        ("local://17", ["tmdb://", "tmdb://0", "imdb://603", "tvdb://99999999999999"], Ids()),
        ("", ["mbid://x", "tmdb://12"], Ids(tmdb=12)),
    ],
)
def test_an_item_is_known_by_new_and_by_legacy_ids(guid: str, guids: list[str], ids: Ids) -> None:
    assert ids_of(guid, guids) == ids


@pytest.mark.parametrize(
    ("media", "best", "there"),
    [
        ([RawMedia(video_resolution="4k")], "4k", (False, True)),
        ([RawMedia(video_resolution="1080", width=3840)], "4k", (False, True)),
        (
            [RawMedia(video_resolution="720"), RawMedia(video_resolution="4k")],
            "4k",
            (True, True),
        ),
        ([RawMedia(video_resolution="576")], "sd", (True, False)),
        ([RawMedia(video_resolution="4k", deleted_at=1), RawMedia()], "sd", (True, False)),
    ],
)
def test_the_best_version_names_the_quality(
    media: list[RawMedia], best: str, there: tuple[bool, bool]
) -> None:
    raw = RawItem(rating_key=1, type="movie", title="Film", media=tuple(media))

    [item] = read([raw], hdr=frozenset())

    assert (item.resolution, (item.hd, item.uhd)) == (best, there)


def test_what_lies_in_the_trash_of_plex_is_not_there() -> None:
    gone = RawItem(rating_key=1, type="movie", media=(RawMedia(deleted_at=1_700_000_000),))

    assert read([gone], hdr=frozenset()) == []


@pytest.mark.parametrize(
    ("rating", "age"),
    [("PG-13", 13), ("R", 17), ("ca/R", 18), ("de/12", 12), ("NR", None), ("", None)],
)
def test_a_rating_counts_as_in_its_country(rating: str, age: int | None) -> None:
    raw = RawItem(rating_key=1, type="movie", content_rating=rating, media=(RawMedia(),))

    [item] = read([raw], hdr=frozenset())

    assert item.min_age == age


@pytest.mark.parametrize(
    ("stored", "gone"), [(1000, 0), (1000, 200), (12, 10)], ids=["nothing", "a fifth", "a handful"]
)
def test_little_may_go_without_asking(stored: int, gone: int) -> None:
    counts = {"movie": Count(stored=stored, gone=gone), "show": Count(stored=5, gone=0)}

    assert not must_ask(counts, most=0.2, doubtful=False)


@pytest.mark.parametrize(
    ("stored", "gone"), [(1000, 201), (12, 11)], ids=["over a fifth", "over a handful"]
)
def test_the_owner_is_asked_when_much_of_a_kind_is_gone(stored: int, gone: int) -> None:
    counts = {"movie": Count(stored=stored, gone=gone), "episode": Count(stored=50_000, gone=0)}

    assert must_ask(counts, most=0.2, doubtful=False)


def test_the_owner_is_asked_about_a_single_item_when_something_is_wrong() -> None:
    assert must_ask({"movie": Count(stored=1000, gone=1)}, most=0.2, doubtful=True)


def test_who_agreed_to_some_has_not_agreed_to_many_more() -> None:
    assert not must_ask(
        {"movie": Count(stored=1000, gone=500)}, most=0.2, doubtful=True, agreed=500
    )
    assert must_ask({"movie": Count(stored=1000, gone=511)}, most=0.2, doubtful=True, agreed=500)
