// Say what a typed wish was read as, and let its person say what it means.
import { mark } from "./findings.js";

const form = document.getElementById("picker");
const wish = form.querySelector("[name=wish]");
const means = form.querySelector("[name=wish_means]");
const line = form.querySelector("[data-read-as]");
const chips = form.querySelector("[data-readings]");
const said = line.dataset;
const poster = document.getElementById("poster");
const PAUSE = 900; // ms without a key before a wish is read
const LIKELY = 0.1; // the chance from which on it is worth a question

let shown = ""; // the wish that was read last, or is being read
let isAsking = false;
let isDue = false; // another wish came meanwhile
let waiting = 0;
let reading = null;

means.disabled = false; // without a script nobody says what a wish means, and nothing is sent

const typed = () => wish.value.trim();

async function asked(words) {
  const brief = new FormData();
  brief.set("lang", form.elements.lang.value);
  brief.set("wish", words);
  const answer = await fetch(`${form.getAttribute("action")}/reading`, { method: "POST", body: brief });
  const { errors = [] } = answer.status === 422 ? await answer.json() : {};
  if (typed() === words) mark(errors, "wish");
  if (errors.length) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  return found?.is_sure || found?.chance >= LIKELY ? found : null;
}

// one request at a time; what was typed meanwhile is asked afterwards
async function read() {
  clearTimeout(waiting);
  const words = typed();
  if (isAsking) return (isDue = true);
  if (words === shown) return;
  shown = words;
  isAsking = true;
  const found = words ? await asked(words).catch(() => undefined) : mark([], "wish") || null;
  isAsking = false;
  if (typed() === words) {
    shown = found === undefined ? "" : words; // after a failure, leaving the field asks again
    show(found);
  }
  if (isDue) {
    isDue = false;
    read();
  }
}

function chip(value, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.value = value;
  button.textContent = text;
  button.addEventListener("click", () => mean(means.value === value ? "" : value));
  return button;
}

function show(found) {
  reading = found;
  const options = found?.options || [];
  const [first, ...others] = options.map(({ option, text }) => chip(option, text));
  const none = chip("none", said.none);
  chips.replaceChildren(...(first ? (found.is_sure ? [...others, none, first] : [first, ...others, none]) : []));
  chips.hidden = !first;
  if (![...chips.children].some((button) => button.value === means.value)) means.value = "";
  tell();
  if (first && !poster.classList.contains("open")) chips.scrollIntoView({ block: "nearest" });
}

// What it was read as needs no button, until something else was tapped.
function tell() {
  const options = reading?.options || [];
  const meant = options.find(({ option }) => option === means.value);
  for (const button of chips.children) {
    button.setAttribute("aria-pressed", String(button.value === means.value));
    button.hidden = Boolean(reading.is_sure && !means.value && button.value === options[0].option);
  }
  if (!options.length) line.textContent = "";
  else if (means.value === "none") line.textContent = said.readNone;
  else if (meant) line.textContent = said.meant + meant.text;
  else line.textContent = reading.is_sure ? said.readAs + options[0].text : said.perhaps;
}

function mean(value) {
  means.value = value;
  tell();
  means.dispatchEvent(new Event("change", { bubbles: true })); // pictures follow
}

wish.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (typed() === shown) return;
  [shown, means.value] = ["", ""];
  show(null);
  if (!event.isComposing) waiting = setTimeout(read, PAUSE);
});
wish.addEventListener("compositionend", () => {
  clearTimeout(waiting);
  waiting = setTimeout(read, PAUSE);
});
wish.addEventListener("change", read); // left, or ended with Enter
read();
