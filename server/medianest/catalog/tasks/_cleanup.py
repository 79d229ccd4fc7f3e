"""Keeps the catalogue's tables small."""

from dataclasses import dataclass, field
from datetime import timedelta

from medianest.catalog import queries
from medianest.catalog.bounds import QUESTIONS, SUBJECTS, Bounds
from medianest.catalog.tasks._diary import Diary
from medianest.infra.jobs import Run
from medianest.kit.media import MediaType

CLEANUP = "catalog.cleanup"
_BOTH: tuple[MediaType, MediaType] = ("movie", "tv")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cleanup:
    """Forgets what nobody has looked at for long, and whatever is more than enough."""

    questions_for: timedelta = timedelta(days=7)
    subjects_for: timedelta = timedelta(days=180)
    bounds: Bounds = field(default_factory=Bounds)

    async def run(self, run: Run) -> str:
        """Tidy up, in small steps."""
        diary = Diary(CLEANUP)
        await run.progress(0, "answers")
        answers = queries.answers
        diary.count("answers", await answers.drop_unseen(QUESTIONS, self.questions_for))
        diary.count("answers", await answers.drop_unseen(SUBJECTS, self.subjects_for))
        diary.count("answers", await self.bounds.drop())
        await run.progress(0.5, "titles")
        diary.count("texts", await queries.sync.forget_texts())
        for media_type in _BOTH:
            diary.count("titles", await self._titles(media_type))
        await diary.keep({}, ended=True)
        return str(diary)

    async def _titles(self, media_type: MediaType) -> int:
        forgotten, last = 0, _AT_ONCE
        while last == _AT_ONCE:
            last = await queries.sync.forget_titles(media_type, self.subjects_for, _AT_ONCE)
            forgotten += last
        return forgotten
