"""Directions of a region's services: north, east, south, west by where they end."""

from math import atan2, cos, degrees, radians, sin
from typing import Literal

Direction = Literal["north", "east", "south", "west"]
DIRECTIONS: tuple[Direction, ...] = ("north", "east", "south", "west")


def bearing_deg(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Initial bearing of the great circle from one point to another [degrees from north].

    Example:
        >>> round(bearing_deg(0.0, 0.0, 0.0, 10.0))
        90
    """
    a, b, turn = radians(lat_a), radians(lat_b), radians(lon_b - lon_a)
    east = sin(turn) * cos(b)
    north = cos(a) * sin(b) - sin(a) * cos(b) * cos(turn)
    return degrees(atan2(east, north)) % 360


def direction_of(bearing: float) -> Direction:
    """The quarter of the compass that a bearing lies in; north is from 315 to 45 degrees.

    Example:
        >>> [direction_of(degrees) for degrees in (314.9, 315, 44.9, 45, 135)]
        ['west', 'north', 'north', 'east', 'south']
    """
    return DIRECTIONS[int((bearing + 45) % 360 // 90)]
