// Items answered one by one: each is sent by itself, photos made small first; what did not get through is sent again.
import { shrink } from "../kit/js/photo.js";

const AGAIN = 15000;
const waiting = new Set();
const sent = new WeakMap();

document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-item]");
  if (!form) return;
  if (event.target.type === "file") await shrink(event.target);
  form.dispatchEvent(new Event("said"));
});

// What was answered before the scripts were there (a slow network) is sent as soon as they are.
addEventListener("load", () => {
  for (const form of document.querySelectorAll("form[data-item]")) {
    if ([...form.elements].some(touched)) form.dispatchEvent(new Event("said"));
  }
});

function touched(field) {
  return field.type === "file" ? field.files.length > 0
    : field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-item]")) event.preventDefault();
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest?.("form[data-item]");
  if (form) sent.set(form, new Set(files(form)));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-item]");
  if (!form) return;
  const item = form.closest(".item");
  const status = event.detail.xhr.status;
  if (status === 0 || status >= 500) {
    waiting.add(form);
    item.classList.add("is-waiting");
    return;
  }
  if (waiting.delete(form) && !waiting.size) {
    for (const note of document.querySelectorAll("#toasts .toast-error")) note.remove(); // it works again
  }
  item.classList.remove("is-waiting");
  if (!event.detail.successful) return;
  // A photo chosen while an answer was under way goes with the next request: only what was sent is cleared.
  if (!files(form).every((file) => sent.get(form)?.has(file))) return;
  form.querySelector(".evidence-new")?.remove();
  for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
});

function files(form) {
  return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
}

function again() {
  for (const form of waiting) form.dispatchEvent(new Event("said"));
}
addEventListener("online", again);
setInterval(again, AGAIN);
addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
