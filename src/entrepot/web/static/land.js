// Land and boundaries of the world atlas, made fit for a flat map.
// The atlas lets outlines run over the antimeridian and round the pole, as a globe may; on a
// flat map such an outline would cross the whole picture.

export async function readLand() {
  const atlas = await (await fetch("/vendor/countries-50m.json")).json();
  const land = topojson.feature(atlas, atlas.objects.countries);
  for (const { geometry } of land.features) {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const polygon of polygons) polygon.forEach((ring, i) => { polygon[i] = unroll(ring); });
  }
  return { land, lines: topojson.mesh(atlas, atlas.objects.countries, (a, b) => a !== b) };
}

// Longitudes run on past 180 instead of jumping; a ring round the pole is closed along it.
export function unroll(ring) {
  let turn = 0;
  const flat = ring.map(([lon, lat], i) => {
    const step = i ? lon - ring[i - 1][0] : 0;
    if (step > 180) turn -= 360;
    if (step < -180) turn += 360;
    return [lon + turn, lat];
  });
  if (turn === 0) return flat;
  const pole = flat[0][1] < 0 ? -90 : 90;
  return [...flat, [flat.at(-1)[0], pole], [flat[0][0], pole], flat[0]];
}
