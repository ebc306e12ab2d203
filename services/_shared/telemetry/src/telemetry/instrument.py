"""The endpoints and the middleware that make an application observable."""

import logging
import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

_QUIET_PATHS = frozenset({"/health", "/ready", "/metrics"})
_log = logging.getLogger("telemetry.request")


def install(
    app: FastAPI,
    *,
    service: str,
    is_ready: Callable[[], bool] = lambda: True,
    registry: CollectorRegistry | None = None,
) -> CollectorRegistry:
    """Adds `/health`, `/ready` and `/metrics` to `app`, and counts, times and logs every request.

    Args:
        app: The application, before it has started.
        service: The value of the label `service` on both metrics.
        is_ready: Whether the service can take traffic; asked at each `/ready`, which answers 503 when it says no.
        registry: Where the metrics live; a new one by default, so that two applications never collide.

    Returns:
        The registry, for metrics of the service's own.
    """
    registry = registry or CollectorRegistry()
    requests = Counter(
        "http_requests_total", "Requests answered.", ("service", "method", "route", "status"), registry=registry
    )
    duration = Histogram(
        "http_request_duration_seconds", "Time to answer.", ("service", "method", "route"), registry=registry
    )

    @app.middleware("http")
    async def observe(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        started = time.perf_counter()
        status = 500
        try:
            response = await call_next(request)
            status = response.status_code
            return response
        finally:
            seconds = time.perf_counter() - started
            route = _route_of(request)
            requests.labels(service, request.method, route, str(status)).inc()
            duration.labels(service, request.method, route).observe(seconds)
            level = logging.DEBUG if request.url.path in _QUIET_PATHS else logging.INFO
            _log.log(
                level,
                "request",
                extra={"method": request.method, "path": request.url.path, "status": status, "seconds": seconds},
            )

    @app.get("/health", tags=["operations"])
    async def health() -> dict[str, str]:
        return {"status": "ok", "service": service}

    @app.get("/ready", tags=["operations"])
    async def ready() -> JSONResponse:
        if is_ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, status_code=503)

    @app.get("/metrics", tags=["operations"])
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return registry


def _route_of(request: Request) -> str:
    # The template, never the path: a path with an id in it would make a new time series per id.
    route = request.scope.get("route")
    return getattr(route, "path", "unmatched")
