"""From a stranger's choice over a poster and a scan to the poster of a friend."""

from __future__ import annotations

import io

import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from postergen.bootstrap import Product
from tests.walks.test_landing import landing_token_of
from tests.web.test_api import PHONE


def test_a_choice_becomes_a_poster_and_its_scan_a_child(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    assert client.get("/", headers={"Accept-Language": "zh-CN"}).status_code == 200
    brief = {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "locale": "zh-CN", "nickname": "小明"}
    made = client.post("/api/v1/posters", json=brief).get_json()
    image = client.get(made["image_url"].removeprefix(product.settings.public_url))
    assert image.status_code == 200
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.data)))
    scanned = client.get(found.text.removeprefix(product.settings.public_url), headers={"User-Agent": PHONE})
    assert scanned.status_code == 302
    click = scanned.location.partition("click=")[2]
    assert client.get(scanned.location, headers={"User-Agent": PHONE}).status_code == 200
    assert client.post(f"/api/v1/scans/{click}/confirm?token={landing_token_of(client, click)}").status_code == 204

    child = client.post("/api/v1/posters", json={"options": ["home-sun-the-quilt"], "scan": click}).get_json()
    lineage = client.get(f"/api/v1/posters/{child['code']}").get_json()["lineage"]
    assert (lineage["parent"], lineage["generation"]) == (made["code"], 1)
    product.fold_worker.fold_now()
    (row,) = (r for r in stats_client.get("/api/v1/stats/variants").get_json()["rows"] if r["children"])
    assert (row["posters_scanned"], row["children"]) == (1, 1)
