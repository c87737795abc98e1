"""Points on the globe and the great circle between them."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius R1


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Length of the great circle between two points given in degrees [km] (haversine)."""
    lat_1, lat_2 = radians(lat_a), radians(lat_b)
    half_lat, half_lon = (lat_2 - lat_1) / 2, radians(lon_b - lon_a) / 2
    chord = sin(half_lat) ** 2 + cos(lat_1) * cos(lat_2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
