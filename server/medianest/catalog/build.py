"""Puts the services of this slice together."""

from dataclasses import dataclass
from datetime import timedelta

from medianest.catalog.answers import Answers
from medianest.catalog.charting import Charting
from medianest.catalog.flights import Flights
from medianest.catalog.images import Pictures
from medianest.catalog.learning import Learning, Learnt
from medianest.catalog.locale import Locale
from medianest.catalog.pages.calendar import Calendar
from medianest.catalog.pages.cards import Cards
from medianest.catalog.pages.discovering import Discovering
from medianest.catalog.pages.lists import Lists
from medianest.catalog.pages.own_lists import OwnLists
from medianest.catalog.pages.people import People
from medianest.catalog.pages.searching import Searching
from medianest.catalog.pages.showing import Showing
from medianest.catalog.pages.titles import Pages
from medianest.catalog.rating import Rating
from medianest.catalog.service import Catalog
from medianest.catalog.standing import Standings
from medianest.catalog.tmdb import Tmdb
from medianest.catalog.tmdb.pace import Pace
from medianest.infra.jobs import Jobs
from medianest.infra.outside import Outside
from medianest.infra.tasks import Tasks
from medianest.monitoring.service import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogParts:
    """The services of this slice."""

    catalog: Catalog
    tmdb: Tmdb
    learning: Learning
    rating: Rating
    pictures: Pictures
    pages: Pages
    searching: Searching
    discovering: Discovering
    people: People
    calendar: Calendar
    charting: Charting
    lists: Lists
    own_lists: OwnLists


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogConfig:
    """What the slice is told."""

    home: Locale
    per_second: int
    fresh_for: timedelta
    timeout: timedelta = timedelta(seconds=5)


def build(  # noqa: PLR0913 - all collaborators
    config: CatalogConfig,
    *,
    services: Services,
    pictures: Pictures,
    jobs: Jobs,
    tasks: Tasks,
    standings: Standings,
) -> CatalogParts:
    """Make the services; nothing is opened or started."""
    # Twice as many calls at once as go in a second would only wait in line.
    outside = Outside("tmdb", timeout=config.timeout, concurrency=16)
    tmdb = Tmdb(lambda: services.get("tmdb"), outside, Pace(config.per_second))
    learning = Learning(tmdb, config.home)
    flights: Flights[Learnt] = Flights(tasks)
    answers = Answers(learning, flights, jobs, config.fresh_for)
    cards = Cards(pictures, standings)
    rating = Rating(jobs, learning)
    catalog, charting = Catalog(learning), Charting(learning)
    return CatalogParts(
        catalog=catalog,
        tmdb=tmdb,
        learning=learning,
        rating=rating,
        pictures=pictures,
        pages=Pages(answers, cards, Showing(pictures), standings),
        searching=Searching(answers, cards, pictures, rating),
        discovering=Discovering(answers, cards),
        people=People(answers, cards, pictures),
        calendar=Calendar(pictures, standings),
        charting=charting,
        lists=Lists(charting, cards, Flights(tasks), jobs, config.fresh_for),
        own_lists=OwnLists(catalog),
    )
