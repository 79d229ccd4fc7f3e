"""Downloads over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from medianest.accounts import Principal
from medianest.accounts.guards import requires, signed_in
from medianest.downloads.schemas import (
    Download,
    Preview,
    PreviewLink,
    ProfileChoice,
    StartDownload,
    Which,
)
from medianest.downloads.service import Downloads
from medianest.kit.wire import Page

Me = NamedDependency[Principal]
Service = NamedDependency[Downloads]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]

_COMPRESSED = {"precompressed": True}
_CREATES = [requires("downloads.create")]


@post("/downloads", guards=_CREATES)
async def start_download(data: JSONBody[StartDownload], me: Me, downloads: Service) -> Download:
    """Submit a link; the same one again is a 409 with `existingId`."""
    return await downloads.submitting.start(me, data.url, data.profile)


@get("/downloads")
async def list_downloads(
    me: Me,
    downloads: Service,
    cursor: FromQuery[UUID | None] = None,
    which: Annotated[Which | None, QueryParameter(name="state")] = None,
    limit: Limit = 20,
) -> Page[Download]:
    """Your downloads, or everybody's for those who manage them; newest first."""
    return await downloads.shown.page(me, which=which, before=cursor, limit=limit)


@get("/downloads/{download_id:uuid}")
async def get_download(download_id: FromPath[UUID], me: Me, downloads: Service) -> Download:
    """One download."""
    return await downloads.shown.one(me, download_id)


@get("/downloads/{download_id:uuid}/picture", media_type="image/jpeg", opt=_COMPRESSED)
async def get_picture(
    download_id: FromPath[UUID],
    me: Me,
    downloads: Service,
    known: Annotated[str, HeaderParameter(name="If-None-Match")] = "",
    v: FromQuery[str] = "",
) -> Response[bytes]:
    """A small picture of the video; under the address in `thumbnail` it never changes."""
    picture = await downloads.shown.picture(me, download_id, known=known)
    lasting = "max-age=31536000, immutable" if v == picture.version else "no-cache"
    return Response(
        picture.content or b"",
        status_code=HTTP_304_NOT_MODIFIED if picture.content is None else HTTP_200_OK,
        headers={"ETag": f'"{picture.version}"', "Cache-Control": f"private, {lasting}"},
    )


@post("/downloads/{download_id:uuid}/pause", status_code=200)
async def pause_download(download_id: FromPath[UUID], me: Me, downloads: Service) -> Download:
    """Stop, and keep what has arrived."""
    return await downloads.steering.pause(me, download_id)


@post("/downloads/{download_id:uuid}/resume", status_code=200)
async def resume_download(download_id: FromPath[UUID], me: Me, downloads: Service) -> Download:
    """Go on."""
    return await downloads.steering.resume(me, download_id)


@post("/downloads/{download_id:uuid}/cancel", status_code=200)
async def cancel_download(download_id: FromPath[UUID], me: Me, downloads: Service) -> Download:
    """Stop for good."""
    return await downloads.steering.cancel(me, download_id)


@post("/downloads/{download_id:uuid}/retry", status_code=200)
async def retry_download(download_id: FromPath[UUID], me: Me, downloads: Service) -> Download:
    """Try again what failed or was cancelled."""
    return await downloads.steering.retry(me, download_id)


@delete("/downloads/{download_id:uuid}", status_code=204)
async def delete_download(
    download_id: FromPath[UUID],
    me: Me,
    downloads: Service,
    files: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
) -> None:
    """Take it off the list; with `files=true` also remove what it published."""
    await downloads.removing.remove(me, download_id, files=files)


@post("/preview", status_code=200, guards=_CREATES)
async def preview_link(data: JSONBody[PreviewLink], downloads: Service) -> Preview:
    """What a link leads to."""
    return await downloads.submitting.looking.preview(data.url)


@get("/profiles")
async def list_profiles(downloads: Service) -> list[ProfileChoice]:
    """The qualities to choose from."""
    return downloads.submitting.profiles()


def router(base: str) -> Router:
    """All routes of this slice."""
    handlers = [
        start_download,
        list_downloads,
        get_download,
        get_picture,
        pause_download,
        resume_download,
        cancel_download,
        retry_download,
        delete_download,
        preview_link,
        list_profiles,
    ]
    return Router(
        f"{base}/youtube", route_handlers=handlers, guards=[signed_in], tags=["downloads"]
    )
