// Cost against time of a quote's options, and trade by year against targets.
import { choose, colour, dataOf, isStill, say, whenChosen } from "./page.js";

const FONT = getComputedStyle(document.body).fontFamily;
const COLOURS = ["#0b5f59", "#1c4fa1", "#a3322a", "#7a5c00", "#7b3fa0"];
const MAKERS = { "trade-off": tradeOff, series, profile };

for (const box of document.querySelectorAll("[data-chart]")) {
  const data = dataOf(box.dataset.source);
  if (!data || !globalThis.echarts) continue;
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: !isStill, textStyle: { fontFamily: FONT, color: colour("ink") },
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
    ...MAKERS[box.dataset.chart](chart, data),
  });
  new ResizeObserver(() => chart.resize()).observe(box);
  box.dataset.state = "ready";
}

function axis(name, more) {
  return {
    name, nameLocation: "middle", nameTextStyle: { color: colour("soft") }, type: "value", scale: true,
    axisLabel: { color: colour("soft") }, splitLine: { lineStyle: { color: "#e6ebee" } }, ...more,
  };
}

function tradeOff(chart, options) {
  chart.on("click", (event) => choose(options[event.seriesIndex].number, "chart"));
  whenChosen((number) => {
    chart.setOption({ series: options.map((option) => ({ id: String(option.number), ...look(option, option.number === number) })) });
  });
  const chosen = Number(document.querySelector(".chosen")?.dataset.number ?? 1);
  const costs = options.map((option) => option.cost);
  const wide = Math.max(...costs) > 12 * Math.min(...costs) && Math.min(...costs) > 0;
  return {
    grid: { left: 62, right: 18, top: 16, bottom: 46 },
    xAxis: axis(say("days"), { nameGap: 28, min: 0 }),
    yAxis: axis(say("cost"), { nameGap: 46, type: wide ? "log" : "value", axisLabel: { color: colour("soft"), formatter: (value) => Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(value) } }),
    series: options.map((option) => ({
      id: String(option.number), type: "line", ...look(option, option.number === chosen),
      tooltip: { formatter: () => `${option.number} · ${option.label}\n${say("cost")}: ${Math.round(option.cost)}\n${say("days")}: ${option.days}\n${say("late")}: ${option.late}` },
    })),
  };
}

function look(option, isChosen) {
  const shade = colour(option.mode);
  return {
    z: isChosen ? 5 : 2,
    data: [
      { value: [option.days, option.cost], symbol: "circle", symbolSize: isChosen ? 28 : 20, label: { show: true, formatter: String(option.number), position: "inside", color: "#ffffff", fontWeight: 700 } },
      { value: [option.late, option.cost], symbol: "rect", symbolSize: [3, 12] },
    ],
    itemStyle: { color: shade }, lineStyle: { color: shade, width: isChosen ? 4 : 2, opacity: isChosen ? 1 : 0.6 },
  };
}

// Cost as columns and mean days as a line, a day of departure each; a gap where there is no way.
function profile(_, days) {
  const second = axis(say("mean_days"), { position: "right", nameGap: 34, splitLine: { show: false } });
  return {
    legend: { bottom: 0, textStyle: { color: colour("ink") } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    grid: { left: 62, right: 52, top: 16, bottom: 56 },
    xAxis: { type: "category", data: days.map((one) => one.day.slice(5)), axisLabel: { color: colour("soft") } },
    yAxis: [axis(say("cost"), { nameGap: 46, scale: false }), second],
    series: [
      { name: say("cost"), type: "bar", data: days.map((one) => one.cost_usd ?? "-"), itemStyle: { color: "#8fb8d8", borderColor: colour("sea") } },
      { name: say("mean_days"), type: "line", yAxisIndex: 1, symbol: "diamond", symbolSize: 9, data: days.map((one) => one.days ?? "-"), itemStyle: { color: colour("rail") }, lineStyle: { color: colour("rail"), type: "dashed" } },
    ],
  };
}

function series(_, data) {
  return {
    color: COLOURS,
    legend: { bottom: 0, type: "scroll", textStyle: { color: colour("ink") } },
    grid: { left: 54, right: 20, top: 14, bottom: 56 },
    xAxis: axis("", { minInterval: 1, axisLabel: { color: colour("soft"), formatter: (year) => String(year) }, splitLine: { show: false } }),
    yAxis: axis("", { scale: false }),
    series: [
      ...data.series.map((one) => ({ name: one.name, type: "line", data: one.points, symbolSize: 7, connectNulls: false })),
      ...data.targets.map((target) => ({
        name: `${say("target")}: ${target.name}`, type: "line", symbol: "diamond", symbolSize: 11,
        lineStyle: { type: "dashed" }, data: [target.from, target.to].filter(([year, value]) => year !== null && value !== null),
      })),
    ],
  };
}
