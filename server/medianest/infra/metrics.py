"""What is counted, for Prometheus. One process, one registry: the library's own.

The registry also holds the process' memory, CPU and open files.
"""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_BREAKER_LEVEL = {"closed": 0, "half_open": 1, "open": 2}

_requests = Histogram(
    "medianest_http_request_seconds",
    "Time from a request's arrival to its answer's last byte.",
    ["method", "route", "status"],
    buckets=_FAST,
)
_outside_calls = Counter(
    "medianest_outside_calls_total",
    "Calls to another service, by outcome.",
    ["service", "operation", "outcome"],
)
_outside_seconds = Histogram(
    "medianest_outside_seconds", "Time another service took.", ["service"], buckets=_SLOW
)
_outside_breaker = Gauge("medianest_outside_breaker", "0 closed, 1 half-open, 2 open.", ["service"])
_request_series: dict[tuple[str, str, int], Histogram] = {}


def request_answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request under its route's template, never under its path."""
    key = (method, route, status)
    series = _request_series.get(key)
    if series is None:
        # Looking a series up by its labels costs more than counting in it.
        series = _request_series[key] = _requests.labels(method, route, str(status))
    series.observe(seconds)


def outside_called(service: str, operation: str, outcome: str, seconds: float) -> None:
    """Count a call to another service."""
    _outside_calls.labels(service, operation, outcome).inc()
    _outside_seconds.labels(service).observe(seconds)


def outside_known(service: str) -> None:
    """Let a service's circuit breaker show up, as closed unless it is known already."""
    _outside_breaker.labels(service)


def outside_state(service: str, state: str) -> None:
    """Note where a service's circuit breaker stands."""
    _outside_breaker.labels(service).set(_BREAKER_LEVEL[state])


def rendered() -> bytes:
    """Everything counted so far, in Prometheus' text format."""
    return generate_latest(REGISTRY)
