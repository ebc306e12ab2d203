import io
import json
import logging
import sys

import pytest

from telemetry import JsonFormatter, configure_logging


def make_record(message: str, **fields: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "test", "levelname": "WARNING", "msg": message, **fields})


def test_a_record_becomes_one_line_of_json() -> None:
    line = JsonFormatter("research").format(make_record("two\nlines", created=0))

    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "warning",
        "service": "research",
        "logger": "test",
        "message": "two\nlines",
    }


def test_extra_fields_are_kept_and_unknown_values_become_text() -> None:
    fields = json.loads(JsonFormatter("research").format(make_record("done", status=200, at={1})))

    assert fields["status"] == 200
    assert fields["at"] == "{1}"


def test_an_exception_keeps_its_traceback() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        record = make_record("failed", exc_info=sys.exc_info())

    assert "ValueError: broken" in json.loads(JsonFormatter("research").format(record))["exception"]


@pytest.fixture
def _root_logger_restored():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.mark.usefixtures("_root_logger_restored")
def test_loggers_of_the_server_go_the_same_way() -> None:
    stream = io.StringIO()
    configure_logging("brand", level="info", stream=stream)

    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("anything").debug("unseen")

    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["started"]
