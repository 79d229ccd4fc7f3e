"""What this slice adds to the app."""

from dataclasses import dataclass
from pathlib import Path

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.provide import provided
from medianest.web import routes
from medianest.web.bundle import read_bundle
from medianest.web.doors import Doors
from medianest.web.headers import add_security_headers
from medianest.web.pages import PlainPages
from medianest.web.site import Site

BUNDLE = Path(__file__).parent / "static"


@dataclass(frozen=True, eq=False)
class WebFeature(InitPlugin):
    """The dashboard at `/`, plain pages below `/plain`, and security headers on every answer."""

    doors: Doors
    folder: Path = BUNDLE
    base_path: str = ""

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes, what they share, and the headers."""
        bundle = read_bundle(self.folder, self.base_path)
        pages = PlainPages(has_dashboard=bundle is not None, base=self.base_path)
        site = Site(bundle, pages, self.doors)
        router = routes.router()
        router.dependencies["site"] = provided(site)
        app_config.route_handlers.append(router)
        app_config.before_send.append(add_security_headers)
        return app_config
