// Opportunities as a heat map of products by markets; a cell opens its row, if it is shown.
import { colour, dataOf, isStill } from "./page.js";

const COMPACT = Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
const box = document.getElementById("heat");
const data = dataOf("heat-data");
if (box && data && globalThis.echarts) draw();

function draw() {
  const amounts = data.cells.map((cell) => cell[2]);
  box.style.height = `${Math.max(220, data.products.length * 20 + 150)}px`;
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: !isStill,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink") },
    tooltip: {
      renderMode: "richText", confine: true,
      formatter: ({ value: [market, product, amount] }) => `${data.markets[market]}\n${data.products[product]} ${data.names[product].slice(0, 60)}\n${COMPACT.format(amount)} ${data.currency}`,
    },
    grid: { left: 64, right: 12, top: 8, bottom: 120 },
    xAxis: { type: "category", data: data.markets, axisLabel: { rotate: 60, color: colour("soft"), interval: 0, width: 80, overflow: "truncate" } },
    yAxis: { type: "category", data: data.products, inverse: true, axisLabel: { color: colour("soft"), interval: 0 } },
    visualMap: {
      min: 0, max: Math.max(1, ...amounts), orient: "horizontal", left: "center", bottom: 4, itemHeight: 140,
      inRange: { color: ["#eef4f3", "#5aa39d", "#0b3f3b"] }, textStyle: { color: colour("ink") }, formatter: (value) => COMPACT.format(value),
    },
    series: [{ type: "heatmap", data: data.cells, itemStyle: { borderColor: "#ffffff", borderWidth: 1 }, emphasis: { itemStyle: { borderColor: colour("ink"), borderWidth: 2 } } }],
  });
  chart.on("click", ({ value: [market, product] }) => open(data.codes[market], data.products[product]));
  new ResizeObserver(() => chart.resize()).observe(box);
  box.dataset.state = "ready";
}

function open(market, product) {
  const parts = document.querySelector(`details[data-cell="${market}-${product}"]`);
  if (!parts) return;
  parts.open = true;
  parts.scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
  parts.querySelector("summary").focus({ preventScroll: true });
}
