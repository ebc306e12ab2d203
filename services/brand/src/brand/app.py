"""The HTTP interface of the brands."""

import json
from importlib.resources import files
from itertools import permutations

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from telemetry import install

from brand.contrast import contrast_level, contrast_ratio
from brand.wording import Finding, check_wording


class Brand(BaseModel):
    """How a brand looks and what it does not say. `palette` maps names to colours, `avoid` phrases to advice."""

    id: str
    name: str
    palette: dict[str, str]
    avoid: dict[str, str]


class Contrast(BaseModel):
    """How well a text colour reads on a background."""

    foreground: str
    background: str
    ratio: float
    level: str


class Copy(BaseModel):
    """A text to check."""

    text: str = Field(max_length=100_000)


def create_app(brands: list[Brand]) -> FastAPI:
    """Makes the application that knows `brands`."""
    by_id = {brand.id: brand for brand in brands}
    app = FastAPI(title="brand")
    install(app, service="brand", is_ready=lambda: len(by_id) > 0)

    def find(brand_id: str) -> Brand:
        if brand_id not in by_id:
            raise HTTPException(404, f"no brand {brand_id!r}")
        return by_id[brand_id]

    @app.get("/brands")
    async def list_brands() -> list[Brand]:
        return sorted(by_id.values(), key=lambda brand: brand.id)

    @app.get("/brands/{brand_id}")
    async def read_brand(brand_id: str) -> Brand:
        return find(brand_id)

    @app.get("/brands/{brand_id}/contrast")
    async def read_palette_contrast(brand_id: str) -> list[Contrast]:
        return [_contrast(*pair) for pair in permutations(find(brand_id).palette.values(), 2)]

    @app.post("/brands/{brand_id}/check")
    async def check_copy(brand_id: str, copy: Copy) -> list[Finding]:
        return check_wording(copy.text, find(brand_id).avoid)

    @app.get("/contrast")
    async def read_contrast(foreground: str, background: str) -> Contrast:
        try:
            return _contrast(foreground, background)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error

    return app


def read_brands() -> list[Brand]:
    """Reads the brands that come with the service."""
    text = files("brand").joinpath("brands.json").read_text(encoding="utf-8")
    return [Brand.model_validate(fields) for fields in json.loads(text)]


def _contrast(foreground: str, background: str) -> Contrast:
    ratio = contrast_ratio(foreground, background)
    return Contrast(foreground=foreground, background=background, ratio=round(ratio, 2), level=contrast_level(ratio))
