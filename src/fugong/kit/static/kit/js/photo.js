// Photo evidence: shown before it is sent, and made small enough for a phone's network.
import { word } from "./words.js";

const LONGEST = 1600;
const QUALITY = 0.85;

/** Replace the chosen photos of a file input by smaller ones and show them after it. */
export async function shrink(input) {
  const files = await Promise.all([...input.files].map(smaller));
  const chosen = new DataTransfer();
  for (const { file } of files) chosen.items.add(file);
  input.files = chosen.files;
  show(input, files);
}

async function smaller(file) {
  if (!file.type.startsWith("image/")) return { file, was: file.size };
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { file, was: file.size };
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (scale === 1 && blob.size >= file.size) return { file, was: file.size };
  return { file: new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }), was: file.size };
}

function show(input, files) {
  const place = input.closest("label") ?? input;
  place.parentElement.querySelector(".evidence-new")?.remove();
  const list = document.createElement("ul");
  list.className = "evidence evidence-new";
  list.append(...files.map(preview));
  place.after(list);
}

function preview({ file, was }, at) {
  const item = document.createElement("li");
  const name = document.createElement("small");
  name.textContent = file.name;
  if (file.type.startsWith("image/")) {
    const image = new Image();
    image.alt = word("photo", { n: at + 1 });
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    item.append(image);
    if (file.size < was) name.textContent = word("shrunk", { from: size(was), to: size(file.size) });
  }
  item.append(name);
  return item;
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
