// Turn the list of lives as a dial: the browser scrolls and snaps, this bends what it scrolls around the gear.
const form = document.getElementById("picker");
const wheel = form.querySelector("[data-wheel]");
const gear = form.querySelector("[data-gear]");
const question = form.querySelector("[data-question]");
const chips = form.querySelector(".chips");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const TOOTH = Math.PI / 18; // the gear has 36
const REACH = 6; // lives on either side that may be seen
const START = 4; // so that the dial is full on either side
const ROOM = 82; // px from text to text that one tooth has, as it is bent; large letters and narrow windows take more
let lives = [];
let bent = new Set();
let now = null;
let teeth = 1; // from one life to the next
let isAsked = false;

const isDial = () => form.dataset.view === "dial";
const box = (life) => life.querySelector("input");
const step = () => (lives.length ? lives[0].offsetHeight : 1);

// how large letters are depends on the reader, the browser and the app around it, so that it is measured
function space() {
  document.documentElement.style.setProperty("--top", `${document.getElementById("lives").getBoundingClientRect().top + scrollY}px`);
  const wanted = isDial() ? apart() : teeth;
  if (wanted === teeth) return;
  teeth = wanted;
  form.style.setProperty("--teeth", teeth);
  turnTo(Math.max(0, lives.indexOf(now)), "auto");
}

// The teeth that a life takes, so that the one in the middle, whose letters are largest, touches neither of those beside it.
function apart() {
  const heights = () => lives.map((life) => life.querySelector(".text").offsetHeight);
  const asNow = (isNow) => lives.forEach((life) => life.classList.toggle("now", isNow(life)));
  form.classList.add("measured");
  asNow(() => false);
  const beside = heights();
  asNow(() => true);
  const middle = heights();
  asNow((life) => life === now);
  form.classList.remove("measured");
  const between = middle.map((height, i) => (height + Math.max(beside[i - 1] || 0, beside[i + 1] || 0)) / 2);
  return Math.max(1, Math.ceil(Math.max(0, ...between) / ROOM));
}

// of the questions the longest says how much room they take, so that the dial keeps its height as it turns
function leaveRoom() {
  const shown = [...question.childNodes];
  question.style.minHeight = "";
  const heights = [...wheel.querySelectorAll("legend")].map((legend) => {
    question.replaceChildren(...[...legend.childNodes].map((node) => node.cloneNode(true)));
    return question.offsetHeight;
  });
  question.replaceChildren(...shown);
  question.style.minHeight = `${Math.max(...heights)}px`;
}

function refit() {
  if (isDial()) leaveRoom();
  space();
  bend();
}

function bend() {
  isAsked = false;
  if (!isDial() || !lives.length) return;
  const at = wheel.scrollTop / step();
  const nearest = Math.min(lives.length - 1, Math.max(0, Math.round(at)));
  const seen = new Set();
  for (let i = Math.max(0, nearest - REACH); i <= Math.min(lives.length - 1, nearest + REACH); i++) {
    const face = lives[i].querySelector(".face");
    const away = at - i;
    face.style.transform = still.matches ? "" : `translateY(${away * step()}px) rotate(${away * teeth * TOOTH}rad)`;
    seen.add(face);
  }
  for (const face of bent) if (!seen.has(face)) face.style.transform = "";
  bent = seen;
  gear.style.transform = still.matches ? "" : `rotate(${at * teeth * TOOTH}rad)`;
  if (lives[nearest] !== now) settle(lives[nearest]);
}

function settle(life) {
  if (now) {
    now.classList.remove("now");
    box(now).tabIndex = -1;
  }
  now = life;
  now.classList.add("now");
  box(now).tabIndex = 0;
  const group = now.closest("[data-group]");
  if (question.dataset.of === group.dataset.group) return;
  question.dataset.of = group.dataset.group;
  question.textContent = "";
  for (const node of group.querySelector("legend").childNodes) question.append(node.cloneNode(true));
  for (const chip of chips.children) {
    const isOn = chip.dataset.theme === group.dataset.group;
    chip.classList.toggle("on", isOn);
    if (isOn) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
    if (isOn) chips.scrollTo({ left: chip.offsetLeft - chips.clientWidth / 2 + chip.offsetWidth / 2 });
  }
}

function turnTo(index, how = "smooth") {
  if (!lives.length) return;
  const top = Math.min(lives.length - 1, Math.max(0, index)) * step();
  wheel.scrollTo({ top, behavior: still.matches ? "auto" : how });
}

function gather() {
  lives = [...wheel.querySelectorAll(".life:not([hidden])")];
  for (const life of wheel.querySelectorAll(".life")) {
    if (isDial()) box(life).tabIndex = life === now && !life.hidden ? 0 : -1;
    else box(life).removeAttribute("tabindex");
  }
  if (!isDial()) {
    for (const face of bent) face.style.transform = "";
    bent = new Set();
    return;
  }
  turnTo(Math.max(0, lives.indexOf(now)), "auto");
  refit();
}

// the arrow keys turn, Page Up and Page Down go to the next theme
function keyed(key, index) {
  const first = (group) => lives.findIndex((life) => life.closest("[data-group]") === group);
  const themes = [...new Set(lives.map((life) => life.closest("[data-group]")))];
  const theme = themes.indexOf(lives[index].closest("[data-group]"));
  const where = {
    ArrowUp: index - 1,
    ArrowLeft: index - 1,
    ArrowDown: index + 1,
    ArrowRight: index + 1,
    Home: 0,
    End: lives.length - 1,
    PageUp: first(themes[Math.max(0, theme - 1)]),
    PageDown: first(themes[Math.min(themes.length - 1, theme + 1)]),
  }[key];
  return where === undefined ? undefined : Math.min(lives.length - 1, Math.max(0, where));
}

wheel.addEventListener("keydown", (event) => {
  const index = lives.indexOf(event.target.closest(".life"));
  const where = isDial() && index >= 0 ? keyed(event.key, index) : undefined;
  if (where === undefined) return;
  event.preventDefault();
  box(lives[where]).focus({ preventScroll: true });
});
wheel.addEventListener("focusin", (event) => {
  const index = lives.indexOf(event.target.closest(".life"));
  if (isDial() && index >= 0) turnTo(index);
});
wheel.addEventListener(
  "scroll",
  () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(bend);
  },
  { passive: true },
);
form.addEventListener("narrowed", gather);
form.addEventListener("turn", (event) => {
  if (isDial()) turnTo(lives.indexOf(event.detail));
});
window.addEventListener("resize", refit);
still.addEventListener?.("change", bend);

gather();
const picked = lives.findIndex((life) => box(life).checked);
const start = picked < 0 ? Math.min(START, lives.length - 1) : picked;
turnTo(start - 3, "auto");
bend();
turnTo(start); // it turns a little, to show that it can
