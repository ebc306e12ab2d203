import pytest
from fastapi.testclient import TestClient

from agent.app import create_app


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app())


def test_tasks_are_planned(client: TestClient) -> None:
    tasks = [{"id": "a", "minutes": 1}, {"id": "b", "minutes": 2, "after": ["a"]}]

    body = client.post("/plans", json={"tasks": tasks, "workers": 2}).json()

    assert body["minutes"] == 3
    assert body["slots"][1] == {"task": "b", "worker": 0, "start": 1, "end": 3}


def test_a_cycle_is_refused_with_its_reason(client: TestClient) -> None:
    response = client.post("/plans", json={"tasks": [{"id": "a", "minutes": 1, "after": ["a"]}]})

    assert response.status_code == 422
    assert response.json() == {"detail": "tasks wait for each other: a -> a"}


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_it_is_up(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_requests_are_counted_and_timed(client: TestClient) -> None:
    client.post("/plans", json={"tasks": []})

    text = client.get("/metrics").text

    assert 'http_requests_total{method="POST",route="/plans",status="200"} 1.0' in text
    assert 'http_request_duration_seconds_count{method="POST",route="/plans"} 1.0' in text
