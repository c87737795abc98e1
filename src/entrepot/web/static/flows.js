// The maps of flows, wide by what they carry, and of places, larger the better their access.
import { BY_MODE, collection, dot, drawMap, fit, hover, labels, line } from "./basemap.js";
import { colour, dataOf } from "./page.js";

const box = document.getElementById("map");
const data = dataOf("map-data");
const KINDS = { flows: drawFlows, access: drawAccess };
if (box && data) drawMap(box, (map) => KINDS[box.dataset.kind](map, data));

function drawFlows(map, { lines }) {
  const most = Math.max(1, ...lines.map((one) => one.flow));
  const features = lines.map((one) => line(one.path, {
    mode: one.mode, room: one.room, width: 1 + 11 * Math.sqrt(one.flow / most),
    label: one.label,
  }));
  const round = { "line-cap": "round", "line-join": "round" };
  map.addSource("flows", { type: "geojson", data: collection(features) });
  map.addLayer({ id: "flows", type: "line", source: "flows", filter: ["!=", ["get", "room"], "over"], layout: round, paint: { "line-color": BY_MODE, "line-width": ["get", "width"], "line-opacity": 0.65 } });
  map.addLayer({ id: "flows-over", type: "line", source: "flows", filter: ["==", ["get", "room"], "over"], paint: { "line-color": BY_MODE, "line-width": ["get", "width"], "line-dasharray": [1.5, 0.8] } });
  map.addLayer({ id: "touch", type: "line", source: "flows", paint: { "line-color": "#000000", "line-opacity": 0, "line-width": 14 } });
  fit(map, features);
  hover(map, "touch", (feature) => feature.properties.label);
}

function drawAccess(map, { places }) {
  const features = places.map((one) => dot(one, { scale: one.scale, told: one.told }));
  map.addSource("places", { type: "geojson", data: collection(features) });
  map.addLayer({
    id: "places", type: "circle", source: "places",
    paint: {
      "circle-radius": ["+", 4, ["*", 10, ["get", "scale"]]], "circle-color": colour("accent"),
      "circle-opacity": ["+", 0.3, ["*", 0.6, ["get", "scale"]]], "circle-stroke-width": 1.2, "circle-stroke-color": "#ffffff",
    },
  });
  map.addLayer(labels("place-names", "places", { minzoom: 5 }));
  fit(map, features);
  hover(map, "places", (feature) => `${feature.properties.name} · ${feature.properties.told}`);
}
