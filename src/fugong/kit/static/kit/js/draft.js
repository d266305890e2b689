// What is typed is never lost: kept in the browser at once, on the server soon after.
import { word } from "./words.js";

const WAIT = 1500;
const SENT = "fugong:posted";
const TAKEN = "fugong-taken";
const NEVER = new Set(["csrfmiddlewaretoken", "_key", "_version"]);

const place = (slug) => `fugong:draft:${slug}`;

/** On every page: the form that was sent is forgotten once the server says, by cookie, that it took it. */
export function settle() {
  const { slug, key } = JSON.parse(sessionStorage.getItem(SENT)) ?? {};
  if (!key || !document.cookie.split("; ").includes(`${TAKEN}=${key}`)) return;
  sessionStorage.removeItem(SENT);
  sessionStorage.removeItem(place(slug));
}

/** Watch a form with data-draft (browser) and data-draft-url (server); `said` shows how it stands. */
export function watch(form, said) {
  const slug = form.dataset.draft;
  let timer;
  if (restore(form, slug)) said.textContent = word("restored");
  const save = () => push(form, said);
  form.addEventListener("input", () => {
    keep(form, slug);
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form, slug);
    sessionStorage.setItem(SENT, JSON.stringify({ slug, key: form.elements._key?.value }));
  });
  addEventListener("online", save);
}

function keep(form, slug) {
  sessionStorage.setItem(place(slug), JSON.stringify(typed(form)));
}

function typed(form) {
  const secret = (name) => NEVER.has(name) || form.elements[name]?.type === "password";
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret(name));
}

function restore(form, slug) {
  const stored = sessionStorage.getItem(place(slug));
  if (!stored || stored === JSON.stringify(typed(form))) return false;
  const values = Map.groupBy ? Map.groupBy(JSON.parse(stored), ([name]) => name) : grouped(JSON.parse(stored));
  for (const field of form.elements) {
    if (!field.name || NEVER.has(field.name) || ["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
    put(field, (values.get(field.name) ?? []).map(([, value]) => value));
  }
  return true;
}

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}

function put(field, values) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
  else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
  else if (values.length) field.value = values[0];
}

async function push(form, said) {
  if (!form.dataset.draftUrl) return;
  const body = new FormData(form);
  for (const [name, value] of [...body]) {
    // The key belongs to the form itself: a draft that used it up would stop the form from being sent.
    if (typeof value !== "string" || name === "_key" || form.elements[name]?.type === "password") body.delete(name);
  }
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST", body, redirect: "manual",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { saved_at: at, set = {} } = await answer.json();
    for (const [name, value] of Object.entries(set)) form.elements[name].value = value;
    said.textContent = `${word("saved")} ${at}`;
    said.classList.remove("is-wrong");
  } catch {
    said.textContent = word("kept");
    said.classList.add("is-wrong");
  }
}
