"""Health, metrics and logs of this service."""

import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

_log = logging.getLogger("agent")


class JsonLines(logging.Formatter):
    """One JSON object per record; a request's fields are in the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """Gives the line, without its line break."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": "agent",
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def log_to_stdout() -> None:
    """Sends the process's log, the server's included, to stdout."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def add_operations(app: FastAPI, registry: CollectorRegistry) -> None:
    """Adds `/health`, `/ready` and `/metrics`, and counts, times and logs every request in `registry`."""
    requests = Counter("http_requests_total", "Requests answered.", ("method", "route", "status"), registry=registry)
    duration = Histogram("http_request_duration_seconds", "Time to answer.", ("method", "route"), registry=registry)

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
            # The route's template, not the path: paths with ids would make time series without end.
            route = getattr(request.scope.get("route"), "path", "unmatched")
            requests.labels(request.method, route, str(status)).inc()
            duration.labels(request.method, route).observe(seconds)
            fields = {"method": request.method, "path": request.url.path, "status": status, "seconds": seconds}
            _log.info("request", extra={"fields": fields})

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "service": "agent"}

    @app.get("/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
