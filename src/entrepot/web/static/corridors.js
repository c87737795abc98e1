// The map of routes: lines by mode in colour and dashes, marks that can be avoided by a click.
import { collection, dot, drawMap, fit, labels, line, maplibregl, MODES } from "./basemap.js";
import { choose, colour, dataOf, say, whenChosen } from "./page.js";

// Lengths of dashes and gaps in widths of the line; rail is whole.
const DASHES = { road: [2.2, 1.8], sea: [0.1, 1.8], river: [2.2, 1.8, 0.1, 1.8], air: [3.5, 1.2], ferry: [0.8, 1.8] };
const FLAT = ["rail", "air"];
const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) drawMap(box, (map) => drawRoutes(map, data));

function drawRoutes(map, { routes, ends }) {
  const lines = routes.flatMap((route) => {
    let last;
    return route.legs.map((leg, at) => {
      const told = { route: route.number, leg: at, mode: leg.mode, name: `${route.number} · ${say(leg.mode)}`, isThin: leg.drawn === "straight" && leg.mode !== "air" };
      const feature = line(leg.path, told, last);
      last = feature.geometry.coordinates.at(-1)[0];
      return feature;
    });
  });
  const dots = ends.map((end) => dot(end, {}));
  map.addSource("routes", { type: "geojson", data: collection(lines) });
  map.addSource("ends", { type: "geojson", data: collection(dots) });
  map.addLayer({ id: "casing", type: "line", source: "routes", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 9, "line-opacity": 0.85 } });
  for (const kind of ["others", "chosen"]) for (const mode of MODES) map.addLayer(modeLayer(kind, mode));
  map.addLayer({ id: "touch", type: "line", source: "routes", paint: { "line-color": "#000000", "line-opacity": 0, "line-width": 18 } });
  map.addLayer({ id: "ends", type: "circle", source: "ends", paint: { "circle-radius": 7, "circle-color": colour("accent"), "circle-stroke-width": 2.5, "circle-stroke-color": "#ffffff" } });
  const names = labels("line-names", "routes", { minzoom: 2 });
  names.layout = { "text-field": ["get", "name"], "text-size": 12, "text-font": names.layout["text-font"], "symbol-placement": "line", "symbol-spacing": 320, "text-max-angle": 40 };
  map.addLayer(names);
  map.addLayer(labels("end-names", "ends", { layout: { "text-size": 14, "text-allow-overlap": true } }));
  fit(map, [...lines, ...dots]);
  map.on("mousemove", "touch", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "touch", () => { map.getCanvas().style.cursor = ""; });
  map.on("click", "touch", (event) => {
    const { route: number, leg: at } = event.features[0].properties;
    choose(number, "map");
    const route = routes.find((one) => one.number === number), leg = route.legs[at];
    tell(map, event.lngLat, `${number} · ${route.label}`, `${say(leg.mode)} · ${leg.text}`, leg.avoids);
  });

  let marks = [];
  const show = (number) => {
    const own = ["==", ["get", "route"], number];
    map.setFilter("casing", own);
    map.setFilter("line-names", own);
    for (const mode of MODES) {
      const isMode = ["==", ["get", "mode"], mode];
      map.setFilter(`others-${mode}`, ["all", isMode, ["!", own]]);
      map.setFilter(`chosen-${mode}`, ["all", isMode, own]);
    }
    map.getContainer().dataset.chosen = number;
    marks.forEach((mark) => mark.remove());
    marks = routes.find((one) => one.number === number).marks.map((mark) => addMark(map, mark));
  };
  show(Number(document.querySelector(".chosen")?.dataset.number ?? routes[0].number));
  whenChosen(show);
}

function modeLayer(kind, mode) {
  const isChosen = kind === "chosen";
  const width = isChosen ? ["case", ["get", "isThin"], 2.6, 5] : ["case", ["get", "isThin"], 1.2, 2.2];
  return {
    id: `${kind}-${mode}`, type: "line", source: "routes",
    layout: { "line-cap": FLAT.includes(mode) ? "butt" : "round", "line-join": "round" },
    paint: { "line-color": colour(mode), "line-width": width, "line-opacity": isChosen ? 1 : 0.45, ...(DASHES[mode] ? { "line-dasharray": DASHES[mode] } : {}) },
  };
}

const KINDS = { border: say("border"), gauge: say("gauge"), passage: say("passage") };

// A mark is a button on the map, so that it is reached by keyboard too.
function addMark(map, mark) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "map-mark";
  button.dataset.mark = mark.offers[0]?.tag ?? mark.kind;
  if (mark.gauge) button.dataset.gauge = mark.gauge;
  button.setAttribute("aria-label", [KINDS[mark.kind], mark.name, mark.gauge].filter(Boolean).join(" · "));
  button.setAttribute("aria-expanded", "false");
  const sign = document.createElement("span");
  sign.className = `mark mark-${mark.kind}`;
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = mark.gauge || mark.name;
  button.append(sign, name);
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    button.setAttribute("aria-expanded", "true");
    const popup = tell(map, [mark.lon, mark.lat], mark.name, [KINDS[mark.kind], mark.gauge].filter(Boolean).join(" · "), mark.offers);
    popup.once("close", () => button.setAttribute("aria-expanded", "false"));
  });
  return new maplibregl.Marker({ element: button }).setLngLat([mark.lon, mark.lat]).addTo(map);
}

let open;

// What is told of a place or a line, with what may be avoided there; Escape closes it.
function tell(map, at, title, text, offers) {
  open?.remove();
  const told = document.createElement("div");
  told.className = "map-popup";
  const head = document.createElement("b");
  head.textContent = title;
  const body = document.createElement("p");
  body.textContent = text;
  told.append(head, body);
  for (const offer of offers) {
    const link = document.createElement("a");
    link.className = "chip";
    link.href = offer.href;
    link.dataset.avoid = offer.tag;
    link.textContent = `${say("avoid")} · ${offer.text}`;
    told.append(link, document.createElement("br"));
  }
  const popup = new maplibregl.Popup({ offset: 14, maxWidth: "300px", closeOnClick: true, locale: {} });
  popup.setLngLat(at).setDOMContent(told).addTo(map);
  told.addEventListener("keydown", (event) => { if (event.key === "Escape") popup.remove(); });
  const before = document.activeElement;
  popup.once("close", () => { if (told.contains(document.activeElement) || document.activeElement === document.body) before?.focus?.(); });
  open = popup;
  return popup;
}

// The route that is chosen is part of the address, and of the links that lead on from here.
whenChosen((number) => {
  const query = new URLSearchParams(location.search);
  query.set("route", `r${number}`);
  history.replaceState(null, "", `?${query}${location.hash}`);
  for (const link of document.querySelectorAll(".languages a, [data-with-route]")) {
    const address = new URL(link.href);
    address.searchParams.set("route", `r${number}`);
    link.href = address;
  }
});
