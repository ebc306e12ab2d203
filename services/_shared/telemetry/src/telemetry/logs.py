"""Log records as one JSON object per line."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


class JsonFormatter(logging.Formatter):
    """Formats a record with `time`, `level`, `service`, `logger`, `message` and whatever was given as `extra`."""

    def __init__(self, service: str) -> None:
        """Names the service that every line carries."""
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Gives the line, without its line break; values that JSON does not know are written as text."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD_FIELDS}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure_logging(service: str, *, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends every logger of the process, uvicorn's included, to `stream` (default: stdout) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
