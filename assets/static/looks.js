// Show the person's own poster in the look that is in the middle, and in those beside it.
import { lines, mark } from "./findings.js";

const form = document.getElementById("picker");
const slides = form.querySelector("[data-slides]");
const looks = [...slides.querySelectorAll(".look")];
const radio = (look) => look.querySelector("input");
const drawn = new Map(); // for each look, what was asked for
const notes = new Map(); // for each look, what of it is not as it was written
const leaves = [...form.querySelectorAll("[data-leaf]")];
const faults = new Map(); // for each look, what is wrong with what was typed
const noted = form.querySelector("[data-notes]");
const kept = form.elements.line; // the line that stands on the poster, as the server signed it
const stood = new Map(); // for each choice, the line that stood there last
const leaf = form.querySelector("[data-line]");
const back = leaf.querySelector("[data-line-back]");
const headline = leaf.querySelector("[data-headline]");
const title = document.getElementById("try");
const PAUSE = 350; // ms without a key before a name is drawn

let isOpen = false;
let aim = null; // the look that the slides are on their way to, until they are there or somebody moves them
let waiting = 0;
let turning = Promise.resolve(); // one line after the other, however fast they are asked for

const chosen = () => looks.find((look) => radio(look).checked) || looks[0];

// what a line is drawn for
const CHOICE = ["option", "wish", "wish_means", "birthday"];
const choice = (brief) => JSON.stringify(CHOICE.map((name) => brief.getAll(name).sort()));

// whoever comes back to what they had chosen finds the line that they left there
function asked(look) {
  const brief = new FormData(form);
  kept.value = stood.get(choice(brief)) || kept.value;
  brief.set("line", kept.value);
  brief.set("template", radio(look).value);
  return brief;
}

const same = (brief) =>
  JSON.stringify([...brief].map(([name, value]) => [name, value.name ? [value.name, value.size] : value]));

// a server with too many visitors says 503 and when to come again
async function patiently(address, request, tries = 3) {
  const answer = await fetch(address, request);
  if (answer.status !== 503 || tries <= 1) return answer;
  await new Promise((resolve) => setTimeout(resolve, 1000 * (Number(answer.headers.get("Retry-After")) || 1)));
  return patiently(address, request, tries - 1);
}

// a line stays until another is asked for; the server says which one it is
function keep(answer, sent, shows) {
  const told = JSON.parse(decodeURIComponent(answer.headers.get("Postergen-Line") || "null"));
  if (!told || kept.value !== sent.get("line")) return; // another was asked for meanwhile
  if (headline.textContent !== told.headline) for (const look of looks) look.classList.toggle("own", look === shows);
  kept.value = told.line;
  stood.set(choice(sent), told.line);
  sent.delete("turn");
  sent.set("line", told.line);
  leaf.hidden = false;
  back.setAttribute("aria-disabled", told.at === 0);
  if (headline.textContent !== told.headline) headline.textContent = told.headline;
  const { plain, named } = title.dataset;
  title.textContent = told.called ? named.replace("{who}", () => told.called) : plain;
}

async function draw(look, turn = "") {
  const brief = asked(look);
  const key = same(brief);
  if (!turn && drawn.get(look) === key) return;
  drawn.set(look, key);
  if (turn) brief.set("turn", turn);
  look.classList.remove("failed");
  look.classList.add("drawing");
  try {
    const headers = { Accept: "image/jpeg" };
    const answer = await patiently(`${form.getAttribute("action")}/preview`, { method: "POST", body: brief, headers });
    if (answer.status === 422) {
      const { errors } = await answer.json();
      if (drawn.get(look) !== key) return;
      faults.set(look, errors);
      return look.classList.remove("drawing");
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = URL.createObjectURL(await answer.blob());
    if (drawn.get(look) !== key) return URL.revokeObjectURL(picture);
    faults.delete(look);
    keep(answer, brief, look);
    drawn.set(look, same(brief));
    const image = look.querySelector("img");
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = picture;
    look.classList.add("own");
    notes.set(look, JSON.parse(decodeURIComponent(answer.headers.get("Postergen-Notes") || "[]")));
  } catch {
    if (drawn.get(look) === key) drawn.delete(look);
    faults.delete(look);
    look.classList.add("failed");
  }
  look.classList.remove("drawing");
}

function line({ text, href }) {
  const paragraph = document.createElement("p");
  paragraph.append(href ? Object.assign(document.createElement("a"), { href, textContent: text }) : text);
  return paragraph;
}

// What is wrong, or else what of the picture is not as it was written. Nobody else's picture stands there meanwhile.
function tellNotes() {
  const look = chosen();
  const errors = faults.get(look) || [];
  mark(errors);
  slides.classList.toggle("halted", errors.length > 0);
  const others = look.classList.contains("failed") ? [slides.dataset.failed] : notes.get(look) || [];
  const said = errors.length ? lines(errors) : others.map((text) => ({ text }));
  if (said.map(({ text }) => text).join() === [...noted.children].map((one) => one.textContent).join()) return;
  noted.replaceChildren(...said.map(line));
}

async function drawAround() {
  if (!isOpen) return;
  const middle = looks.indexOf(chosen());
  const reach = Math.max(1, Math.ceil(slides.clientWidth / looks[0].offsetWidth / 2)); // as far as looks are seen
  const near = looks.filter((_, index) => Math.abs(index - middle) <= reach);
  const away = (look) => Math.abs(looks.indexOf(look) - middle);
  for (const look of near.sort((one, other) => away(one) - away(other))) {
    await draw(look);
    tellNotes();
    if (faults.has(looks[middle])) return; // those beside it would say the same
  }
}

function leafBy(by) {
  const look = looks[looks.indexOf(chosen()) + by];
  if (!look) return;
  radio(look).checked = true;
  radio(look).dispatchEvent(new Event("change", { bubbles: true }));
}

function tellEnds() {
  const at = looks.indexOf(chosen());
  for (const button of leaves) button.disabled = !looks[at + Number(button.dataset.leaf)];
}

function turn(to) {
  turning = turning.then(async () => {
    await draw(chosen(), to);
    tellNotes();
    drawAround();
  });
}

function askForFields() {
  for (const asks of form.querySelectorAll(".asks")) asks.hidden = asks.dataset.look !== radio(chosen()).value;
}

function centre(look, behavior = "smooth") {
  const left = look.offsetLeft - (slides.clientWidth - look.offsetWidth) / 2;
  aim = inTheMiddle() === look ? null : look;
  slides.scrollTo({ left, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : behavior });
}

function inTheMiddle() {
  const middle = slides.scrollLeft + slides.clientWidth / 2;
  const distance = (look) => Math.abs(look.offsetLeft + look.offsetWidth / 2 - middle);
  return looks.reduce((best, look) => (distance(look) < distance(best) ? look : best));
}

slides.addEventListener(
  "scroll",
  () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const look = inTheMiddle();
      if (aim && aim !== look) return; // a busy browser paused on the way there
      aim = null;
      if (radio(look).checked) return drawAround();
      radio(look).checked = true;
      radio(look).dispatchEvent(new Event("change", { bubbles: true }));
    }, 90);
  },
  { passive: true },
);
for (const moved of ["pointerdown", "touchstart", "wheel", "scrollend"]) {
  slides.addEventListener(moved, () => (aim = null), { passive: true });
}
leaf.querySelector("[data-line-next]").addEventListener("click", () => turn("next"));
back.addEventListener("click", () => back.getAttribute("aria-disabled") === "true" || turn("back"));
form.addEventListener("change", (event) => {
  if (event.target.name === "template") {
    askForFields();
    tellEnds();
    centre(chosen());
  }
  drawAround();
});
form.addEventListener("input", (event) => {
  if (event.target.type !== "text" && event.target.type !== "number") return;
  clearTimeout(waiting);
  waiting = setTimeout(drawAround, PAUSE);
});
form.addEventListener("opened", () => {
  import("./avatar.js"); // nobody gives a photo before
  isOpen = true;
  centre(chosen(), "auto");
  drawAround();
});
for (const button of leaves) button.addEventListener("click", () => leafBy(Number(button.dataset.leaf)));
window.addEventListener("resize", () => centre(chosen(), "auto"));
askForFields();
tellEnds();
if (document.getElementById("poster").classList.contains("open")) form.dispatchEvent(new Event("opened"));
