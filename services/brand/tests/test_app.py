import pytest
from fastapi.testclient import TestClient

from brand.app import Brand, create_app, read_brands
from brand.contrast import luminance

ACME = Brand(id="acme", name="Acme", palette={"ink": "#000", "paper": "#fff"}, avoid={"cheap": "affordable"})


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app([ACME]))


def test_a_brand_is_found_by_its_id(client: TestClient) -> None:
    assert client.get("/brands/acme").json()["name"] == "Acme"
    assert client.get("/brands/other").status_code == 404


def test_copy_is_checked_against_the_brand(client: TestClient) -> None:
    response = client.post("/brands/acme/check", json={"text": "cheap!"})

    assert response.json() == [{"phrase": "cheap", "offset": 0, "advice": "affordable"}]


def test_every_pair_of_the_palette_has_a_contrast(client: TestClient) -> None:
    pairs = client.get("/brands/acme/contrast").json()

    assert [(pair["foreground"], pair["background"], pair["level"]) for pair in pairs] == [
        ("#000", "#fff", "AAA"),
        ("#fff", "#000", "AAA"),
    ]


def test_a_wrong_colour_is_refused_with_its_reason(client: TestClient) -> None:
    response = client.get("/contrast", params={"foreground": "red", "background": "#fff"})

    assert response.status_code == 422
    assert "'red' is no colour" in response.json()["detail"]


def test_it_is_ready_only_with_brands(client: TestClient) -> None:
    assert client.get("/ready").status_code == 200
    assert TestClient(create_app([])).get("/ready").status_code == 503


def test_the_brands_that_come_with_the_service_have_real_colours() -> None:
    for brand in read_brands():
        for color in brand.palette.values():
            assert 0 <= luminance(color) <= 1
