"""Optional reports to Sentry and OpenTelemetry: when the owner configures them, and only then."""

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from medianest.infra.problems import Failure
from medianest.infra.redaction import redacted_event, redacted_text

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What is hooked up; without either service its methods do nothing."""

    sentry: ModuleType | None = None
    tracer: Any = None

    def record(self, failure: Failure) -> None:
        """Report a failure; does not block: Sentry sends from its own thread."""
        if self.sentry is None:
            return
        with self.sentry.new_scope() as scope:
            scope.set_tag("correlation_id", failure.correlation_id)
            scope.set_tag("route", failure.route)
            scope.capture_exception(failure.exception)

    def traced(self, app: ASGIApp) -> ASGIApp:
        """Wrap `app` so that each request becomes a span; `app` itself without a tracer."""
        return _Traced(app, self.tracer) if self.tracer is not None else app


@contextmanager
def telemetry(
    *, sentry_dsn: str = "", otlp_endpoint: str = "", version: str, instance_id: str
) -> Iterator[Telemetry]:
    """Report while inside to whatever is configured and installed; flush on leaving."""
    sentry = _installed("sentry_sdk", extra="sentry") if sentry_dsn else None
    if sentry is not None:
        _start_sentry(sentry, sentry_dsn, version, instance_id)
    provider = _provider(otlp_endpoint, version, instance_id) if otlp_endpoint else None
    try:
        yield Telemetry(sentry, provider and provider.get_tracer("medianest", version))
    finally:
        if provider is not None:
            provider.shutdown()
        if sentry is not None:
            sentry.get_client().close(timeout=2)


def _installed(module: str, *, extra: str) -> ModuleType | None:
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        log.warning("telemetry_not_installed", fix=f"pip install 'medianest[{extra}]'")
        return None
    return importlib.import_module(module)


def _start_sentry(sentry: ModuleType, dsn: str, version: str, instance_id: str) -> None:
    sentry.init(
        dsn=dsn,
        release=f"medianest@{version}",
        server_name=instance_id,
        include_local_variables=False,
        max_request_body_size="never",
        # The integrations collect requests and statements by themselves; we report what we choose.
        default_integrations=False,
        auto_enabling_integrations=False,
        before_send=_scrubbed,
    )


def _scrubbed(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    for raised in event.get("exception", {}).get("values", []):
        raised["value"] = redacted_text(str(raised.get("value", "")))
    event["extra"] = dict(redacted_event(None, "", event.get("extra", {})))
    return event


def _provider(endpoint: str, version: str, instance_id: str) -> Any:
    if _installed("opentelemetry.sdk.trace", extra="otel") is None:
        return None
    trace = importlib.import_module("opentelemetry.sdk.trace")
    export = importlib.import_module("opentelemetry.sdk.trace.export")
    otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resources = importlib.import_module("opentelemetry.sdk.resources")
    facts = {
        "service.name": "medianest",
        "service.version": version,
        "service.instance.id": instance_id,
    }
    provider = trace.TracerProvider(resource=resources.Resource(facts), shutdown_on_exit=False)
    exporter = otlp.OTLPSpanExporter(endpoint=endpoint)
    provider.add_span_processor(export.BatchSpanProcessor(exporter))
    return provider


class _Traced:
    def __init__(self, app: ASGIApp, tracer: Any) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        with self._tracer.start_as_current_span(scope["method"]) as span:
            await self._app(scope, receive, send)
            if route := scope.get("path_template"):
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)
