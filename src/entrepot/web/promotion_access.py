"""Who may ask about measures, factors, targets and parks with a case of one's own: everybody."""

from entrepot.web.promotion_api import PATHS

PAGES = {
    "/recruit/try": "recruit", "/parks/try": "places", "/factors/try": "factors",
    "/land/try": "land",
}  # fmt: skip
TRIES = {path.removesuffix("/try"): path for path in PAGES}  # by the page whose question it is
PUBLIC = frozenset(
    route
    for path, _ in PATHS.values()
    for route in (f"POST /api/v1{path}", f"GET /api/v1{path.rpartition('/')[0]}/example")
) | frozenset(f"{method} {path}" for path in PAGES for method in ("GET", "POST"))
