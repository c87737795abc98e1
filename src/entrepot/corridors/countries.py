"""In which country each point of a network lies, judged by the nearest town."""

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.literal import Towns
from entrepot.corridors.physical import components, nearest_points

_LEAST_KM = 25.0  # an abroad shorter than this is a town across the border river


def countries_of(
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    towns: Towns,
    tail: NDArray[np.integer],
    head: NDArray[np.integer],
    km: NDArray[np.float64],
) -> tuple[tuple[str, ...], NDArray[np.int16]]:
    """Country codes, and the number of each point's country.

    A short piece of network that the towns put abroad, beside a longer one and with one
    other country all round it, belongs to that country.

    Args:
        lat: Latitude of each point (n) [degrees].
        lon: Longitude of each point (n) [degrees].
        towns: Towns with their countries.
        tail: One point of each edge (m).
        head: The other (m).
        km: Length of each edge (m) [km].
    """
    codes, of_town = np.unique(towns.country, return_inverse=True)
    country = of_town[nearest_points(towns.lat, towns.lon, lat, lon)]
    piece = components(len(lat), tail, head, country[tail] == country[head])
    length = np.bincount(piece[tail], weights=km * (piece[tail] == piece[head]), minlength=len(lat))
    across = np.flatnonzero(piece[tail] != piece[head])
    inner = np.append(piece[tail[across]], piece[head[across]])
    outer = np.append(country[head[across]], country[tail[across]])
    least = np.full(len(lat), len(codes))
    most = np.full(len(lat), -1)
    np.minimum.at(least, inner, outer)
    np.maximum.at(most, inner, outer)
    beside = np.zeros(len(lat))
    np.maximum.at(beside, inner, length[np.append(piece[head[across]], piece[tail[across]])])
    absorbed = (length < _LEAST_KM) & (least == most) & (length < beside)
    country = np.where(absorbed[piece], least[piece], country)
    return tuple(codes.tolist()), country.astype(np.int16)
