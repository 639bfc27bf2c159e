// Narrow the lives by theme, province and word, and show them as a dial or as a list. Words that stand in the page are
// found at once; what a word is about, the server says, and where it does not answer they are all there is.
const form = document.getElementById("picker");
const groups = [...form.querySelectorAll("[data-group]")];
const grids = groups.map((group) => group.querySelector(".grid"));
const inOrder = new Map(grids.map((grid) => [grid, [...grid.children]]));
const lives = [...inOrder.values()].flat();
const chips = [...form.querySelectorAll("[data-theme]")];
const place = form.querySelector("[data-place]");
const search = form.querySelector("[data-search]");
const panel = document.getElementById("narrow");
const opener = form.querySelector("[data-search-toggle]");
const view = form.querySelector("[data-view-toggle]");
const nothing = form.querySelector(".nothing");
const write = form.querySelector("[data-write]");
const wish = form.querySelector("[name=wish]");
const isDial = () => form.dataset.view === "dial";
const PAUSE = 120; // ms without a key before the server is asked
const LIFTED = 100; // ms after a finger was lifted, within which its tap arrives
const HAN = /\p{Script=Han}/u;
const answers = new Map(); // by what was typed, the ids of the lives that it is about, the best first; null for no answer

let theme = ""; // of the list; the dial turns to a theme and hides no other
let isSorted = false;
let waiting = 0;
let pressed = Promise.resolve(); // nothing moves under a finger: its tap would be lost, or somebody else's

const typed = () => search.value.trim().toLowerCase();
const id = (life) => life.querySelector("input").value;
const words = (life) => `${life.textContent} ${life.dataset.words}`.toLowerCase();
const isAsked = (wanted) => wanted.length > 1 || HAN.test(wanted);

// the lives that these words find; undefined while only the server can tell
function found(wanted) {
  const answer = answers.get(wanted);
  if (answer) return new Set(answer);
  const here = lives.filter((life) => words(life).includes(wanted));
  const isSure = answer === null || !isAsked(wanted) || (here.length > 0 && wanted.length > 1); // 面 stands in 当面, too
  return isSure ? new Set(here.map(id)) : undefined;
}

function narrow() {
  const wanted = typed();
  const ids = wanted ? found(wanted) : null;
  if (ids === undefined) return; // what is shown stays until the server has answered
  for (const group of groups) {
    for (const life of group.querySelectorAll(".life")) {
      life.hidden = !(
        (isDial() || !theme || group.dataset.group === theme) &&
        (!place.value || life.dataset.province === place.value) &&
        (!ids || ids.has(id(life)))
      );
    }
    group.hidden = !group.querySelector(".life:not([hidden])");
  }
  sort(answers.get(wanted) || null);
  nothing.hidden = groups.some((group) => !group.hidden);
  write.hidden = !wanted;
  write.textContent = write.dataset.write.replace("{words}", search.value.trim());
  opener.classList.toggle("on", Boolean(wanted || place.value));
  form.dispatchEvent(new Event("narrowed"));
}

// The best first, and each with its theme; without an answer as they were.
function sort(answer) {
  if (!answer && !isSorted) return;
  const at = new Map((answer || []).map((name, rank) => [name, rank]));
  const rank = (life) => at.get(id(life)) ?? at.size;
  const best = (group) => Math.min(...[...group.querySelectorAll(".life")].map(rank));
  for (const [grid, own] of inOrder) grid.append(...[...own].sort((one, other) => rank(one) - rank(other)));
  groups[0].parentNode.append(...[...groups].sort((one, other) => best(one) - best(other)));
  isSorted = Boolean(answer);
}

// Answers are kept by what was asked: one that comes late changes nothing that is shown.
async function ask() {
  const wanted = typed();
  if (!isAsked(wanted) || answers.get(wanted)) return;
  const asked = new URLSearchParams({ lang: form.elements.lang.value, q: wanted });
  try {
    const answer = await fetch(`${form.getAttribute("action")}/search?${asked}`);
    if (!answer.ok) throw new Error(String(answer.status));
    answers.set(wanted, (await answer.json()).options);
  } catch {
    answers.set(wanted, null);
  }
  await pressed;
  if (typed() === wanted) show();
}

function press() {
  pressed = new Promise((lift) => {
    const lifted = () => setTimeout(lift, LIFTED);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, lifted, { once: true });
  });
}

function show() {
  narrow();
  const best = form.querySelector("[data-wheel] .life:not([hidden])");
  if (best && isDial() && isSorted) form.dispatchEvent(new CustomEvent("turn", { detail: best }));
}

function mark(current) {
  for (const chip of chips) {
    const isOn = chip.dataset.theme === current;
    chip.classList.toggle("on", isOn);
    if (isOn) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

for (const chip of chips) {
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    if (isDial()) {
      const first = form.querySelector(`[data-group="${chip.dataset.theme}"] .life:not([hidden])`);
      if (first) form.dispatchEvent(new CustomEvent("turn", { detail: first }));
    } else {
      theme = chip.dataset.theme;
      mark(theme);
      narrow();
    }
  });
}
addEventListener("pointerdown", press);
place.addEventListener("change", narrow);
search.addEventListener("input", () => {
  narrow();
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
write.addEventListener("click", () => {
  if (!wish.readOnly) {
    wish.value = [...search.value.trim()].slice(0, wish.maxLength).join("");
    wish.dispatchEvent(new Event("input", { bubbles: true }));
  }
  search.value = place.value = "";
  narrow();
  wish.focus();
});
opener.addEventListener("click", () => {
  panel.hidden = !panel.hidden;
  opener.setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden) search.focus();
});
view.addEventListener("click", () => {
  form.dataset.view = isDial() ? "list" : "dial";
  view.setAttribute("aria-label", isDial() ? view.dataset.list : view.dataset.dial);
  theme = "";
  mark(theme);
  narrow();
});
form.addEventListener("turn", (event) => {
  const life = event.detail;
  if (life.hidden) {
    search.value = place.value = theme = "";
    if (!isDial()) mark(theme);
    narrow();
  }
  if (!isDial()) life.querySelector("input").focus();
});
opener.hidden = view.hidden = false;
if (!isDial()) mark("");
