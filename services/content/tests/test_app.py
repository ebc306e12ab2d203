import pytest
from fastapi.testclient import TestClient

from content.app import create_app


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app())


def test_an_article_is_analysed(client: TestClient) -> None:
    body = client.post("/analyse", json={"markdown": "# Hi\n\nOne. Two.", "summary_sentences": 1}).json()

    assert (body["slug"], body["words"], body["summary"]) == ("hi", 2, ["One."])


def test_an_article_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.post("/analyse", json={"markdown": "x" * 500_001}).status_code == 422


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_it_is_up(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_requests_are_counted_and_timed(client: TestClient) -> None:
    client.post("/analyse", json={"markdown": "Hi."})

    text = client.get("/metrics").text

    assert 'http_requests_total{method="POST",route="/analyse",status="200"} 1.0' in text
    assert 'http_request_duration_seconds_count{method="POST",route="/analyse"} 1.0' in text
