"""All routes of this slice."""

from litestar import Router

from medianest.accounts.guards import signed_in
from medianest.catalog.routes import _lists, _titles


def router(base: str) -> Router:
    """Everything below `/media` that the catalogue answers."""
    handlers = [
        _titles.search_media,
        _titles.get_film,
        _titles.get_show,
        _titles.get_season,
        _titles.get_person,
        _titles.get_collection,
        _lists.media_lists,
        _lists.media_list,
        _lists.make_list,
        _lists.rename_list,
        _lists.drop_list,
        _lists.list_title,
        _lists.unlist_title,
        _lists.discover_media,
        _lists.media_genres,
        _lists.media_calendar,
        _lists.sync_reports,
    ]
    return Router(f"{base}/media", route_handlers=handlers, guards=[signed_in], tags=["media"])
