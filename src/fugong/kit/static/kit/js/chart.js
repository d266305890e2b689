// Draws the charts of a page as SVG from the data beside them. The table below each says the same.
import { options } from "./chart_options.js";

const charts = [];

async function draw(figure) {
  const { init } = await import("../vendor/echarts/echarts.min.js");
  const canvas = figure.querySelector(".chart-canvas");
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const chart = init(canvas, null, { renderer: "svg" });
  chart.setOption(options(data, getComputedStyle(document.body).fontFamily));
  chart.on("click", ({ name }) => { if (data.urls[name]) location.assign(data.urls[name]); });
  new ResizeObserver(() => chart.resize()).observe(canvas);
  charts.push(chart);
}

// The library is fetched when the first chart comes into sight; then all are drawn, so that a printed page has them.
const figures = document.querySelectorAll("[data-chart]");
const seen = new IntersectionObserver((entries) => {
  if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
  seen.disconnect();
  figures.forEach(draw);
}, { rootMargin: "200px" });

for (const figure of figures) seen.observe(figure);
addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
