"""Invented ground: a plan of grids in rows along a river or road, with roads, gates and places for units.

The plan is drawn in metres (east along the bank, north away from it), turned and set down at a WGS-84 position.
It shows no real road or plot.
"""

import math
from dataclasses import dataclass
from typing import Any

from fugong.project.demo.chance import Chance
from fugong.project.demo.model import Grid, Ring

METRES_PER_DEGREE = 111_320.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Land:
    """Columns × rows of cells; width and depth of a cell in metres; turn in degrees, counter-clockwise.

    roads: names of the rows + 1 roads along the bank, then of the columns + 1 roads away from it.
    """

    longitude: float
    latitude: float
    columns: int
    rows: int
    width: float
    depth: float
    turn: float
    bank: str
    roads: tuple[str, ...]

    def position(self, east: float, north: float) -> Point:
        """Where a point of the plan lies: (longitude, latitude), six decimals (0.1 m)."""
        angle = math.radians(self.turn)
        x = east * math.cos(angle) - north * math.sin(angle)
        y = east * math.sin(angle) + north * math.cos(angle)
        shrink = math.cos(math.radians(self.latitude))
        return (
            round(self.longitude + x / (METRES_PER_DEGREE * shrink), 6),
            round(self.latitude + y / METRES_PER_DEGREE, 6),
        )

    def _corner(self, cell: int) -> Point:
        return (cell % self.columns - self.columns / 2) * self.width, (cell // self.columns) * self.depth

    def ring(self, cell: int) -> Ring:
        """The closed outline of a cell, 15 m inside its borders so that roads stay free."""
        east, north = self._corner(cell)
        low, right, top = 15.0, self.width - 15, self.depth - 15
        corners = ((low, low), (right, low), (right, top), (low, top), (low, low))
        return tuple(self.position(east + x, north + y) for x, y in corners)

    def places(self, cell: int, count: int, chance: Chance) -> list[Point]:
        """Positions for units of a cell, on a lattice with some play, never two the same."""
        east, north = self._corner(cell)
        side = math.ceil(math.sqrt(count))
        step_x, step_y = (self.width - 80) / side, (self.depth - 80) / side
        return [
            self.position(
                east + 40 + step_x * (place % side + 0.25 + chance.real() / 2),
                north + 40 + step_y * (place // side + 0.25 + chance.real() / 2),
            )
            for place in range(count)
        ]

    def road(self, cell: int, chance: Chance) -> str:
        """The name of a road that a cell lies at."""
        along, away = self.roads[cell // self.columns], self.roads[self.rows + 1 + cell % self.columns]
        return along if chance.hit(0.6) else away

    def plan(self, grids: tuple[Grid, ...]) -> dict[str, Any]:
        """The plan as GeoJSON: the bank, the roads between the cells, the grids by name."""
        half, deep = self.columns / 2 * self.width, self.rows * self.depth
        lines = [("bank", self.bank, [(-half - 300, -60.0), (half + 300, -60.0)])]
        lines += [
            ("road", name, [(-half, row * self.depth), (half, row * self.depth)])
            for row, name in enumerate(self.roads[: self.rows + 1])
        ]
        lines += [
            ("road", name, [(column * self.width - half, 0.0), (column * self.width - half, deep)])
            for column, name in enumerate(self.roads[self.rows + 1 :])
        ]
        return {
            "type": "FeatureCollection",
            "features": [
                *(_feature("LineString", [self.position(*p) for p in points], kind, name) for kind, name, points in lines),
                *(_feature("Polygon", [list(grid.ring)], "grid", grid.name) for grid in grids),
            ],
        }


def _feature(shape: str, coordinates: list[Any], kind: str, name: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": {"kind": kind, "name": name},
    }
