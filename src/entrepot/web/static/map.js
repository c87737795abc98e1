// The map of a quote's options, or of the region.
import { BY_MODE, collection, dot, drawMap, fit, hover, labels, line } from "./basemap.js";
import { choose, colour, dataOf, say, whenChosen } from "./page.js";

const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) drawMap(box, (map) => (box.dataset.kind === "options" ? drawOptions : drawRegion)(map, data));

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
