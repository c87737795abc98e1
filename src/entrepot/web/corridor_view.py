"""What the corridor pages show of a document of routes, in the page's language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from entrepot.web.corridor_form import address_of
from entrepot.web.language import Language
from entrepot.web.sentences import tell
from entrepot.web.verbs import Document
from entrepot.web.views import option_labels
from entrepot.web.words import word

CRITERIA: Mapping[str, str] = {
    "cost": "cost_usd", "time": "time_mean_h", "co2e": "co2e_wtw_kg", "risk": "variance_h2",
}  # fmt: skip
_AT_PLACE = ("transfer", "port")


class Names:
    """What places, posts and passages are called.

    Args:
        choices: What a form offers.
        language: The page's language.
    """

    def __init__(self, choices: Document, language: Language) -> None:
        self.language = language
        self._rows: dict[str, Document] = {place["id"]: place for place in choices["places"]}
        self._posts = {post["id"]: post for post in choices["borders"]}
        self._links: dict[str, Document] = {}

    def learn(self, document: Document) -> None:
        """Know the links that the routes of a document run on."""
        self._links |= {link["id"]: link for link in document["lines"]["links"]}

    def place(self, id_: str) -> str:
        """Name of a place; a point and what is not listed as it is."""
        return self.language.name(self._rows[id_]) if id_ in self._rows else id_

    def post(self, id_: str) -> str:
        """Name of a border post."""
        return self._named("border", id_)

    def row(self, id_: str) -> Document:
        """Both names of a place."""
        return self._rows.get(id_, {"id": id_, "name": id_, "name_zh": id_})

    def avoided(self, tag: str, service: str = "") -> str:
        """What is to be avoided, such as `border:x`, in words.

        Args:
            tag: Kind and id.
            service: What a service is called.
        """
        kind, _, name = tag.partition(":")
        told = word(self.language, kind, "avoid")
        if service and kind == "service":
            own = "" if name.startswith("modelled") else f" ({name})"
            return f"{told}{self._colon}{tell(self.language, service)}{own}"
        return f"{told}{self._colon}{self._named(kind, name)}"

    @property
    def _colon(self) -> str:
        return "：" if self.language.code == "zh" else ": "

    def _named(self, kind: str, name: str) -> str:
        if kind == "border":
            if name == "all":
                return self.language.say("all of them")
            return self.language.name(self._posts[name]) if name in self._posts else name.upper()
        if kind == "passage":
            return word(self.language, name, "passage")
        if kind == "mode":
            return word(self.language, name, "mode")
        if kind == "country":
            return self.language.country(name)
        if kind == "link" and name in self._links:
            link = self._links[name]
            return f"{self.place(link['from'])} – {self.place(link['to'])}"
        return self.place(name) if kind == "terminal" else name


def routes_shown(document: Document, names: Names) -> list[Document]:
    """The routes with a number, a label, and legs that know their line and their names."""
    names.learn(document)
    drawn = document["lines"]["routes"]
    listed = [
        {**one, "number": number, "modes": way["modes"], "english": way["label"],
         "legs": [_leg(leg, line, names) for leg, line in zip(one["legs"], way["legs"],
                                                              strict=True)]}
        for number, (one, way) in enumerate(zip(document["routes"], drawn, strict=True), start=1)
    ]  # fmt: skip
    labels = option_labels([{**one, "label": one["english"]} for one in listed], names.language)
    return [{**one, "label": labels[one["number"]]} for one in listed]


SORTS: Mapping[str, str] = {
    "number": "number", "cost": "cost_usd", "days": "time_p50_h", "mean": "time_mean_h",
    "late": "time_p90_h", "risk": "late_share", "co2e": "co2e_wtw_kg", "km": "distance_km",
}  # fmt: skip


def sort_routes(routes: Sequence[Document], asked: str) -> tuple[list[Document], str, bool]:
    """Order the routes by a criterion; a leading `-` turns the order round.

    Returns:
        The routes, the key in use, and whether it descends.
    """
    is_down, key = asked.startswith("-"), asked.removeprefix("-")
    if key not in SORTS:
        is_down, key = False, "number"
    return sorted(routes, key=lambda one: one[SORTS[key]], reverse=is_down), key, is_down


def _leg(leg: Document, line: Document, names: Names) -> Document:
    start, end = names.row(leg["from"]), names.row(leg["to"])
    return {
        **leg,
        **line,
        "from_name": start["name"], "from_name_zh": start["name_zh"],
        "to_name": end["name"], "to_name_zh": end["name_zh"],
        "gauge_told": gauge_told(line, names.language),
        "from_told": names.place(leg["from"]), "to_told": names.place(leg["to"]),
        "avoids": [(tag, names.avoided(tag, line["service_name"])) for tag in _avoids(leg, line)],
    }  # fmt: skip


def _avoids(leg: Document, line: Document) -> Iterator[str]:
    """What may be avoided of a leg: its post, passages, service, terminal and lines."""
    if line["border"]:
        yield f"border:{line['border']}"
    yield from (f"passage:{name}" for name in line["passages"])
    if leg["kind"] in _AT_PLACE:
        yield f"terminal:{leg['from']}"
    if leg["service"] and leg["kind"] == "haul":
        yield f"service:{leg['service']}"
    yield from (f"link:{name}" for name in dict.fromkeys(line["links"]))


def best_cards(document: Document, routes: Sequence[Document]) -> list[tuple[str, float, Document]]:
    """The exact best value of each criterion, and the first route that has it."""
    found = []
    for criterion, key in CRITERIA.items():
        value = document["best"][key]
        best = min(range(len(routes)), key=[one[key] for one in routes].__getitem__)
        found.append((criterion, value, routes[best]))
    return found


class Addresses:
    """Addresses of the pages of a search, and of the same search with something more avoided.

    Args:
        fields: The search as it was typed.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = {name: value for name, value in fields.items() if value}

    def page(self, path: str, **changed: object) -> str:
        """A page with this search."""
        return address_of(path, self._fields, **changed)

    def avoiding(self, tag: str) -> str:
        """The map with one thing more to avoid."""
        avoid = dict.fromkeys([*self._fields.get("avoid", ()), tag])
        return self.page("/corridors", avoid=list(avoid))

    def allowing(self, tag: str) -> str:
        """The map with one thing less to avoid."""
        avoid = [one for one in self._fields.get("avoid", ()) if one != tag]
        return self.page("/corridors", avoid=avoid or None)


def map_document(
    document: Document, routes: Sequence[Document], names: Names, addresses: Addresses
) -> Document:
    """What the map draws: a line a leg, posts, changes of gauge and passages to click."""
    posts = {post["id"]: post for post in document["lines"]["posts"]}
    straits = {one["id"]: one for one in document["lines"]["passages"]}
    return {
        "routes": [
            {
                "number": one["number"],
                "id": one["id"],
                "label": one["label"],
                "legs": [_line(leg, addresses) for leg in one["legs"] if _is_line(leg)],
                "marks": [
                    *_marks(one, posts, straits, names, addresses),
                    *_trucked_changes(one, names),
                ],
            }
            for one in routes
        ],
        "ends": _ends(routes, names),
    }


def _is_line(leg: Document) -> bool:
    return len(leg["path"]) > 1


def _line(leg: Document, addresses: Addresses) -> Document:
    return {
        "mode": leg["mode"],
        "path": leg["path"],
        "drawn": leg["drawn"],
        "text": f"{leg['from_told']} → {leg['to_told']}",
        "avoids": [_offer(tag, told, addresses) for tag, told in leg["avoids"]],
    }


def _offer(tag: str, told: str, addresses: Addresses) -> Document:
    return {"tag": tag, "text": told, "href": addresses.avoiding(tag)}


def _marks(
    route: Document,
    posts: Mapping[str, Document],
    straits: Mapping[str, Document],
    names: Names,
    addresses: Addresses,
) -> Iterator[Document]:
    """Posts, changes of gauge away from posts, and passages of a route."""
    language = names.language
    for leg in route["legs"]:
        gauge = leg["gauge_told"]
        if leg["border"]:
            post = posts[leg["border"]]
            tag, told = leg["avoids"][0]
            yield {"kind": "border", "lat": post["lat"], "lon": post["lon"],
                   "name": language.name(post), "gauge": gauge,
                   "offers": [_offer(tag, told, addresses)]}  # fmt: skip
        elif gauge and leg["path"]:
            lat, lon = leg["path"][0]
            offers = [_offer(tag, told, addresses) for tag, told in leg["avoids"]]
            yield {"kind": "gauge", "lat": lat, "lon": lon, "name": leg["from_told"],
                   "gauge": gauge, "offers": offers}  # fmt: skip
        for name in leg["passages"]:
            tag = f"passage:{name}"
            offer = _offer(tag, names.avoided(tag), addresses)
            yield {"kind": "passage", "lat": straits[name]["lat"], "lon": straits[name]["lon"],
                   "name": word(language, name, "passage"), "gauge": "",
                   "offers": [offer]}  # fmt: skip


def _trucked_changes(route: Document, names: Names) -> Iterator[Document]:
    """Changes of gauge by a truck between two yards: no leg of a train has them."""
    told = {leg["to"] for leg in route["legs"] if leg["gauge_change"]}
    for change in route["gauge_changes"]:
        legs = [one for one in route["legs"] if one["from"] == change["place"] and one["path"]]
        if change["place"] in told or not legs:
            continue
        lat, lon = legs[0]["path"][0]
        gauge = _gauges(change["from_mm"], change["to_mm"], names.language)
        yield {"kind": "gauge", "lat": lat, "lon": lon, "name": names.place(change["place"]),
               "gauge": gauge, "offers": []}  # fmt: skip


def gauge_told(leg: Document, language: Language) -> str:
    """The change of gauge of a leg, such as `1435 → 1520 mm`; empty where there is none."""
    if not leg["gauge_change"]:
        return ""
    return _gauges(leg["from_mm"], leg["to_mm"], language)


def _gauges(before: int | None, after: int | None, language: Language) -> str:
    known = [str(mm) if mm else "?" for mm in (before, after)]
    return language.say("gauge %(one)s → %(other)s mm", one=known[0], other=known[1])


def _ends(routes: Sequence[Document], names: Names) -> list[Document]:
    """The two ends of the routes, where a leg tells where they are."""
    if not routes:
        return []
    legs = [leg for leg in routes[0]["legs"] if leg["path"]]
    ends = ((legs[0], "from", 0), (legs[-1], "to", -1))
    return [
        {"name": names.place(leg[side]), "lat": leg["path"][at][0], "lon": leg["path"][at][1]}
        for leg, side, at in ends
    ]


def trade_off(routes: Sequence[Document]) -> list[Document]:
    """Cost against likely and late days, a point a route."""
    return [
        {
            "number": one["number"],
            "label": one["label"],
            "mode": _main_mode(one["km_by_mode"]),
            "cost": one["cost_usd"],
            "days": round(one["time_p50_h"] / 24, 1),
            "late": round(one["time_p90_h"] / 24, 1),
            "co2e": one["co2e_wtw_kg"],
        }
        for one in routes
    ]


def _main_mode(km: Mapping[str, float]) -> str:
    """The mode that carries the goods farthest."""
    return max(km, key=lambda mode: km[mode], default="road")


def profile_shown(profile: Iterable[Document], routes: Sequence[Document]) -> list[Document]:
    """The days of departure with the days each journey takes, the way called as the routes are."""
    labels = {one["english"]: one["label"] for one in routes}
    return [
        {**entry, "days": _days(entry), "label": labels.get(entry["route"])} for entry in profile
    ]


def _days(entry: Document) -> float | None:
    arrives = entry["arrives_mean"]
    if arrives is None:
        return None
    left = datetime.combine(datetime.fromisoformat(entry["day"]).date(), time())
    arrived = datetime.fromisoformat(arrives).replace(tzinfo=None)
    return round((arrived - left).total_seconds() / 86400, 1)
