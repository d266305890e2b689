// On every page.
import "./ask.js";
import "./once.js";
import "./busy.js";
import "./keys.js";
import { settle } from "./draft.js";

settle();
