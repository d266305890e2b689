// Lists: chosen rows, chosen columns, clean addresses, nothing that jumps.
import { fill, word } from "./words.js";

const list = () => document.getElementById("list");

// ---- Chosen rows
function count() {
  const form = list()?.querySelector("[data-bulk]");
  const bar = form?.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const boxes = [...form.querySelectorAll("tbody .pick input")];
  const n = boxes.filter((box) => box.checked).length;
  bar.hidden = n === 0;
  bar.querySelector("[data-bulk-count]").textContent = n;
  const all = form.querySelector("[data-pick-all]");
  all.checked = n > 0 && n === boxes.length;
  all.indeterminate = n > 0 && n < boxes.length;
  for (const button of bar.querySelectorAll("button[name=action]")) {
    button.textContent = fill(button.dataset.label, { n });
    button.dataset.question ??= button.dataset.confirm;
    button.dataset.confirm = button.dataset.question
      ? fill(button.dataset.question, { n }) : word("bulk", { label: button.textContent, n });
  }
}

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.matches("[data-pick-all]")) pick(target.checked);
  else if (target.matches(".pick input")) count();
  else if (target.closest("[data-columns]")) choose(target);
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-pick-none]")) pick(false); });

function pick(on) {
  for (const box of list().querySelectorAll("tbody .pick input")) box.checked = on;
  count();
}

// ---- Chosen columns. A cookie of this list alone tells the server which to draw; one that is ticked and not there is fetched.
// Until then a constructed sheet hides what was unticked, so cells carry nothing.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
const place = () => `columns.${list().dataset.slug}`;
const boxes = () => [...list().querySelectorAll("[data-columns] input")];
let ticked = "";

function choose(box) {
  const shown = boxes().filter((each) => each.checked).map((each) => each.value).join("-");
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${place()}=${shown}; Path=${location.pathname}; Max-Age=31536000; SameSite=Lax${secure}`;
  apply();
  const heads = [...list().querySelectorAll("thead th")];
  if (!box.checked || !heads.length || heads.some((head) => head.dataset.key === box.value)) return;
  ticked = box.value;
  htmx.ajax("GET", location.href, { target: "#list", swap: "outerHTML" });
}

function chosen() {
  const kept = document.cookie.split("; ").find((each) => each.startsWith(`${place()}=`));
  const names = kept ? kept.slice(place().length + 1).split("-") : [];
  return boxes().filter((box) => (kept ? box.disabled || names.includes(box.value) : box.hasAttribute("checked")));
}

function apply() {
  const shown = chosen();
  for (const box of boxes()) box.checked = shown.includes(box);
  const names = shown.map((box) => box.value);
  const heads = [...list().querySelectorAll("thead th")];
  const rules = heads.flatMap((head, at) => (head.dataset.key && !names.includes(head.dataset.key)
    ? [`#list .list-table tr > :nth-child(${at + 1})`] : []));
  sheet.replaceSync(rules.length ? `${rules.join(",")}{display:none}` : "");
}

function reopen() {  // the menu in which the column was ticked, as it stood
  const box = ticked && boxes().find((each) => each.value === ticked);
  ticked = "";
  if (!box) return;
  box.closest("details").open = true;
  box.focus();
}

// ---- Addresses without empty parts
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "filters") return;
  const data = event.detail.formData;
  for (const [name, value] of [...data]) if (value === "") data.delete(name);
});

// ---- A row that is being clicked is not taken away by rows that arrive: they wait until the button is up, and a row that
// opens is the last word. (A late answer would also put its address over that of the page being opened.)
let pressed = false;
let late = false;
let opening = false;

document.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest("#list")); });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(release));  // the click comes first
document.addEventListener("click", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  opening = plain && Boolean(event.target.closest("#list tbody a[href]:not([target])"));
}, true);
for (const word of ["input", "change"]) document.addEventListener(word, () => { opening = false; });
addEventListener("pageshow", () => { opening = false; });

function release() {
  pressed = false;
  if (late && !opening) document.getElementById("filters").dispatchEvent(new Event("search"));
  late = false;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id === "list" && opening) event.preventDefault();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.target.id !== "list") return;
  const held = pressed && event.detail.elt.id === "filters";
  late ||= held;
  if (held || opening) event.preventDefault();
});

// ---- Wide tables: the first column stays, its edge shows when something is under it
function edges() {
  for (const box of document.querySelectorAll(".list .table-wide")) {
    box.addEventListener("scroll", () => box.classList.toggle("is-scrolled", box.scrollLeft > 4), { passive: true });
  }
}

function ready() {
  if (!list()) return;
  apply();
  reopen();
  count();
  edges();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "list") return;
  ready();
  if (list().getBoundingClientRect().top < 0) list().scrollIntoView({ block: "start" });
});
ready();
