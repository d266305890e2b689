// Judging items one by one: keyboard, evidence in place.
import { typing } from "./keys.js";

const items = [...document.querySelectorAll(".item")];
const viewer = document.createElement("dialog");
viewer.className = "ask viewer";
document.body.append(viewer);

function here() {
  return items.findIndex((item) => item.classList.contains("is-here"));
}

function go(at) {
  const item = items[Math.max(0, Math.min(items.length - 1, at))];
  items.forEach((one) => one.classList.toggle("is-here", one === item));
  item.scrollIntoView({ block: "nearest" });
  (item.querySelector("input:checked") ?? item.querySelector("input"))?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (!items.length || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  if (event.key in steps) {
    event.preventDefault();
    go(here() + steps[event.key]);
  } else if (/^[1-4]$/.test(event.key) && here() >= 0) {
    items[here()].querySelectorAll(".verdict input")[Number(event.key) - 1]?.click();
  }
});
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".item");
  if (item) items.forEach((one) => one.classList.toggle("is-here", one === item));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-zoom]");
  if (event.target === viewer || event.target.closest(".viewer img")) viewer.close();
  if (!link) return;
  event.preventDefault();
  const image = new Image();
  image.src = link.href;
  image.alt = link.querySelector("img")?.alt ?? "";
  viewer.replaceChildren(image);
  viewer.showModal();
});
