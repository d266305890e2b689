// Short messages at the edge of the page, announced to screen readers.
import { word } from "./words.js";

const STAYS = 8000;

/** Show a message; tone is info, success, warning or error. Errors stay until closed. */
export function say(text, tone = "info") {
  const region = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = `toast-note toast-${tone}`;
  note.append(text, closer());
  region.append(note);
  if (tone !== "error") setTimeout(() => note.remove(), STAYS);
}

// What the server said with the page goes by itself too; errors stay.
for (const note of document.querySelectorAll(".toast-note:not(.toast-error)")) setTimeout(() => note.remove(), STAYS);

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.setAttribute("aria-label", word("close"));
  return button;
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".toast-close")) event.target.closest(".toast-note").remove();
});
