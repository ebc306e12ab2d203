"""The HTTP interface of the analysis."""

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import BaseModel, Field

from content.article import Analysis, analyse
from content.observability import add_operations


class Article(BaseModel):
    """What a client sends."""

    markdown: str = Field(max_length=500_000)
    summary_sentences: int = Field(2, ge=0, le=10)


def create_app() -> FastAPI:
    """Makes the application."""
    app = FastAPI(title="content")
    add_operations(app, CollectorRegistry())

    @app.post("/analyse")
    def analyse_article(article: Article) -> Analysis:
        return analyse(article.markdown, summary_sentences=article.summary_sentences)

    return app
