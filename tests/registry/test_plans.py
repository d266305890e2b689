"""The authority's own plan: what a GeoJSON file may hold, and which plan holds from when to when."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fugong.accounts import tenancy
from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.registry import selectors
from fugong.registry.models import Plan
from fugong.registry.rules.plans import DEPTHS, MAX_BYTES, MAX_FEATURES, PlanError, read
from fugong.registry.services import plans
from tests.intake.test_once import signed_in

WHO = system("alpha")
ROAD: dict[str, Any] = {
    "type": "Feature", "geometry": {"type": "LineString", "coordinates": [[113.1, 29.4], [113.2, 29.5]]},
    "properties": {"name": "临港路", "kind": "road"}}
RING = [[113.1, 29.4], [113.2, 29.4], [113.2, 29.5], [113.1, 29.4]]


def feature(shape: Any, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": properties}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def test_a_plan_keeps_lines_and_areas_with_name_and_kind() -> None:
    tall = feature("Polygon", [[[*position, 12.5] for position in RING]], name="一号库", onclick="alert(1)")
    found = read(b"\xef\xbb\xbf" + collection(ROAD, tall, crs={"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}))
    assert found["features"] == [ROAD, feature("Polygon", [RING], name="一号库")]


@pytest.mark.parametrize(("data", "code", "number"), [
    (b"PK\x03\x04", "no_json", 0), (b"\xff", "no_json", 0), (b"[" * 100_000, "no_json", 0), (b'{"a": NaN}', "no_json", 0),
    (b"[]", "no_collection", 0), (b'{"type": "Feature"}', "no_collection", 0), (collection(), "empty", 0),
    (b" " * (MAX_BYTES + 1), "too_large", 0), (collection(*[ROAD] * (MAX_FEATURES + 1)), "too_many", 0),
    (collection(feature("LineString", RING * 5_001)), "too_many", 0),
    (collection(ROAD, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}), "other_system", 0),
    (collection(ROAD, feature("Point", [113, 29])), "shape", 2), (collection("x"), "shape", 1),
    (collection(feature(["LineString"], [])), "shape", 1), (collection({"type": "Feature", "geometry": None}), "shape", 1),
    (collection(feature("LineString", [])), "position", 1), (collection(feature("LineString", [["113", "29"]])), "position", 1),
    (collection(feature("Polygon", RING)), "position", 1), (collection(feature("LineString", [[True, 2], [3, 4]])), "position", 1),
    (collection(feature("LineString", [[29.4, 113.1], [29.5, 113.2]])), "out_of_range", 1),
    (collection(feature("LineString", [[38512345, 3251234], [0, 0]])), "out_of_range", 1),
    (collection(feature("LineString", [[1e400, 0], [0, 0]])), "no_json", 0),
    (collection(feature("Polygon", [RING[:3]])), "ring", 1), (collection(feature("LineString", RING[:1])), "line", 1),
    (collection(feature("LineString", RING, name="<script>alert(1)</script>")), "text", 1),
    (collection(feature("LineString", RING, name="\x00")), "text", 1), (collection(feature("LineString", RING, kind=7)), "text", 1),
    (collection(feature("LineString", RING, name="路" * 61)), "text", 1),
])
def test_what_is_no_plan(data: bytes, code: str, number: int) -> None:
    with pytest.raises(PlanError) as error:
        read(data)
    assert (error.value.code, error.value.feature) == (code, number)


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=12)


@given(st.lists(st.builds(feature, st.sampled_from(sorted(DEPTHS)) | JSON, JSON, name=JSON) | JSON, max_size=3))
def test_whatever_is_sent_is_a_plan_or_no_plan(features: list[Any]) -> None:
    """A law: reading ends in a plan that reads as itself, or in a PlanError."""
    try:
        found = read(collection(*features))
    except PlanError:
        return
    assert read(plans.packed(found)) == found


def test_the_plan_holds_until_the_next(in_alpha: Any) -> None:
    for day in (date(2020, 1, 26), date(2020, 2, 3)):
        with clock.frozen(clock.at(day)):
            plans.save_plan(actor=WHO, name=f"{day.day}日图", data=collection(ROAD))
    found = [(plan.name, plan.held_from, plan.held_to) for plan in selectors.plans(WHO)]
    assert found == [("3日图", date(2020, 2, 3), None), ("26日图", date(2020, 1, 26), date(2020, 2, 3))]
    present = selectors.plan(WHO)
    assert present is not None and present.content["features"] == [ROAD]
    assert Entry.objects.filter(action="registry.plan.saved").count() == 2


@pytest.mark.parametrize(("name", "data", "field"), [("", collection(ROAD), "name"), ("图", b"x", "file")])
def test_a_refused_plan_leaves_the_present_one(in_alpha: Any, name: str, data: bytes, field: str) -> None:
    plans.save_plan(actor=WHO, name="现图", data=collection(ROAD))
    with pytest.raises(Refused) as error:
        plans.save_plan(actor=WHO, name=name, data=data)
    assert set(error.value.fields) == {field}
    assert [(plan.name, plan.held_to) for plan in Plan.objects.all()] == [("现图", None)]


def test_a_plan_needs_the_right(in_alpha: Any) -> None:
    with pytest.raises(Refused):
        plans.save_plan(actor=Actor("user", str(uuid7()), "李娟", "alpha"), name="图", data=collection(ROAD))
    assert not Plan.objects.exists()


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    return signed_in(in_alpha)


def test_upload_on_the_screen(staff: Client, in_alpha: Any) -> None:
    def upload(data: bytes) -> Any:
        return staff.post("/a/alpha/site-plans/new/", {
            "name": "园区平面图", "_key": str(uuid7()), "file": SimpleUploadedFile("plan.geojson", data)})

    bad = upload(collection(feature("Point", [113, 29])))
    assert bad.status_code == 422 and "第1个要素" in bad.content.decode()
    with tenancy.entered(in_alpha):
        assert not Plan.objects.exists()
    assert upload(collection(ROAD)).status_code == 302
    assert "园区平面图" in staff.get("/a/alpha/site-plans/").content.decode()
    assert staff.get("/a/alpha/map/plan.json").json()["features"] == [ROAD]
    with tenancy.entered(in_alpha):
        file = staff.get(f"/a/alpha/site-plans/{Plan.objects.get().pk}.geojson")
    assert read(file.content)["features"] == [ROAD] and file["Content-Type"] == "application/geo+json"


def test_upload_over_the_api(staff: Client, in_alpha: Any) -> None:
    answer = staff.post("/a/alpha/api/v1/site-plans", {"name": "图", "content": json.loads(collection(ROAD))}, "application/json")
    assert answer.status_code == 201 and answer.json()["features"] == 1
    assert staff.get(f"/a/alpha/api/v1/site-plans/{answer.json()['id']}").json()["features"] == [ROAD]
    bad = staff.post("/a/alpha/api/v1/site-plans", {"name": "图", "content": {"type": "Feature"}}, "application/json")
    assert bad.status_code == 422 and "file" in bad.json()["fields"]
    with tenancy.entered(in_alpha):
        assert Plan.objects.count() == 1
