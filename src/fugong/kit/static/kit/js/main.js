// On every page.
import "./ask.js";
import "./once.js";
import "./busy.js";
import "./keys.js";
import { settle } from "./draft.js";

settle();

// On a phone the page one is on may lie beyond the edge of the row of pages.
const here = document.querySelector(".sub-link[aria-current]");
const row = here?.parentElement;
if (row) row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + here.offsetWidth / 2;
