"""Whoever reads in every language there is must not fill the database, nor use up TMDB's turns."""

import httpx2
from tests.standins.tmdb import TmdbStandIn

from medianest.catalog.queries.genres import MOST_LANGUAGES
from medianest.catalog.tasks import Cleanup
from medianest.infra.database import fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id

INVENTED = [f"{one}{one}-XX" for one in "abcdefghijklm"]


async def test_lists_are_kept_in_a_few_languages(maria: httpx2.AsyncClient) -> None:
    for language in INVENTED:
        answer = await maria.get(f"/media/lists/popular-movies?language={language}")
        assert answer.status_code == 200

    ordered = await fetchval("SELECT count(*) FROM jobs WHERE kind = 'catalog.translate'")

    assert ordered == MOST_LANGUAGES


async def test_texts_that_nobody_reads_are_forgotten(maria: httpx2.AsyncClient) -> None:
    await maria.get("/media/lists/popular-movies?language=de-DE")
    for language in ("de-DE", "xx-XX"):
        await maria.get(f"/media/search?q=golden&language={language}")

    await Cleanup().run(Run(id=new_id(), kind="catalog.cleanup"))

    kept = await fetchval("SELECT array_agg(DISTINCT language::text) FROM title_texts")
    assert kept == ["de-DE"]


async def test_who_opens_a_list_first_reads_it_in_their_language(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    known = {film.tmdb_id: film.titles for film in tmdb.world.every_film}
    await maria.get("/media/lists/popular-movies")

    shown = (await maria.get("/media/lists/popular-movies?language=de-DE")).json()["items"]

    german = [one for one in shown if "de" in known[one["tmdbId"]]]
    assert german
    assert all(one["title"] == known[one["tmdbId"]]["de"] for one in german)


async def test_what_a_title_is_called_is_learnt_in_all_languages_at_once(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = next(one for one in tmdb.world.every_film if "de" in one.titles)

    await maria.get(f"/media/movie/{film.tmdb_id}")

    names = await fetchval("SELECT names FROM films WHERE tmdb_id = $1", film.tmdb_id)
    english = film.original_title if film.language == "en" else film.title
    assert names == {"en": english, "de": film.titles["de"]}
