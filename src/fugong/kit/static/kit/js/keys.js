// Keyboard and menus: "/" searches, Escape and a click elsewhere close.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = document.getElementById("filter-q") ?? document.getElementById("top-q");
  if (!field?.checkVisibility()) return;
  event.preventDefault();
  field.select();
});

document.addEventListener("click", (event) => close(event.target.closest(".menu")));

function close(except) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

/** Whether keys belong to what the person is writing. */
export function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}
