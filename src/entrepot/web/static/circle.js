// The circle of friends: a line from home to each partner, in the colour of the tie that binds most.
import { collection, dot, drawMap, fit, hover, labels, line } from "./basemap.js";
import { colour, dataOf } from "./page.js";

const KINDS = ["sister_city", "friendship", "cooperation_agreement", "memorandum", "letter_of_intent", "membership"];
const BY_KIND = ["match", ["get", "kind"], ...KINDS.flatMap((kind) => [kind, colour(`tie-${kind}`)]), colour("tie-none")];
const box = document.getElementById("map");
const data = dataOf("map-data");
if (box && data) drawMap(box, (map) => drawCircle(map, data));

function drawCircle(map, { home, partners }) {
  const lines = partners.map((one) => line([[home.lat, home.lon], [one.lat, one.lon]], { kind: one.kind }));
  // A dot stands where its line ends, also when that is past the 180th meridian.
  const dots = partners.map((one, at) => {
    const [lon] = lines[at].geometry.coordinates[1];
    return dot({ ...one, lon }, { text: one.text });
  });
  map.addSource("ties", { type: "geojson", data: collection(lines) });
  map.addSource("partners", { type: "geojson", data: collection(dots) });
  map.addSource("home", { type: "geojson", data: collection([dot(home, {})]) });
  map.addLayer({ id: "ties", type: "line", source: "ties", paint: { "line-color": BY_KIND, "line-width": 1.6, "line-opacity": 0.65 } });
  map.addLayer({ id: "partners", type: "circle", source: "partners", paint: { "circle-radius": 5.5, "circle-color": BY_KIND, "circle-stroke-width": 1.5, "circle-stroke-color": "#ffffff" } });
  map.addLayer({ id: "home", type: "circle", source: "home", paint: { "circle-radius": 7, "circle-color": colour("accent"), "circle-stroke-width": 2.5, "circle-stroke-color": "#ffffff" } });
  map.addLayer(labels("partner-names", "partners"));
  map.addLayer(labels("home-name", "home", { layout: { "text-size": 14, "text-allow-overlap": true } }));
  fit(map, [...dots, dot(home, {})]);
  hover(map, "partners", ({ properties }) => (properties.text ? `${properties.name} · ${properties.text}` : properties.name));
}
