"""Tables of the catalogue."""

from piccolo.columns import (
    Array,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.column_types import JSONB
from piccolo.table import Table

from medianest.accounts.tables import Person
from medianest.kit.clock import now


class _Title:
    """What films and shows have in common; `release_date` of a show is its first episode's.

    `fetched_at` is null until somebody wanted the details; `due_at` is when to ask for them
    again, null when nobody cares. `cared` says that it is requested or in Plex.
    """

    tmdb_id = Integer(primary_key=True, null=False)
    imdb_id = Varchar(length=20, null=True, default=None, index=True)
    tvdb_id = Integer(null=True, default=None)
    title = Text(null=False, default="")
    overview = Text(null=False, default="")
    names = JSONB(null=False, default="{}")
    original_title = Text(null=False, default="")
    original_language = Varchar(length=10, null=False, default="")
    release_date = Date(null=True, default=None)
    genres = Array(base_column=Integer(), null=False, default=list)
    runtime = Integer(null=True, default=None)
    popularity = DoublePrecision(null=False, default=0)
    vote_average = DoublePrecision(null=False, default=0)
    vote_count = Integer(null=False, default=0)
    poster_path = Text(null=True, default=None)
    backdrop_path = Text(null=True, default=None)
    status = Varchar(length=40, null=False, default="")
    adult = Boolean(null=False, default=False)
    certifications = JSONB(null=False, default="{}")
    min_age = Integer(null=True, default=None)
    collection = Integer(null=True, default=None)
    cared = Boolean(null=False, default=False)
    seen_at = Timestamptz(null=False, default=now)
    updated_at = Timestamptz(null=False, default=now)
    fetched_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)


class FilmRow(_Title, Table, tablename="films"):
    """A film that was seen anywhere."""


class ShowRow(_Title, Table, tablename="shows"):
    """A show that was seen anywhere."""


class TitleTextRow(Table, tablename="title_texts"):
    """What a title is called in a language other than the household's."""

    id = BigSerial(primary_key=True)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    language = Varchar(length=5, null=False)
    title = Text(null=False)
    overview = Text(null=False, default="")
    poster_path = Text(null=True, default=None)


class SeasonRow(Table, tablename="seasons"):
    """A season; `due_at` is when its episodes should be asked for, null when they are complete."""

    id = BigSerial(primary_key=True)
    show = ForeignKey(ShowRow, null=False, on_delete=OnDelete.cascade)
    number = Integer(null=False)
    name = Text(null=False, default="")
    air_date = Date(null=True, default=None)
    episode_count = Integer(null=False, default=0)
    poster_path = Text(null=True, default=None)
    fetched_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)


class EpisodeRow(Table, tablename="episodes"):
    """An episode."""

    id = BigSerial(primary_key=True)
    season = ForeignKey(SeasonRow, null=False, on_delete=OnDelete.cascade)
    number = Integer(null=False)
    name = Text(null=False, default="")
    air_date = Date(null=True, default=None, index=True)
    runtime = Integer(null=True, default=None)


class GenreRow(Table, tablename="genres"):
    """A genre of films or of shows; both kinds share some numbers."""

    id = BigSerial(primary_key=True)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    name = Text(null=False)


class GenreTranslationRow(Table, tablename="genre_translations"):
    """What a genre is called in another language."""

    id = BigSerial(primary_key=True)
    genre = ForeignKey(GenreRow, null=False, on_delete=OnDelete.cascade)
    language = Varchar(length=5, null=False)
    name = Text(null=False)


class MediaListRow(Table, tablename="media_lists"):
    """A list of titles; one with a `person` is shown to nobody else."""

    id = BigSerial(primary_key=True)
    slug = Varchar(length=80, null=False)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
    title = Text(null=False)
    media_type = Varchar(length=5, null=False, default="mixed")
    kind = Varchar(length=5, null=False)
    position = Integer(null=False, default=1000)
    updated_at = Timestamptz(null=True, default=None)


class MediaListItemRow(Table, tablename="media_list_items"):
    """A title on a list, at its place."""

    id = BigSerial(primary_key=True)
    list = ForeignKey(MediaListRow, null=False, on_delete=OnDelete.cascade)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    position = Integer(null=False)


class AnswerRow(Table, tablename="tmdb_answers"):
    """What TMDB said to a question, as it is kept; `key` is a digest of the question."""

    key = Varchar(length=32, primary_key=True, null=False)
    kind = Varchar(length=12, null=False)
    subject = Varchar(length=60, null=False, index=True)
    document = Text(null=False)
    fetched_at = Timestamptz(null=False, default=now)
    seen_at = Timestamptz(null=False, default=now)


class LanguageRow(Table, tablename="catalog_languages"):
    """A language that somebody has read the catalogue in."""

    language = Varchar(length=5, primary_key=True, null=False)
    seen_at = Timestamptz(null=False, default=now)


class SyncStateRow(Table, tablename="sync_state"):
    """How far a background task has come, and what its last run did."""

    task = Varchar(length=40, primary_key=True, null=False)
    cursor = JSONB(null=False, default="{}")
    report = JSONB(null=False, default="{}")
    at = Timestamptz(null=False, default=now)


class PaceRow(Table, tablename="tmdb_pace"):
    """The one bucket of turns at TMDB."""

    id = Integer(primary_key=True, null=False)
    tokens = DoublePrecision(null=False)
    at = Timestamptz(null=False, default=now)
