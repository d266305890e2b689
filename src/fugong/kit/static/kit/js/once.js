// A form is sent once: the second click does nothing until an answer has come.
import { word } from "./words.js";

const sent = new WeakSet();
const drives = ["hx-post", "hx-put", "hx-patch", "hx-delete"];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || drives.some((name) => form.hasAttribute(name))) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  if (!button.children.length) {
    button.dataset.was = button.textContent;
    button.textContent = word("sending");
  }
});

// Coming back by the browser's history: the form may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[aria-busy=true]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.was) button.textContent = button.dataset.was;
    sent.delete(button.form);
  }
});
