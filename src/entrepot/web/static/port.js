// The map of sealed legs: a line from end to end, by state; the table says the same.
import { collection, dot, drawMap, fit, hover, labels, line } from "./basemap.js";
import { colour, dataOf } from "./page.js";

const STATES = { sealed: "#1c62a8", arrived: "#2f7d43", seal_check: "#b8242d", cleared: "#2f7d43" };
const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) drawMap(box, draw);

function draw(map) {
  const lines = data.legs.map((leg) => line(leg.path, { state: leg.state, label: String(leg.boxes) }));
  const places = data.places.map((place) => dot({ ...place, name: document.documentElement.lang.startsWith("zh") && place.name_zh || place.name }, {}));
  map.addSource("legs", { type: "geojson", data: collection(lines) });
  map.addSource("places", { type: "geojson", data: collection(places) });
  const paint = { "line-color": ["match", ["get", "state"], ...Object.entries(STATES).flat(), colour("soft")], "line-width": 3.5 };
  map.addLayer({ id: "legs", type: "line", source: "legs", layout: { "line-cap": "round" }, paint });
  map.addLayer({ id: "touch", type: "line", source: "legs", paint: { "line-color": "#000000", "line-opacity": 0, "line-width": 16 } });
  map.addLayer({ id: "places", type: "circle", source: "places", paint: { "circle-radius": 6, "circle-color": colour("accent"), "circle-stroke-width": 2, "circle-stroke-color": "#ffffff" } });
  map.addLayer(labels("names", "places", { layout: { "text-allow-overlap": true } }));
  if (places.length) fit(map, [...lines, ...places]);
  hover(map, "touch", (feature) => feature.properties.label);
}
