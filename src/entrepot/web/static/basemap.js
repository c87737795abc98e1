// What every map shares: land from the collected world atlas, lines, dots, names.
import * as maplibregl from "/vendor/maplibre-gl.mjs";
import { readLand } from "./land.js";
import { colour, say } from "./page.js";

maplibregl.setWorkerUrl("/vendor/maplibre-gl-worker.mjs");

export { maplibregl };
export const MODES = ["rail", "road", "river", "sea", "air", "ferry"];
const FONT = "Noto Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif";
export const BY_MODE = ["match", ["get", "mode"], ...MODES.flatMap((mode) => [mode, colour(mode)]), colour("soft")];


// Draw in a box, or say that the browser cannot; `data-state` tells which.
export async function drawMap(box, draw) {
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
  draw(map);
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
export function points(path, start) {
  let last = start;
  return path.map(([lat, lon]) => {
    while (last !== undefined && lon - last > 180) lon -= 360;
    while (last !== undefined && lon - last < -180) lon += 360;
    last = lon;
    return [lon, lat];
  });
}

export function line(path, properties, start) {
  return { type: "Feature", properties, geometry: { type: "LineString", coordinates: points(path, start) } };
}

export function dot(thing, properties) {
  return { type: "Feature", properties: { name: thing.name, kind: thing.kind, ...properties }, geometry: { type: "Point", coordinates: [thing.lon, thing.lat] } };
}

export const collection = (features) => ({ type: "FeatureCollection", features });

export function fit(map, features, padding = 46) {
  const bounds = new maplibregl.LngLatBounds();
  for (const { geometry } of features) {
    const all = geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
    all.forEach((point) => bounds.extend(point));
  }
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding, duration: 0, maxZoom: 6 });
}

export function labels(id, source, extra = {}) {
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

export function hover(map, layer, text) {
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
