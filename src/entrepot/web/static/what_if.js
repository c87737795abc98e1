// The map of a scenario: ways before and after, and what is shut or opened by a click.
import { BY_MODE, collection, drawMap, fit, labels, line, maplibregl } from "./basemap.js";
import { colour, dataOf, say } from "./page.js";

const WHEN = { base: say("base"), after: say("after") };
const BASE = "#17222b", AFTER = "#b5178c";
const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) drawMap(box, (map) => drawScenario(map, data));
document.getElementById("summary")?.focus();

function drawScenario(map, { routes, lines, marks }) {
  const links = lines.map((one, at) => line(one.path, { at, mode: one.mode, isOpen: one.state === "open" }));
  let last;
  const ways = routes.map((one) => {
    const feature = line(one.path, { when: one.when, name: WHEN[one.when] }, last);
    last = feature.geometry.coordinates.at(-1)[0];
    return feature;
  });
  const points = marks.map((one, at) => ({ type: "Feature", properties: { at, kind: one.kind, name: one.name }, geometry: { type: "Point", coordinates: [one.lon, one.lat] } }));
  map.addSource("links", { type: "geojson", data: collection(links) });
  map.addSource("ways", { type: "geojson", data: collection(ways) });
  map.addSource("marks", { type: "geojson", data: collection(points) });
  map.addLayer({ id: "links", type: "line", source: "links", filter: ["get", "isOpen"], paint: { "line-color": BY_MODE, "line-width": 1.3, "line-opacity": 0.55 } });
  map.addLayer({ id: "later", type: "line", source: "links", filter: ["!", ["get", "isOpen"]], paint: { "line-color": BY_MODE, "line-width": 2, "line-dasharray": [2, 1.5] } });
  map.addLayer(way("after", { "line-color": AFTER, "line-width": 5, "line-opacity": 0.8 }));
  map.addLayer(way("base", { "line-color": BASE, "line-width": 2.5, "line-dasharray": [2.4, 1.6] }));
  map.addLayer({ id: "touch", type: "line", source: "links", paint: { "line-color": "#000000", "line-opacity": 0, "line-width": 14 } });
  map.addLayer({ id: "posts", type: "circle", source: "marks", paint: { "circle-radius": 6, "circle-color": ["match", ["get", "kind"], "border", "#d98200", colour("sea")], "circle-stroke-width": 2, "circle-stroke-color": "#ffffff" } });
  const names = labels("way-names", "ways", { minzoom: 2 });
  names.layout = { "text-field": ["get", "name"], "text-size": 12, "text-font": names.layout["text-font"], "symbol-placement": "line", "symbol-spacing": 300 };
  map.addLayer(names);
  map.addLayer(labels("mark-names", "marks", { minzoom: 4.5 }));
  fit(map, ways.length ? ways : links.length ? links : points);
  for (const layer of ["posts", "touch"]) {
    map.on("mousemove", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  map.on("click", (event) => {
    const near = [[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]];
    const [found] = [...map.queryRenderedFeatures(near, { layers: ["posts"] }), ...map.queryRenderedFeatures(event.point, { layers: ["touch"] })];
    if (!found) return;
    const one = found.layer.id === "posts" ? marks[found.properties.at] : lines[found.properties.at];
    tell(map, event.lngLat, one.name, say(one.kind ?? one.mode), one.offers);
  });
}

function way(when, paint) {
  return { id: `way-${when}`, type: "line", source: "ways", filter: ["==", ["get", "when"], when], layout: { "line-join": "round" }, paint };
}

// What is told of a post, a passage or a line: each edit is a link to the page with it.
function tell(map, at, title, kind, offers) {
  const told = document.createElement("div");
  told.className = "map-popup";
  const head = document.createElement("b");
  head.textContent = title;
  const body = document.createElement("p");
  body.textContent = kind;
  told.append(head, body);
  for (const offer of offers) {
    const link = document.createElement("a");
    link.className = "chip";
    link.href = offer.href;
    link.dataset.edit = offer.edit;
    link.textContent = offer.text;
    told.append(link, document.createElement("br"));
  }
  const popup = new maplibregl.Popup({ offset: 12, maxWidth: "300px", locale: {} });
  popup.setLngLat(at).setDOMContent(told).addTo(map);
  told.querySelector("a")?.focus();
  told.addEventListener("keydown", (event) => { if (event.key === "Escape") popup.remove(); });
}
