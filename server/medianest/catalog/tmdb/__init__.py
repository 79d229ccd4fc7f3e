"""The Movie Database over HTTP, and its answers as this program keeps them."""

from medianest.catalog.tmdb import reading
from medianest.catalog.tmdb._client import Tmdb
from medianest.catalog.tmdb._wire import Changes, Entry, External, Found, Genres, Results
from medianest.catalog.tmdb._wire import Collection as CollectionAnswer
from medianest.catalog.tmdb._wire import Person as PersonAnswer
from medianest.catalog.tmdb._wire import Season as SeasonAnswer
from medianest.catalog.tmdb._wire import Title as TitleAnswer

__all__ = [
    "Changes",
    "CollectionAnswer",
    "Entry",
    "External",
    "Found",
    "Genres",
    "PersonAnswer",
    "Results",
    "SeasonAnswer",
    "TitleAnswer",
    "Tmdb",
    "reading",
]
