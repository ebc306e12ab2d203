"""The HTTP interface of the index."""

import json
from importlib.resources import files

from fastapi import FastAPI, HTTPException, Query, Response
from prometheus_client import Gauge
from pydantic import BaseModel, Field
from telemetry import install

from research.index import Document, Index


class DocumentBody(BaseModel):
    """What a client sends to store a document."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(max_length=100_000)


class HitBody(BaseModel):
    """One search result."""

    id: str
    title: str
    score: float


def create_app(documents: list[Document]) -> FastAPI:
    """Makes the application with `documents` already in its index."""
    index = Index()
    for document in documents:
        index.put(document)

    app = FastAPI(title="research")
    registry = install(app, service="research")
    Gauge("research_documents", "Documents in the index.", registry=registry).set_function(lambda: len(index))

    @app.get("/search")
    async def search(q: str = Query(max_length=1000), limit: int = Query(10, ge=1, le=100)) -> list[HitBody]:
        hits = index.search(q, limit=limit)
        return [HitBody(id=hit.document.id, title=hit.document.title, score=hit.score) for hit in hits]

    @app.get("/documents/{document_id}")
    async def read_document(document_id: str) -> Document:
        document = index.get(document_id)
        if document is None:
            raise HTTPException(404, f"no document {document_id!r}")
        return document

    @app.put("/documents/{document_id}")
    async def write_document(document_id: str, body: DocumentBody, response: Response) -> Document:
        document = Document(id=document_id, title=body.title, text=body.text)
        response.status_code = 201 if index.put(document) else 200
        return document

    @app.delete("/documents/{document_id}", status_code=204)
    async def delete_document(document_id: str) -> None:
        if not index.remove(document_id):
            raise HTTPException(404, f"no document {document_id!r}")

    return app


def read_documents() -> list[Document]:
    """Reads the documents that come with the service."""
    text = files("research").joinpath("documents.json").read_text(encoding="utf-8")
    return [Document(**fields) for fields in json.loads(text)]
