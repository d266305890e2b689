"""A plan as GeoJSON (RFC 7946): what may stand in it. Lines and areas only; units are drawn from the register."""

import json
from typing import Any

MAX_BYTES = 2 * 2**20
MAX_FEATURES, MAX_POSITIONS = 2_000, 20_000
MAX_NAME = 60
DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""Shapes that are drawn, and how deep their lists of positions lie."""
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


class PlanError(ValueError):
    """A file that is no plan. code: stable name of what is wrong; feature: at which feature, counted from 1, or 0."""

    def __init__(self, code: str, feature: int = 0) -> None:
        super().__init__(code)
        self.code, self.feature = code, feature


def read(data: bytes) -> dict[str, Any]:
    """The plan in a file: its lines and areas in degrees (WGS-84), of the properties only `name` and `kind`.

    Raises PlanError.
    """
    if len(data) > MAX_BYTES:
        raise PlanError("too_large")
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PlanError("no_json") from None
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection" or not isinstance(found.get("features"), list):
        raise PlanError("no_collection")
    if "crs" in found and not json.dumps(found["crs"]).rstrip('"}').endswith(WGS84):
        raise PlanError("other_system")
    if not found["features"]:
        raise PlanError("empty")
    if len(found["features"]) > MAX_FEATURES:
        raise PlanError("too_many")
    features = [_feature(number, each) for number, each in enumerate(found["features"], 1)]
    if sum(_count(feature["geometry"]["coordinates"]) for feature in features) > MAX_POSITIONS:
        raise PlanError("too_many")
    return {"type": "FeatureCollection", "features": features}


def _no_number(word: str) -> float:
    raise ValueError(word)


def _feature(number: int, feature: Any) -> dict[str, Any]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(shape, str) or shape not in DEPTHS:
        raise PlanError("shape", number)
    coordinates = _lines(number, geometry.get("coordinates"), DEPTHS[shape], ring=shape.endswith("Polygon"))
    properties = feature.get("properties")
    return {
        "type": "Feature", "geometry": {"type": shape, "coordinates": coordinates},
        "properties": {key: _text(number, properties[key]) for key in ("name", "kind")
                       if isinstance(properties, dict) and properties.get(key) is not None},
    }


def _lines(number: int, given: Any, depth: int, *, ring: bool) -> list[Any]:
    """Lists of positions as deep as the shape has them; a ring ends where it begins."""
    if not isinstance(given, list) or not given:
        raise PlanError("position", number)
    if depth > 1:
        return [_lines(number, each, depth - 1, ring=ring) for each in given]
    positions = [_position(number, each) for each in given]
    if ring and (len(positions) < 4 or positions[0] != positions[-1]):
        raise PlanError("ring", number)
    if len(positions) < 2:
        raise PlanError("line", number)
    return positions


def _position(number: int, given: Any) -> list[float]:
    """Longitude and latitude; a height is left out."""
    if not isinstance(given, list) or len(given) < 2 or any(
            isinstance(value, bool) or not isinstance(value, int | float) for value in given[:2]):
        raise PlanError("position", number)
    longitude, latitude = given[:2]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise PlanError("out_of_range", number)
    return [longitude, latitude]


def _text(number: int, given: Any) -> str:
    """A plain word: a plan carries no mark-up and no script."""
    if not isinstance(given, str) or len(given) > MAX_NAME or not given.isprintable() or set(given) & set("<>"):
        raise PlanError("text", number)
    return given


def _count(coordinates: list[Any]) -> int:
    return sum(_count(each) for each in coordinates) if isinstance(coordinates[0], list) else 1
