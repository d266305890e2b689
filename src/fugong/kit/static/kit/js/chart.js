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

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target);
  }
}, { rootMargin: "200px" });

for (const figure of document.querySelectorAll("[data-chart]")) seen.observe(figure);
addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
