// Trade by month, partners as a treemap, and the product space as a network.
import { colour, dataOf, isStill, say } from "./page.js";

const FONT = getComputedStyle(document.body).fontFamily;
const COLOURS = [colour("accent"), "#b26b00", colour("sea"), colour("air")];
const SHADES = ["#0b5f59", "#1c4fa1", "#7a5c00", "#7b3fa0", "#a3322a", "#3f5a6d"]; // white reads on each
const DASHES = ["solid", [7, 4], [2, 3], [10, 3, 2, 3]];
const COMPACT = Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
const MAKERS = { months, treemap, space, fan, effects };

for (const box of document.querySelectorAll("[data-trade]")) {
  const data = dataOf(box.dataset.source);
  if (!data || !globalThis.echarts) continue;
  const chart = echarts.init(box, null, { renderer: box.dataset.trade === "space" ? "canvas" : "svg" });
  chart.setOption({
    animation: !isStill && box.dataset.trade !== "space", textStyle: { fontFamily: FONT, color: colour("ink") },
    ...MAKERS[box.dataset.trade](data),
  });
  new ResizeObserver(() => chart.resize()).observe(box);
  box.dataset.state = "ready";
}

function months(data) {
  return {
    color: COLOURS,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value) => value === null ? "–" : `${COMPACT.format(value)} ${data.currency}` },
    legend: { bottom: 0, textStyle: { color: colour("ink") } },
    grid: { left: 62, right: 18, top: 16, bottom: 56 },
    xAxis: { type: "category", data: data.months, axisLabel: { color: colour("soft") } },
    yAxis: { type: "value", axisLabel: { color: colour("soft"), formatter: (value) => COMPACT.format(value) }, splitLine: { lineStyle: { color: "#e6ebee" } } },
    series: data.flows.map((flow, n) => ({
      name: flow.name, type: "line", data: flow.points, symbolSize: 7, connectNulls: false,
      symbol: n % 2 ? "diamond" : "circle", lineStyle: { type: DASHES[n % DASHES.length] },
    })),
  };
}

function fan({ periods, known, median, low, high, path, currency, names }) {
  const bare = { type: "line", symbol: "none", lineStyle: { opacity: 0 }, stack: "band", tooltip: { show: false } };
  return {
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value) => value === null ? "–" : `${COMPACT.format(value)} ${currency}` },
    legend: { bottom: 0, data: [names.known, names.median, names.band, ...(path ? [names.path] : [])], textStyle: { color: colour("ink") } },
    grid: { left: 62, right: 18, top: 16, bottom: 56 },
    xAxis: { type: "category", data: periods, axisLabel: { color: colour("soft") } },
    yAxis: { type: "value", axisLabel: { color: colour("soft"), formatter: (value) => COMPACT.format(value) }, splitLine: { lineStyle: { color: "#e6ebee" } } },
    series: [
      { ...bare, name: "low", data: low },
      { ...bare, name: names.band, data: high.map((value, n) => value === null ? null : value - low[n]), areaStyle: { color: "#b26b00", opacity: 0.22 }, itemStyle: { color: "#e6c79a" } },
      { name: names.known, type: "line", data: known, symbol: known.filter((value) => value !== null).length < 3 ? "circle" : "none", itemStyle: { color: colour("accent") } },
      { name: names.median, type: "line", data: median, symbol: "none", lineStyle: { type: DASHES[1] }, itemStyle: { color: "#b26b00" } },
      ...(path ? [{ name: names.path, type: "line", data: path, symbol: "none", lineStyle: { type: DASHES[2] }, itemStyle: { color: COLOURS[2] } }] : []),
    ],
  };
}

function effects({ figures, interval, scenarios }) {
  const percent = (value) => `${COMPACT.format(value)} %`;
  const told = ([middle, low, high]) => middle === null ? "–" : `${middle.toFixed(3)} %${low === null ? "" : ` (${interval} ${low.toFixed(3)} – ${high.toFixed(3)} %)`}`;
  return {
    color: SHADES,
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: (item) => `${item.seriesName}\n${item.name}: ${told(scenarios[item.seriesIndex % scenarios.length].points[item.dataIndex])}` },
    legend: { bottom: 0, type: "scroll", data: scenarios.map(({ name }) => name), textStyle: { color: colour("ink") } },
    grid: { left: 12, right: 24, top: 10, bottom: 40, containLabel: true },
    xAxis: { type: "value", axisLabel: { color: colour("soft"), formatter: percent }, splitLine: { lineStyle: { color: "#e6ebee" } } },
    yAxis: { type: "category", inverse: true, data: figures, axisLabel: { color: colour("soft"), width: 150, overflow: "break" } },
    series: [
      ...scenarios.map(({ name, points }, n) => ({ name, type: "bar", data: points.map(([middle]) => middle), itemStyle: { color: SHADES[n % SHADES.length], opacity: 0.75 } })),
      ...scenarios.map(({ name, points }, n) => ({
        name, type: "custom", silent: true, z: 5, encode: { x: [1, 2], y: 0 }, data: points.map(([, low, high], at) => [at, low, high]),
        renderItem: (_, api) => whisker(api, n, scenarios.length),
      })),
    ],
  };
}

// A line from the low to the high end of an interval, over the bar of its scenario.
function whisker(api, n, count) {
  const [at, low, high] = [0, 1, 2].map((place) => api.value(place));
  if (Number.isNaN(low) || Number.isNaN(high)) return null;
  const [left, middle] = api.coord([low, at]);
  const [right] = api.coord([high, at]);
  const y = middle + api.size([0, 1])[1] * 0.7 * ((n + 0.5) / count - 0.5);
  return { type: "line", shape: { x1: left, y1: y, x2: right, y2: y }, style: { stroke: colour("ink"), lineWidth: 2 } };
}

function treemap(rows) {
  return {
    tooltip: { renderMode: "richText", confine: true, formatter: (item) => item.data ? `${item.name}\n${item.data.told ?? ""}` : "" },
    series: [{
      type: "treemap", roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0,
      label: { formatter: "{b}", overflow: "truncate" }, itemStyle: { borderColor: "#ffffff", gapWidth: 1 },
      levels: [{ color: SHADES, colorMappingBy: "index", itemStyle: { gapWidth: 1, borderWidth: 0 } }], data: rows,
    }],
  };
}

function space({ nodes, links }) {
  const most = Math.max(1, ...nodes.map((node) => node.world));
  return {
    tooltip: { renderMode: "richText", confine: true, formatter: (item) => item.dataType === "node" ? `${item.data.id} ${item.data.title}\n${item.data.told}` : `${say("proximity")} ${item.data.near.toFixed(2)}` },
    series: [{
      type: "graph", layout: "force", roam: "move", draggable: nodes.length <= 300,
      force: { repulsion: nodes.length > 300 ? 30 : 90, edgeLength: [20, 90], gravity: 0.12, layoutAnimation: false },
      data: nodes.map((node) => ({
        id: node.code, name: node.code, title: node.name, told: node.told,
        symbolSize: 7 + 22 * Math.sqrt(node.world / most),
        itemStyle: {
          color: node.made ? colour("accent") : node.ring ? "#ffffff" : "#c9d1d8",
          borderColor: node.ring ? "#b26b00" : "#ffffff", borderWidth: node.ring ? 3 : 1,
        },
      })),
      links: links.map((link) => ({ ...link, value: link.near })),
      lineStyle: { color: "#9aa7b2", opacity: 0.55, width: 1 },
      emphasis: { focus: "adjacency", lineStyle: { width: 2.5 } },
    }],
  };
}
