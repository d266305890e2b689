// From what a chart shows to how ECharts draws it: colours told apart by everybody, patterns, no motion.
import { word } from "./words.js";

// Okabe and Ito's palette, darkest contrast first.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#7a6a00", "#333333"];
const INK = "#1e252b";
const SOFT = "#55616c";
const LINE = "#dde3e8";
const LABEL = 132; // px for a category's name; the tooltip and the table give it whole

export function options(data, font) {
  const kinds = { bar: axes, line: axes, pie, gauge, heatmap };
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: font, color: INK, fontSize: 12 },
    aria: { enabled: true, label: { enabled: false }, decal: { show: data.kind === "pie" || (data.kind === "bar" && data.series.length > 1) } },
    tooltip: { renderMode: "richText", confine: true, textStyle: { fontFamily: font, fontSize: 12, color: INK } },
    ...kinds[data.kind](data),
  };
}

function axes(data) {
  const words = {
    type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: "#87929d" } },
    axisLabel: { color: SOFT, hideOverlap: true, ...(data.horizontal ? { interval: 0, width: LABEL, overflow: "truncate" } : { interval: "auto" }) }, inverse: data.horizontal,
  };
  const numbers = {
    type: "value", minInterval: 1, max: ({ max }) => (data.target > max ? ceiling(data.target) : null), splitNumber: 4, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: SOFT, hideOverlap: true },
  };
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 16, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: data.series.length > 1, top: 0, left: 0, itemWidth: 18, itemHeight: 10, textStyle: { color: INK } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: data.kind === "bar" ? "shadow" : "line" } },
    xAxis: data.horizontal ? numbers : { ...words, boundaryGap: data.kind === "bar" },
    yAxis: data.horizontal ? words : numbers,
    series: data.series.map((series, at) => drawn(data, series, at)),
  };
}

/** The next round number above: 268 → 300. */
function ceiling(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / step) * step;
}

function drawn(data, series, at) {
  const shapes = ["circle", "rect", "triangle", "diamond"];
  const dashes = ["solid", "dashed", "dotted"];
  const own = data.kind === "bar"
    ? { stack: data.stacked ? "all" : undefined, barMaxWidth: 28, label: { show: data.series.length === 1 && data.labels.length <= 12, position: data.horizontal ? "right" : "top", color: INK } }
    : { symbol: shapes[at % 4], symbolSize: 7, lineStyle: { width: 2, type: dashes[at % 3] }, showSymbol: data.labels.length <= 31 };
  const target = data.target === null || at ? {} : {
    markLine: {
      symbol: "none", silent: true, lineStyle: { color: INK, type: "dashed" },
      label: { formatter: `${word("target")} ${data.target}`, position: "insideEndTop", color: INK },
      data: [data.horizontal ? { xAxis: data.target } : { yAxis: data.target }],
    },
  };
  return { type: data.kind, name: series.name, data: series.values, ...own, ...target };
}

function pie(data) {
  return {
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
    series: [{
      type: "pie", radius: ["45%", "72%"], center: ["50%", "50%"], itemStyle: { borderColor: "#fff", borderWidth: 2 },
      label: { formatter: "{b} {c}", color: INK }, labelLine: { length: 8, length2: 8 },
      data: data.labels.map((name, at) => ({ name, value: data.series[0].values[at] })),
    }],
  };
}

function gauge(data) {
  const value = data.series[0].values[0];
  return {
    tooltip: { show: false },
    series: [{
      type: "gauge", startAngle: 200, endAngle: -20, min: 0, max: data.ceiling, radius: "105%", center: ["50%", "66%"],
      progress: { show: true, width: 14, itemStyle: { color: COLOURS[0] } }, pointer: { show: false },
      axisLine: { lineStyle: { width: 14, color: [[1, "#e6ebef"]] } }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { show: false }, anchor: { show: false }, title: { show: false },
      detail: { offsetCenter: [0, "-8%"], fontSize: 26, fontWeight: 600, color: INK, formatter: value === null ? "–" : `${value}${data.unit}` },
      data: [{ value: value ?? 0 }],
    }],
  };
}

function heatmap(data) {
  const cells = data.series.flatMap((series, y) => series.values.map((value, x) => [x, y, value ?? "-"]));
  const most = Math.max(4, ...cells.map(([, , value]) => (value === "-" ? 0 : value)));
  const steps = [0, 1, 2, 3].map((at) => ({ min: at ? Math.floor(most * at / 4) + 1 : 0, max: Math.floor(most * (at + 1) / 4) }));
  const axis = { type: "category", axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: SOFT }, splitArea: { show: false } };
  return {
    grid: { left: 8, right: 8, top: 4, bottom: 44, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { renderMode: "richText", confine: true },
    xAxis: { ...axis, data: data.labels },
    yAxis: { ...axis, data: data.series.map((series) => series.name), inverse: true },
    visualMap: {
      type: "piecewise", orient: "horizontal", left: "center", bottom: 0, itemWidth: 16, itemHeight: 10, textStyle: { color: INK },
      pieces: steps.map(({ min, max }, at) => ({ min, max, label: `${min}–${max}`, color: ["#eaf3f9", "#bcdaec", "#86bcdd", "#0072b2"][at] })),
    },
    series: [{ type: "heatmap", data: cells.map((value) => ({ value, label: { color: value[2] >= steps[3].min ? "#fff" : INK } })), label: { show: cells.length <= 120 }, itemStyle: { borderColor: "#fff", borderWidth: 2 } }],
  };
}
