"""Starting a service the same way everywhere."""

import os

import uvicorn
from fastapi import FastAPI

from telemetry.logs import configure_logging


def serve(app: FastAPI, *, service: str, default_port: int) -> None:
    """Serves `app` on every interface until SIGTERM or SIGINT, then answers open requests for at most 10 seconds.

    Reads `PORT` (default: `default_port`) and `LOG_LEVEL` (default: info) from the environment.
    """
    configure_logging(service, level=os.environ.get("LOG_LEVEL", "info"))
    port = int(os.environ.get("PORT", str(default_port)))
    uvicorn.run(app, host="0.0.0.0", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=10)
