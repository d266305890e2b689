// Samples of plan sections: taken over with one button, never over what was written without asking.
import { ask } from "../kit/js/ask.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-use]");
  if (!button) return;
  const sample = document.getElementById(button.dataset.use);
  const field = document.getElementById(sample.dataset.sample);
  if (field.value.trim() && !(await ask(button.dataset.question))) return;
  field.value = sample.innerText.trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
