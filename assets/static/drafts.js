// Drafts by keyboard: j and k move, a approves, r turns down, z undoes, ? shows the keys. Forms do the work.
const cards = [...document.querySelectorAll("[data-card]")];
const keys = document.querySelector("#keys");
const toggle = document.querySelector("[data-keys]");
const TYPES = "input:not([type=radio]), textarea, select";

const current = () => document.activeElement.closest("[data-card]");

function move(step) {
  const at = cards.indexOf(current());
  const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + step))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "start" });
}

function explain(card, action) {
  const details = card?.querySelector(`[data-explain="${action}"]`);
  if (!details) return false;
  details.open = true;
  details.querySelector("[name=why]").focus();
  return true;
}

const actions = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  a: () => explain(current(), "approve") || current()?.querySelector('[data-do="approve"]')?.click(),
  r: () => explain(current(), "reject"),
  z: () => document.querySelector("[data-undo]")?.click(),
  "?": () => showKeys(keys.hidden),
};

function showKeys(shown) {
  if (!keys) return;
  keys.hidden = !shown;
  toggle?.setAttribute("aria-expanded", String(shown));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    const open = document.activeElement.closest("details[data-explain]");
    if (open) {
      open.open = false;
      open.closest("[data-card]").focus();
    } else showKeys(false);
    return;
  }
  if (event.target.matches(TYPES)) return;
  const isArrow = event.key.startsWith("Arrow");
  if (isArrow && (event.target.matches("[type=radio]") || !current())) return; // arrows choose a reason, or scroll
  const act = actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A usual reason is chosen with one tap; Enter on it sends, as in the field.
for (const form of document.querySelectorAll("[data-explain] form")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[type=radio]")) form.requestSubmit();
  });
}

// All of this page at once, or none.
const all = document.querySelector("[data-every]");
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll('input[form="bulk"][name="edit"]')];
    const ticked = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = ticked;
  });
}

// What is sent once is not sent twice, however often the key is hit.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
});

if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => showKeys(keys.hidden));
}

// After a decision the address names the card that now lies where the last one lay.
const place = /^#card-(\d+)$/.exec(location.hash);
if (place && cards.length) cards[Math.min(Number(place[1]), cards.length - 1)].focus();
