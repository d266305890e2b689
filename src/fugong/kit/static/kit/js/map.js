// The authority's own plan with its units: no tiles, nothing from outside. The list beside it shows the same.
import { word } from "./words.js";

const TONES = { pass: "#00857a", check: "#ffc20e", stop: "#7f1010", info: "#1c5d99", idle: "#66727e" };

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    show(target);
  }
}, { rootMargin: "200px" });

for (const box of document.querySelectorAll("[data-map]")) seen.observe(box);

async function show(box) {
  try {
    await script(box.dataset.library);
    maplibregl.setWorkerUrl(box.dataset.worker);
    const plan = await (await fetch(box.dataset.map)).json();
    draw(box, plan);
  } catch {
    box.textContent = word("noMap");
  }
}

function script(address) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function draw(box, plan) {
  const map = new maplibregl.Map({
    container: box, attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    bounds: extent(plan), fitBoundsOptions: { padding: 24 },
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef2f4" } }] },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    for (const [tone, colour] of Object.entries(TONES)) map.addImage(tone, sign(tone, colour), { pixelRatio: 2 });
    map.addSource("plan", { type: "geojson", data: plan });
    map.addLayer({ id: "areas", type: "fill", source: "plan", filter: shapes("Polygon", "MultiPolygon"), paint: { "fill-color": "#dfe7ec", "fill-outline-color": "#87929d" } });
    map.addLayer({ id: "lines", type: "line", source: "plan", filter: shapes("LineString", "MultiLineString"), paint: { "line-color": ["match", ["get", "kind"], "bank", "#6f9fc4", "#aab6c0"], "line-width": ["match", ["get", "kind"], "bank", 4, 2] } });
    map.addLayer({ id: "names", type: "symbol", source: "plan", filter: ["all", shapes("LineString", "MultiLineString"), ["has", "name"]], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 12 }, paint: { "text-color": "#4a5560", "text-halo-color": "#eef2f4", "text-halo-width": 1.5 } });
    map.addLayer({ id: "units", type: "symbol", source: "plan", filter: shapes("Point"), layout: { "icon-image": ["coalesce", ["get", "tone"], "idle"], "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.6, 14, 1] } });
    box.dataset.ready = "true";
  });
  map.on("click", ({ point, lngLat }) => {
    const [found] = map.queryRenderedFeatures(point, { layers: ["units", "areas"] }).filter(({ properties }) => properties.name);
    if (found) popup(map, found.properties, lngLat);
  });
  map.on("mouseenter", "units", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "units", () => { map.getCanvas().style.cursor = ""; });
}

const shapes = (...names) => ["in", ["geometry-type"], ["literal", names]];

function popup(map, unit, at) {
  const link = document.createElement(unit.url ? "a" : "span");
  if (unit.url) link.href = unit.url;
  link.textContent = unit.name;
  const words = document.createElement("p");
  words.append(link, document.createElement("br"), unit.word ?? "");
  new maplibregl.Popup({ maxWidth: "16rem" }).setLngLat(at).setDOMContent(words).addTo(map);
}

// The same shapes as everywhere: disc, triangle, square, diamond, ring.
function sign(tone, colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  const pen = canvas.getContext("2d");
  const corners = { check: [3, -90], stop: [4, 45], info: [4, 0] }[tone];
  pen.fillStyle = tone === "idle" ? "#fff" : colour;
  pen.strokeStyle = tone === "idle" ? colour : tone === "check" ? "#111" : "#fff";
  pen.lineWidth = tone === "idle" ? 5 : 2;
  pen.beginPath();
  if (corners) {
    const [n, turn] = corners;
    for (let at = 0; at < n; at += 1) {
      const angle = (turn + (360 / n) * at) * Math.PI / 180;
      pen.lineTo(16 + 13 * Math.cos(angle), 16 + 13 * Math.sin(angle));
    }
    pen.closePath();
  } else {
    pen.arc(16, 16, 11, 0, 2 * Math.PI);
  }
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, 32, 32);
}

function extent(plan) {
  const points = plan.features.flatMap(({ geometry }) => geometry.coordinates.flat(Infinity));
  const east = points.filter((_, at) => at % 2 === 0);
  const north = points.filter((_, at) => at % 2 === 1);
  return [[Math.min(...east), Math.min(...north)], [Math.max(...east), Math.max(...north)]];
}
