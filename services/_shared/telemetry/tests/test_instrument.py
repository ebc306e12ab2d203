import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry

from telemetry import install


def make_client(*, ready: bool = True) -> tuple[TestClient, CollectorRegistry]:
    app = FastAPI()
    registry = install(app, service="sample", is_ready=lambda: ready)

    @app.get("/items/{item_id}")
    async def read_item(item_id: int) -> dict[str, int]:
        if item_id == 0:
            raise RuntimeError("no item has id 0")
        return {"id": item_id}

    return TestClient(app, raise_server_exceptions=False), registry


def count(registry: CollectorRegistry, **labels: str) -> float | None:
    return registry.get_sample_value("http_requests_total", {"service": "sample", "method": "GET", **labels})


def test_health_names_the_service() -> None:
    client, _ = make_client()

    assert client.get("/health").json() == {"status": "ok", "service": "sample"}


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_ready_follows_the_service(ready: bool, status: int) -> None:
    client, _ = make_client(ready=ready)

    assert client.get("/ready").status_code == status


def test_requests_are_counted_by_route_template() -> None:
    client, registry = make_client()

    client.get("/items/1")
    client.get("/items/2")

    assert count(registry, route="/items/{item_id}", status="200") == 2


def test_unknown_paths_share_one_series() -> None:
    client, registry = make_client()

    client.get("/nowhere/1")
    client.get("/nowhere/2")

    assert count(registry, route="unmatched", status="404") == 2


def test_a_failing_handler_is_counted_as_500() -> None:
    client, registry = make_client()

    assert client.get("/items/0").status_code == 500
    assert count(registry, route="/items/{item_id}", status="500") == 1


def test_metrics_are_prometheus_text() -> None:
    client, _ = make_client()
    client.get("/items/1")

    response = client.get("/metrics")

    assert response.headers["content-type"].startswith("text/plain")
    assert (
        'http_request_duration_seconds_count{method="GET",route="/items/{item_id}",service="sample"} 1.0'
        in response.text
    )
