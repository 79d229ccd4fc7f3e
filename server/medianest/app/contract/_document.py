"""Completes what Litestar writes: bodies as msgspec sees them, problems, permissions, live frames.

Litestar's schemas leave out what the Structs know: which fields are always sent, which are refused.
msgspec is what encodes and decodes, so its word counts.
"""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.response import File, Stream
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from medianest.app.contract import _answers, _live
from medianest.app.contract._shapes import Shapes

_EVENTS = "/api/v1/events"
_UNCHANGED = {"304": {"description": "What you have, by the ETag that you sent, is still right."}}


def complete(document: dict[str, Any], app: Litestar) -> dict[str, Any]:
    """The whole description, from Litestar's own."""
    shapes = Shapes([_answers.Problem, *_live.SENT], asked=_live.ASKED)
    operations = list(_operations(app))
    for _, _, handler in operations:
        shapes.learn(_sent(handler), _received(handler))
        shapes.learn(*(spec.data_container for spec in (handler.responses or {}).values()))
    shapes.settle()
    own = document["components"]["schemas"]
    for path, method, handler in operations:
        operation = document["paths"][path][method.lower()]
        _complete_operation(operation, handler, method, shapes)
        _spell_out(operation, own)
    document["paths"][_EVENTS] = {"get": _live.SOCKET}
    document["components"]["responses"] = _answers.described(shapes.of(_answers.Problem))
    document["components"]["schemas"] = {
        **shapes.components,
        "LiveFrame": {"oneOf": [shapes.of(frame) for frame in _live.SENT]},
        "ClientFrame": {"oneOf": [shapes.of(frame) for frame in _live.ASKED]},
    }
    return document


def _operations(app: Litestar) -> Iterable[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            if handler.resolve_include_in_schema() and method != "OPTIONS":
                yield route.path_format, method, handler


def _complete_operation(
    operation: dict[str, Any], handler: HTTPRouteHandler, method: str, shapes: Shapes
) -> None:
    summary, _, more = inspect.cleandoc(inspect.getdoc(handler.fn) or "").partition("\n\n")
    operation["summary"] = " ".join(summary.split())
    needed = _answers.permissions(handler)
    permission = f"Needs the permission `{needed[0]}`." if needed else ""
    if description := "\n\n".join(filter(None, [more, permission])):
        operation["description"] = description
    operation["security"] = _security(handler, needed)
    received = _received(handler)
    if received is not None:
        for content in operation["requestBody"]["content"].values():
            content["schema"] = shapes.of(received)
        operation["requestBody"]["required"] = _is_needed(handler)
    operation["responses"] = {
        str(handler.status_code): _success(operation, handler, shapes),
        **(_UNCHANGED if method == "GET" and not _is_stream(handler) else {}),
        **_answers.problems(handler, method, operation),
        **_declared(handler, shapes),
    }


def _spell_out(operation: dict[str, Any], own: Mapping[str, Any]) -> None:
    # Parameters keep Litestar's schemas, whose components are replaced by ours.
    for parameter in operation.get("parameters", ()):
        schema: dict[str, Any] = parameter["schema"]
        for option in schema.get("oneOf", [schema]):
            target = option.pop("$ref", "")
            option.update(own.get(target.rpartition("/")[2], {}))


def _security(handler: HTTPRouteHandler, needed: list[str]) -> list[Mapping[str, list[str]]]:
    if _answers.is_public(handler):
        return []
    return [{"bearer": needed}, {"cookie": needed}]


def _success(
    operation: Mapping[str, Any], handler: HTTPRouteHandler, shapes: Shapes
) -> dict[str, Any]:
    answer: dict[str, Any] = operation["responses"][str(handler.status_code)]
    sent = _sent(handler)
    if sent is None:
        return {"description": answer["description"], **_content_of(handler)}
    return {
        "description": answer["description"],
        "content": {"application/json": {"schema": shapes.of(sent)}},
    }


def _declared(handler: HTTPRouteHandler, shapes: Shapes) -> dict[str, Any]:
    return {
        str(status): {
            "description": spec.description,
            "content": {"application/json": {"schema": shapes.of(spec.data_container)}},
        }
        for status, spec in (handler.responses or {}).items()
    }


def _content_of(handler: HTTPRouteHandler) -> dict[str, Any]:
    if _is_stream(handler):
        return {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
    if _is_file(handler):
        binary = {"type": "string", "format": "binary"}
        return {"content": {"application/octet-stream": {"schema": binary}}}
    if _returned(handler).annotation is bytes:
        return {"content": {str(handler.media_type): {"schema": {"type": "string"}}}}
    return {}


def _sent(handler: HTTPRouteHandler) -> Any:
    returned = _returned(handler)
    if _is_stream(handler) or _is_file(handler) or returned.annotation is bytes:
        return None
    return None if returned.annotation in {None, type(None)} else returned.annotation


def _returned(handler: HTTPRouteHandler) -> FieldDefinition:
    returned = handler.parsed_fn_signature.return_type
    whole = _is_stream(handler) or _is_file(handler) or not returned.is_subclass_of(Response)
    return returned if whole else returned.inner_types[0]


def _is_stream(handler: HTTPRouteHandler) -> bool:
    return handler.parsed_fn_signature.return_type.is_subclass_of(Stream)


def _is_file(handler: HTTPRouteHandler) -> bool:
    return handler.parsed_fn_signature.return_type.is_subclass_of(File)


def _is_needed(handler: HTTPRouteHandler) -> bool:
    data = handler.parsed_data_field
    return data is not None and data.is_required


def _received(handler: HTTPRouteHandler) -> Any:
    data = handler.parsed_data_field
    return None if data is None else data.annotation
