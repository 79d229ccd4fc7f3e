"""Asks TMDB, and writes down whatever the answer tells about any title."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from medianest.catalog import queries, questions
from medianest.catalog.bounds import Bounds
from medianest.catalog.errors import NoSuchTitleError
from medianest.catalog.facts import Details, Fact, SeasonDetails, Summary
from medianest.catalog.locale import Locale
from medianest.catalog.questions import Question
from medianest.catalog.tmdb import (
    CollectionAnswer,
    PersonAnswer,
    Results,
    SeasonAnswer,
    TitleAnswer,
    Tmdb,
    reading,
)
from medianest.catalog.tmdb.details import APPENDED, details
from medianest.infra.database import transaction
from medianest.kit.ages import youngest
from medianest.kit.media import MediaType, TitleKey

_encode = msgspec.json.Encoder().encode


class Learnt(msgspec.Struct, frozen=True):
    """An answer as it is kept from now on."""

    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Learning:
    """The one way from TMDB into the database; `home` is how the household speaks."""

    tmdb: Tmdb
    home: Locale
    on_learnt: list[Callable[[Collection[TitleKey]], Awaitable[None]]] = field(default_factory=list)
    """Told, inside of the transaction, which titles were read anew."""
    bounds: Bounds = field(default_factory=Bounds)

    async def learn(self, question: Question, *, background: bool = False) -> Learnt:
        """Ask, and keep the answer with all it tells in one transaction.

        Raises what `Tmdb.get` raises; a title that is gone is noted as such.
        """
        match question.kind:
            case "title":
                learnt = await self._title(question, background=background)
            case "season":
                learnt = await self._season(question, background=background)
            case _:
                learnt = await self._other(question, background=background)
        await self.bounds.kept()
        return learnt

    async def title(self, key: TitleKey, *, background: bool) -> None:
        """Bring a title's facts up to date, in the household's own words."""
        await self.learn(questions.about_title(key, self.home), background=background)

    async def season(self, show: int, number: int, *, background: bool) -> None:
        """Bring a season's episodes up to date."""
        await self.learn(questions.about_season(show, number, self.home), background=background)

    async def remember(self, titles: Sequence[Summary], language: str) -> None:
        """Write down titles as lists show them, in the present transaction."""
        await queries.storing.remember(titles, language, own=language == self.home.language)

    async def _title(self, question: Question, *, background: bool) -> Learnt:
        key = question.title
        if key is None:
            raise NoSuchTitleError
        try:
            made = await self._details(question, key.media_type, background=background)
        except NoSuchTitleError:
            async with transaction():
                await queries.storing.gone(key)
                await queries.answers.forget(question.key)
            raise
        fact, mentioned = made
        async with transaction():
            await self.remember([*mentioned, fact.summary], question.locale.language)
            age = youngest(fact.certifications, self.home.region)
            await queries.storing.fill(fact, min_age=age)
            if fact.seasons:
                await queries.seasons.note(key.tmdb_id, fact.seasons)
            for listener in self.on_learnt:
                await listener([key])
            return await _keep(question, fact)

    async def _details(
        self, question: Question, media_type: MediaType, *, background: bool
    ) -> tuple[Details, list[Summary]]:
        locale = question.locale
        ratings = "release_dates" if media_type == "movie" else "content_ratings"
        answer = await self.tmdb.get(
            f"/{media_type}/{question.number}",
            TitleAnswer,
            {
                "language": locale.language,
                "append_to_response": APPENDED + ratings,
                "include_video_language": f"{locale.spoken},en,null",
            },
            background=background,
        )
        made = details(answer, media_type, locale.region)
        if made is None:
            raise NoSuchTitleError
        return made

    async def _season(self, question: Question, *, background: bool) -> Learnt:
        path = f"/tv/{question.number}/season/{question.season}"
        language = {"language": question.locale.language}
        answer = await self.tmdb.get(path, SeasonAnswer, language, background=background)
        fact: SeasonDetails = reading.season(answer)
        async with transaction():
            await queries.seasons.fill(question.number, fact)
            return await _keep(question, fact)

    async def _other(self, question: Question, *, background: bool) -> Learnt:
        fact, titles = await self._ask(question, background=background)
        async with transaction():
            await self.remember(titles, question.locale.language)
            return await _keep(question, fact)

    async def _ask(self, question: Question, *, background: bool) -> tuple[Fact, list[Summary]]:
        params = {"language": question.locale.language, **question.params}
        number = question.number
        match question.kind:
            case "person":
                params["append_to_response"] = "combined_credits"
                person = await self.tmdb.get(
                    f"/person/{number}", PersonAnswer, params, background=background
                )
                return reading.person(person)
            case "collection":
                collection = await self.tmdb.get(
                    f"/collection/{number}", CollectionAnswer, params, background=background
                )
                return reading.collection(collection)
            case kind:
                results = await self.tmdb.get(
                    f"/{kind}/{question.what}", Results, params, background=background
                )
                return reading.hits(results, question.what)


async def _keep(question: Question, fact: Fact) -> Learnt:
    document = _encode(fact).decode()
    at = await queries.answers.write(question.key, question.kind, question.subject, document)
    return Learnt(document, at)
