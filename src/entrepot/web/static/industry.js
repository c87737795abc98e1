// Industrial chains as a graph: a dot is a node and opens it, an arrow leads to what comes out.
import { colour, dataOf } from "./page.js";

const FONT = getComputedStyle(document.body).fontFamily;
const FEW = 40; // nodes whose names are all written
const box = document.getElementById("graph");
const data = dataOf("graph-data");
if (box && data && globalThis.echarts) draw(data);

function draw({ nodes, links }) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption({
    animation: false, textStyle: { fontFamily: FONT, color: colour("ink") },
    tooltip: { renderMode: "richText", confine: true, formatter: ({ dataType, data: one }) => (dataType === "node" ? `${one.title}\n${one.told}` : `${one.from} → ${one.to}`) },
    series: [{
      type: "graph", layout: "force", roam: "move", edgeSymbol: ["none", "arrow"], edgeSymbolSize: 7,
      force: { repulsion: nodes.length > FEW ? 60 : 220, edgeLength: nodes.length > FEW ? [15, 50] : [60, 130], gravity: nodes.length > FEW ? 0.17 : 0.12, layoutAnimation: false },
      label: { show: nodes.length <= FEW, position: "right", color: colour("ink"), formatter: ({ data: one }) => one.title },
      data: nodes.map((node) => ({
        id: node.id, name: node.id, title: node.name, told: node.text, href: node.href,
        symbolSize: 10 + 5 * Math.min(5, node.firms), itemStyle: { color: colour(`made-${node.presence}`) },
      })),
      links: links.map((link) => ({
        ...link, from: nameOf(nodes, link.source), to: nameOf(nodes, link.target),
        lineStyle: { type: link.by_product ? "dashed" : "solid" },
      })),
      lineStyle: { color: "#7b8894", opacity: 0.7, width: 1.2, curveness: 0.08 },
      emphasis: { focus: "adjacency", lineStyle: { width: 2.5 } },
    }],
  });
  chart.on("click", ({ data: one }) => { if (one?.href) location.assign(one.href); });
  new ResizeObserver(() => chart.resize()).observe(box);
  box.dataset.state = "ready";
}

function nameOf(nodes, id) {
  return nodes.find((node) => node.id === id)?.name ?? id;
}
