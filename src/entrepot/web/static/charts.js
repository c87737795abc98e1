// Cost against time of a quote's options, trade by year against targets, plans of projects.
import { choose, colour, dataOf, isStill, say, whenChosen } from "./page.js";

const FONT = getComputedStyle(document.body).fontFamily;
const COLOURS = ["#0b5f59", "#1c4fa1", "#a3322a", "#7a5c00", "#7b3fa0"];
// Lines of one colour are told apart by these.
const DASHES = ["solid", [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [14, 4], [1, 4]];
const SIGNS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];
const MAKERS = { "trade-off": tradeOff, series, profile, ladder, schedule, money, frontier };

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

// A line a route, told apart by dashes and signs too; stops go straight up and carry their names.
function ladder(chart, data) {
  offerToSave(chart, data);
  const isRoomy = chart.getWidth() > 560 || data.routes.length === 1;
  const farthest = Math.max(...data.routes.map((route) => route.points.at(-1).at[0]));
  const isLeft = (point) => point.at[0] > 0.6 * farthest;
  return {
    color: COLOURS,
    legend: { bottom: 0, type: "scroll", textStyle: { color: colour("ink") }, itemWidth: 40 },
    grid: { left: 66, right: 24, top: 16, bottom: 84 },
    xAxis: axis(say("distance"), { nameGap: 28, min: 0 }),
    yAxis: axis(data.by === "cost" ? say("so_far") : say("hours"), { nameGap: 48, min: 0 }),
    series: data.routes.map((route, i) => ({
      id: route.id, name: route.name, type: "line", symbol: SIGNS[i % SIGNS.length], symbolSize: 8, lineStyle: { type: DASHES[i % DASHES.length], width: 2.4 },
      // A route climbs to the right: a name stands clear of it above on its left, below on its right.
      labelLayout: ({ dataIndex }) => ({ hideOverlap: true, dy: isLeft(route.points[dataIndex]) ? -9 : 9 }),
      data: route.points.map((point) => ({
        value: point.at, name: point.told,
        label: { show: isRoomy && point.label !== "", formatter: point.label, position: isLeft(point) ? "left" : "right", fontSize: 11, color: colour("ink"), textBorderColor: "#ffffff", textBorderWidth: 3 },
      })),
      tooltip: { formatter: (item) => `${route.name}\n${item.data.name}\n${item.data.value[0]} km · ${item.data.value[1]} ${data.by === "cost" ? "USD" : "h"}` },
    })),
  };
}

// The chart as a file: its own SVG, or the same drawn on a canvas.
function offerToSave(chart, data) {
  for (const button of document.querySelectorAll("[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      // Names of fonts hold quotation marks, which the chart's own text of itself leaves bare.
      const drawn = new XMLSerializer().serializeToString(chart.getDom().querySelector("svg"));
      const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
      const file = button.dataset.save === "svg" ? address : await asPng(address, chart);
      const link = document.createElement("a");
      link.download = `corridor-${data.by}.${button.dataset.save}`;
      link.href = file;
      link.click();
    });
  }
}

async function asPng(address, chart) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * chart.getWidth(), 2 * chart.getHeight()];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
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

// Projects as bars over periods: what stands before a bar is there and not seen.
function schedule(chart, data) {
  chart.getDom().style.height = `${90 + 26 * data.projects.length}px`;
  chart.resize();
  const names = data.projects.map(([name]) => name);
  return {
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: (item) => `${item.name}\n${data.projects[item.dataIndex].slice(1).join(" – ")}` },
    grid: { left: 12, right: 24, top: 12, bottom: 46, containLabel: true },
    xAxis: axis(data.names.period, { nameGap: 28, min: 0, max: data.periods.length, minInterval: 1, scale: false }),
    yAxis: { type: "category", data: names, inverse: true, axisLabel: { color: colour("ink") } },
    series: [
      { type: "bar", stack: "time", silent: true, itemStyle: { color: "transparent" }, data: data.projects.map(([, start]) => start) },
      { type: "bar", stack: "time", barMaxWidth: 18, itemStyle: { color: COLOURS[0] }, data: data.projects.map(([, start, end]) => end - start + 1) },
    ],
  };
}

function money(_, data) {
  return {
    legend: { bottom: 0, textStyle: { color: colour("ink") } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    grid: { left: 62, right: 18, top: 16, bottom: 74 },
    xAxis: { type: "category", name: data.names.period, nameLocation: "middle", nameGap: 26, data: data.periods.map(String), axisLabel: { color: colour("soft") } },
    yAxis: axis("", { scale: false }),
    series: [
      { name: data.names.spend, type: "bar", data: data.spend, itemStyle: { color: "#8fb8d8", borderColor: colour("sea") } },
      { name: data.names.budget, type: "line", step: "middle", symbol: "diamond", symbolSize: 9, data: data.budget, itemStyle: { color: colour("rail") }, lineStyle: { color: colour("rail"), type: "dashed" } },
    ],
  };
}

function frontier(_, data) {
  return {
    grid: { left: 66, right: 24, top: 16, bottom: 46 },
    xAxis: axis(data.names.used, { nameGap: 28 }),
    yAxis: axis(data.names.benefit, { nameGap: 48 }),
    series: [{
      type: "line", symbol: "circle", symbolSize: 9, itemStyle: { color: COLOURS[0] }, lineStyle: { type: "dashed" },
      data: data.rows.map((row) => ({ value: [row.used, row.benefit], name: row.plan })),
      tooltip: { formatter: (item) => `${item.data.value.join(" · ")}\n${item.name}` },
    }],
  };
}
