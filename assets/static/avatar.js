// Let a chosen photo be moved, enlarged, turned or taken back; what is sent is a small square that knows no place.
import { mark } from "./findings.js";

const field = document.querySelector("[name=avatar]");
const crop = document.querySelector("[data-crop]");
const canvas = crop.querySelector("canvas");
const zoom = crop.querySelector("[data-zoom]");
const choose = document.querySelector("[data-choose]");
const drop = document.querySelector("[data-drop]");
const named = document.querySelector("[data-file]");
const pen = canvas.getContext("2d");
const SIDE = canvas.width; // px: more than any look prints
const STEP = SIDE / 20; // of an arrow key
const ABOVE = 0.4; // the part of what is cut off that is cut off above: faces are not in the middle
const ROOM = 65_536; // bytes of all else in the form
const PAUSE = 250; // ms of stillness before it is handed on

let photo = null; // {image, width, height} as it stands upright
let [x, y] = [0, 0]; // px of the canvas, of the photo's corner
let before = 1; // px of the canvas for one of the photo, as it was drawn last
let waiting = 0;
let made = 0;
let isOurs = false; // the change that is under way is our own

const scale = () => (SIDE / Math.min(photo.width, photo.height)) * Number(zoom.value);
const within = (at, length) => Math.min(0, Math.max(SIDE - length * scale(), at));

function paint() {
  [x, y] = [within(x, photo.width), within(y, photo.height)];
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.drawImage(photo.image, x, y, photo.width * scale(), photo.height * scale());
}

function draw() {
  paint();
  clearTimeout(waiting);
  waiting = setTimeout(handOn, PAUSE);
}

// what was chosen is named, and can be changed or taken back, also where it cannot be shown
function tell(file) {
  named.textContent = file?.name ?? "";
  drop.hidden = !file;
  choose.textContent = file ? choose.dataset.another : choose.dataset.first;
}

function put(files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  field.files = chosen.files;
  isOurs = true;
  field.dispatchEvent(new Event("change", { bubbles: true })); // pictures follow
  isOurs = false;
}

function handOn() {
  if (!photo) return;
  made += 1;
  const name = `me-${made}.jpg`;
  canvas.toBlob((blob) => photo && put([new File([blob], name, { type: "image/jpeg" })]), "image/jpeg", 0.9);
}

function centre() {
  zoom.value = 1;
  x = (SIDE - photo.width * scale()) / 2;
  y = (SIDE - photo.height * scale()) * ABOVE;
  before = scale();
}

function place() {
  centre();
  draw();
}

function turn() {
  const turned = document.createElement("canvas");
  [turned.width, turned.height] = [photo.height, photo.width];
  const brush = turned.getContext("2d");
  brush.translate(photo.height, 0);
  brush.rotate(Math.PI / 2);
  brush.drawImage(photo.image, 0, 0, photo.width, photo.height);
  photo = { image: turned, width: turned.width, height: turned.height };
  place();
}

// a canvas of a phone may not have as many pixels as its camera
function fitting(image) {
  const small = Math.min(1, (SIDE * Number(zoom.max)) / Math.min(image.width, image.height));
  const [width, height] = [Math.round(image.width * small), Math.round(image.height * small)];
  return small < 1 ? createImageBitmap(image, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" }) : image;
}

// what is in the middle stays there
function enlarged() {
  const middle = SIDE / 2;
  [x, y] = [x, y].map((at) => middle - ((middle - at) * scale()) / before);
  before = scale();
  draw();
}

function enlarge(times) {
  zoom.value = Number(zoom.value) * times;
  enlarged();
}

function move(right, down) {
  [x, y] = [x + right, y + down];
  draw();
}

async function show(file) {
  const image = await fitting(await createImageBitmap(file));
  photo = { image, width: image.width, height: image.height };
  crop.hidden = false;
}

field.addEventListener("change", async (event) => {
  if (isOurs) return;
  photo = null;
  crop.hidden = true;
  const file = field.files[0];
  tell(file);
  if (!file || !window.createImageBitmap) return;
  event.stopPropagation(); // the large one goes nowhere
  try {
    await show(file);
    place();
  } catch {
    offer(file);
  }
});

// an old browser, or no picture: the server says what it thinks of it, unless it would not look at so much
function offer(file) {
  const isHeavy = file.size > Number(field.dataset.most) - ROOM;
  put(isHeavy ? [] : [file]);
  const texts = { [document.documentElement.lang]: field.dataset.heavy };
  if (!isHeavy) return;
  tell();
  mark([{ pointer: "#/avatar", texts }], "avatar", true);
}

const held = new Map(); // where each finger, or the mouse, holds the photo
const apart = () => {
  const [one, other] = [...held.values()];
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
};
canvas.addEventListener("pointerdown", (event) => {
  held.set(event.pointerId, event);
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  const last = held.get(event.pointerId);
  if (!last || !photo) return;
  const each = SIDE / canvas.clientWidth / held.size; // two fingers move it half as far each
  const wide = held.size === 2 && apart();
  held.set(event.pointerId, event);
  move((event.clientX - last.clientX) * each, (event.clientY - last.clientY) * each);
  if (wide) enlarge(apart() / wide);
});
for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => held.delete(event.pointerId));

const KEYS = {
  ArrowLeft: () => move(-STEP, 0),
  ArrowRight: () => move(STEP, 0),
  ArrowUp: () => move(0, -STEP),
  ArrowDown: () => move(0, STEP),
  "+": () => enlarge(1.1),
  "=": () => enlarge(1.1),
  "-": () => enlarge(1 / 1.1),
};
canvas.addEventListener("keydown", (event) => {
  const act = photo && KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  act();
});
zoom.addEventListener("input", enlarged);
zoom.addEventListener("change", (event) => event.stopPropagation());
crop.querySelector("[data-turn]").addEventListener("click", turn);
drop.addEventListener("click", () => {
  photo = null;
  crop.hidden = true;
  tell();
  put([]);
  field.focus();
});

// one that this tab kept is there already, as it was cut
const kept = field.files[0];
if (kept) {
  tell({ name: "" }); // of its own name nothing is kept
  show(kept).then(centre).then(paint, () => {});
}
