// A slow network shows that something is happening; a failed request says so.
import { say } from "./notice.js";
import { word } from "./words.js";

const bar = document.getElementById("busy");
let running = 0;
let timers = [];

function start() {
  running += 1;
  if (running > 1) return;
  timers = [
    setTimeout(() => { bar.hidden = false; }, 300),
    setTimeout(() => { bar.classList.add("busy-slow"); }, 3000),
  ];
}

function stop() {
  running = Math.max(0, running - 1);
  if (running) return;
  timers.forEach(clearTimeout);
  bar.hidden = true;
  bar.classList.remove("busy-slow");
}

document.addEventListener("htmx:beforeRequest", start);
document.addEventListener("htmx:afterRequest", stop);
document.addEventListener("htmx:sendError", () => say(word("offline"), "error"));
document.addEventListener("htmx:timeout", () => say(word("offline"), "error"));
document.addEventListener("htmx:responseError", (event) => {
  const names = { 401: "expired", 403: "denied" };
  say(word(names[event.detail.xhr.status] ?? "failed"), "error");
});
// The sign-in page must not be swapped into a part of another page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) start(); });
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && plain && leaves(link)) start();
});
addEventListener("pageshow", () => { running = 0; stop(); });

function leaves(link) {
  return link.origin === location.origin && !link.target && !link.hasAttribute("download")
    && !link.hasAttribute("data-stays") && !link.getAttribute("href").startsWith("#") && !link.closest("[hx-boost=true]");
}
