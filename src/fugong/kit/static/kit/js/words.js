// The words that scripts show: put into the page by the server, in its language.
const data = document.getElementById("kit-words");
const all = data ? JSON.parse(data.textContent) : {};

/** The word of that name, its {blanks} filled. */
export function word(name, blanks = {}) {
  return fill(all[name] ?? name, blanks);
}

export function fill(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => blanks[key] ?? whole);
}
