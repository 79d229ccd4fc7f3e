"""Looks at links before anything is fetched."""

import asyncio
from dataclasses import dataclass
from typing import Any

from medianest.downloads import failures, links
from medianest.downloads.errors import CannotPreviewError, PrivateLinkError
from medianest.downloads.runner import FetchFailedError, Runner
from medianest.downloads.schemas import Preview
from medianest.infra.egress import EgressGuard, EgressRefusedError, UnknownHostError

_RESOLVE_WITHIN_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Looking:
    """Says what a link leads to, and which links are not for us."""

    guard: EgressGuard
    runner: Runner

    async def checked(self, text: str) -> links.Link:
        """The link in `text`. Raises what `links.read` raises, and PrivateLinkError."""
        link = links.read(text)
        try:
            async with asyncio.timeout(_RESOLVE_WITHIN_SECONDS):
                await self.guard.check(link.host, link.port)
        except (UnknownHostError, TimeoutError):
            # Name servers fail; the fetching finds out, and tries again.
            pass
        except EgressRefusedError as refused:
            raise PrivateLinkError(refused.detail) from refused
        return link

    async def preview(self, text: str) -> Preview:
        """Ask the site what a link is, without fetching it."""
        link = await self.checked(text)
        try:
            seen = await self.runner.look(link.url)
        except FetchFailedError as failed:
            failure = failures.tell(failed.kind, failed.said)
            if failed.kind == "playlist":
                return Preview(
                    title=failed.said, channel="", duration=None, live=False, playlist=True
                )
            extra: dict[str, Any] = {"class": failure.kind, "hint": failure.hint}
            raise CannotPreviewError(failure.message, **extra) from failed
        return Preview(
            title=seen.title,
            channel=seen.channel,
            duration=seen.duration,
            live=seen.is_live,
            playlist=seen.is_playlist,
        )
