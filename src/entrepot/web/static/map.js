// The map of a quote's options, or of the region; land from the collected world atlas.
import * as maplibregl from "/vendor/maplibre-gl.mjs";
import { readLand } from "./land.js";
import { choose, colour, dataOf, say, whenChosen } from "./page.js";

maplibregl.setWorkerUrl("/vendor/maplibre-gl-worker.mjs");

const MODES = ["rail", "road", "river", "sea", "air", "ferry"];
const FONT = "Noto Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif";
const BY_MODE = ["match", ["get", "mode"], ...MODES.flatMap((mode) => [mode, colour(mode)]), colour("soft")];

const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) draw(box, data);

async function draw(box, data) {
  let map;
  try {
    map = await makeMap(box);
  } catch {
    const note = document.createElement("p");
    note.className = "empty";
    note.textContent = say("no_map");
    box.replaceChildren(note);
    box.dataset.state = "none";
    return;
  }
  (box.dataset.kind === "options" ? drawOptions : drawRegion)(map, data);
  box.drawn = map; // for a look from the console, and for the browser tests
  map.once("idle", () => { box.dataset.state = "ready"; });
}

async function makeMap(box) {
  const { land, lines } = await readLand();
  const map = new maplibregl.Map({
    container: box,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 9,
    cooperativeGestures: false,
    locale: { "NavigationControl.ZoomIn": say("zoom_in"), "NavigationControl.ZoomOut": say("zoom_out") },
    style: {
      version: 8,
      sources: {
        land: { type: "geojson", data: land },
        lines: { type: "geojson", data: lines },
      },
      layers: [
        { id: "water", type: "background", paint: { "background-color": "#e3ecf1" } },
        { id: "land", type: "fill", source: "land", paint: { "fill-color": "#fbfaf6", "fill-outline-color": "#c5ced4" } },
        { id: "borders", type: "line", source: "lines", paint: { "line-color": "#c5ced4", "line-width": 0.7 } },
      ],
    },
  });
  map.scrollZoom.disable();
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  await new Promise((done) => map.once("load", done));
  return map;
}

// Longitudes run on past 180 instead of jumping back, so that no line crosses the whole map.
function points(path, start) {
  let last = start;
  return path.map(([lat, lon]) => {
    while (last !== undefined && lon - last > 180) lon -= 360;
    while (last !== undefined && lon - last < -180) lon += 360;
    last = lon;
    return [lon, lat];
  });
}

function line(path, properties, start) {
  return { type: "Feature", properties, geometry: { type: "LineString", coordinates: points(path, start) } };
}

function dot(thing, properties) {
  return { type: "Feature", properties: { name: thing.name, kind: thing.kind, ...properties }, geometry: { type: "Point", coordinates: [thing.lon, thing.lat] } };
}

const collection = (features) => ({ type: "FeatureCollection", features });

function fit(map, features, padding = 46) {
  const bounds = new maplibregl.LngLatBounds();
  for (const { geometry } of features) {
    const all = geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
    all.forEach((point) => bounds.extend(point));
  }
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding, duration: 0, maxZoom: 6 });
}

function labels(id, source, extra = {}) {
  return {
    id, type: "symbol", source, ...extra,
    layout: {
      "text-field": ["get", "name"], "text-size": 12.5, "text-font": [FONT],
      "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.7, "text-max-width": 9,
      ...(extra.layout ?? {}),
    },
    paint: { "text-color": colour("ink"), "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
  };
}

function drawOptions(map, data) {
  const lines = data.options.flatMap((option) => {
    let last;
    return option.legs.map((leg) => {
      const feature = line(leg.path, { option: option.number, label: option.label, mode: leg.mode }, last);
      last = feature.geometry.coordinates.at(-1)[0];
      return feature;
    });
  });
  const stops = data.options.flatMap((option) => option.places.map((place) => dot(place, { option: option.number })));
  const ends = data.ends.map((end) => dot(end, {}));
  map.addSource("options", { type: "geojson", data: collection(lines) });
  map.addSource("stops", { type: "geojson", data: collection(stops) });
  map.addSource("ends", { type: "geojson", data: collection(ends) });
  const round = { "line-cap": "round", "line-join": "round" };
  map.addLayer({ id: "casing", type: "line", source: "options", layout: round, paint: { "line-color": "#ffffff", "line-width": 9 } });
  map.addLayer({ id: "options", type: "line", source: "options", layout: round, paint: { "line-color": BY_MODE, "line-width": 2.4, "line-opacity": 0.45 } });
  map.addLayer({ id: "chosen", type: "line", source: "options", filter: ["!=", ["get", "mode"], "air"], layout: round, paint: { "line-color": BY_MODE, "line-width": 4.6 } });
  map.addLayer({ id: "chosen-air", type: "line", source: "options", paint: { "line-color": BY_MODE, "line-width": 4, "line-dasharray": [2, 1.4] } });
  map.addLayer({ id: "touch", type: "line", source: "options", paint: { "line-color": "#000000", "line-opacity": 0, "line-width": 18 } });
  map.addLayer({ id: "stops", type: "circle", source: "stops", paint: { "circle-radius": 4, "circle-color": "#ffffff", "circle-stroke-width": 2, "circle-stroke-color": colour("ink") } });
  map.addLayer({ id: "ends", type: "circle", source: "ends", paint: { "circle-radius": 7, "circle-color": colour("accent"), "circle-stroke-width": 2.5, "circle-stroke-color": "#ffffff" } });
  map.addLayer(labels("stop-names", "stops"));
  map.addLayer(labels("end-names", "ends", { layout: { "text-size": 14, "text-allow-overlap": true } }));
  fit(map, [...lines, ...ends]);
  hover(map, "touch", (feature) => `${feature.properties.option} · ${feature.properties.label}`);
  map.on("click", "touch", (event) => choose(event.features[0].properties.option, "map"));

  const show = (number) => {
    const own = ["==", ["get", "option"], number];
    map.setFilter("casing", own);
    map.setFilter("chosen", ["all", own, ["!=", ["get", "mode"], "air"]]);
    map.setFilter("chosen-air", ["all", own, ["==", ["get", "mode"], "air"]]);
    map.setFilter("stops", own);
    map.setFilter("stop-names", own);
    map.getContainer().dataset.chosen = number;
  };
  show(Number(document.querySelector(".chosen")?.dataset.number ?? 1));
  whenChosen(show);
}

function drawRegion(map, data) {
  const lines = data.corridors.map((link) => line(link.path, { mode: link.mode, state: link.state, label: link.label }));
  const places = data.places.filter((place) => place.level !== 0).map((place) => dot(place, { level: place.level }));
  const zones = data.zones.filter((zone) => zone.lat !== null).map((zone) => dot(zone, {}));
  const borders = data.borders.map((post) => dot(post, {}));
  const round = { "line-cap": "round", "line-join": "round" };
  map.addSource("links", { type: "geojson", data: collection(lines) });
  map.addSource("places", { type: "geojson", data: collection(places) });
  map.addSource("zones", { type: "geojson", data: collection(zones) });
  map.addSource("posts", { type: "geojson", data: collection(borders) });
  map.addLayer({ id: "links", type: "line", source: "links", filter: ["==", ["get", "state"], "open"], layout: round, paint: { "line-color": BY_MODE, "line-width": 2, "line-opacity": 0.8 } });
  map.addLayer({ id: "links-later", type: "line", source: "links", filter: ["!=", ["get", "state"], "open"], paint: { "line-color": BY_MODE, "line-width": 2.2, "line-dasharray": [2, 1.5] } });
  map.addLayer({ id: "places", type: "circle", source: "places", paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 1, 2, 6, ["case", ["<", ["get", "level"], 2], 4.5, 2.5]], "circle-color": colour("ink"), "circle-stroke-width": 1, "circle-stroke-color": "#ffffff" } });
  map.addLayer({ id: "zones", type: "circle", source: "zones", paint: { "circle-radius": 5.5, "circle-color": "#3d8b40", "circle-stroke-width": 1.5, "circle-stroke-color": "#ffffff" } });
  map.addLayer({ id: "posts", type: "circle", source: "posts", paint: { "circle-radius": 5.5, "circle-color": "#d98200", "circle-stroke-width": 1.5, "circle-stroke-color": "#ffffff" } });
  const isMain = ["<", ["get", "level"], 2];
  map.addLayer(labels("place-names", "places", { filter: isMain }));
  map.addLayer(labels("small-names", "places", { filter: ["!", isMain], minzoom: 6.5 }));
  map.addLayer(labels("post-names", "posts"));
  if (lines.length) fit(map, [...lines, ...places]);
  else map.jumpTo({ center: [data.centre[1], data.centre[0]], zoom: 4 });
  hover(map, "links", (feature) => `${say(feature.properties.mode)} · ${feature.properties.label}`);
  hover(map, "zones", (feature) => `${say("zone")} · ${feature.properties.name}`);
  hover(map, "posts", (feature) => `${say("border")} · ${feature.properties.name}`);
}

function hover(map, layer, text) {
  const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 10 });
  map.on("mousemove", layer, (event) => {
    map.getCanvas().style.cursor = "pointer";
    popup.setLngLat(event.lngLat).setText(text(event.features[0])).addTo(map);
  });
  map.on("mouseleave", layer, () => {
    map.getCanvas().style.cursor = "";
    popup.remove();
  });
}
