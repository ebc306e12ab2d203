"""JSON logging, health endpoints and Prometheus metrics for the Python services."""

from telemetry.instrument import install
from telemetry.logs import JsonFormatter, configure_logging
from telemetry.server import serve

__all__ = ["JsonFormatter", "configure_logging", "install", "serve"]
