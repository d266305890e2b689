// Form pages: drafts, comparison of two versions, where the errors are, photos.
import { watch } from "./draft.js";
import { shrink } from "./photo.js";

for (const form of document.querySelectorAll("form[data-draft]")) {
  watch(form, form.querySelector("[data-draft-word]"));
}

document.querySelector("[data-errors]")?.focus();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const field = button.form.elements[button.dataset.take];
  if (field.type === "checkbox") field.checked = button.dataset.value === "True";
  else field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest("tr").classList.add("taken");
  button.disabled = true;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-photo]")) shrink(event.target);
});
