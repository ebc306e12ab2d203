from fastapi.testclient import TestClient

from research.app import create_app, read_documents
from research.index import Document

FOX = Document(id="fox", title="The fox", text="It jumps.")


def test_search_gives_id_title_and_score() -> None:
    [hit] = TestClient(create_app([FOX])).get("/search", params={"q": "jumps"}).json()

    assert (hit["id"], hit["title"]) == ("fox", "The fox")
    assert hit["score"] > 0


def test_a_document_is_created_then_replaced_then_deleted() -> None:
    client = TestClient(create_app([]))
    body = {"title": "Birds", "text": "They fly."}

    assert client.put("/documents/birds", json=body).status_code == 201
    assert client.put("/documents/birds", json=body).status_code == 200
    assert client.get("/documents/birds").json() == {"id": "birds", **body}
    assert client.delete("/documents/birds").status_code == 204
    assert client.get("/documents/birds").status_code == 404
    assert client.delete("/documents/birds").status_code == 404


def test_a_limit_out_of_range_is_refused() -> None:
    assert TestClient(create_app([FOX])).get("/search", params={"q": "fox", "limit": 0}).status_code == 422


def test_metrics_tell_the_size_of_the_index() -> None:
    assert "research_documents 1.0" in TestClient(create_app([FOX])).get("/metrics").text


def test_the_documents_that_come_with_the_service_can_be_searched() -> None:
    client = TestClient(create_app(read_documents()))

    assert client.get("/ready").status_code == 200
    assert client.get("/search", params={"q": "canary traffic"}).json()[0]["id"] == "canary-release"
