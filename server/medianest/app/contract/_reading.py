"""The description as it is served: JSON for programs, a page for people."""

from pathlib import Path
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import MediaType, OpenAPIMediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from medianest.app.contract._document import complete
from medianest.web.rebasing import rebased

_PAGE = Path(__file__).with_name("reader.html")


class Document(OpenAPIRenderPlugin):
    """The document itself; it is put together when it is first asked for."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)
        self._encoded = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Encode it."""
        if not self._encoded:
            self._encoded = msgspec.json.encode(complete(openapi_schema, request.app))
        return self._encoded


class Reader(OpenAPIRenderPlugin):
    """A page that shows the document; its scripts come with the dashboard, never from outside."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - Litestar's signature
        """Give the page."""
        return rebased(_PAGE.read_bytes(), request.scope.get("root_path", ""))
