// Show what is picked as lit slots, each with a way to empty it.
const form = document.getElementById("picker");
const slots = form.querySelector("[data-slots]");
const wish = form.querySelector("[name=wish]");
const said = slots.dataset;
const lit = new Map(); // the slot of each box, and of the wish
let dark = [];

function button(className, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

// the one that comes to stand in its place is next, or the one before; after the last, what can be picked
function leave(index) {
  const others = [...slots.querySelectorAll(".clear")];
  const next = others[Math.min(index, others.length - 1)] || form.querySelector(".now input") || wish;
  next.focus({ preventScroll: true });
}

function clearing(name, act) {
  const clear = button("clear", said.putBack + name, () => {
    const index = [...slots.querySelectorAll(".clear")].indexOf(clear);
    act();
    leave(index);
  });
  clear.append(form.querySelector("[data-cross]").content.cloneNode(true));
  return clear;
}

function made(parts, turn, clear) {
  const slot = document.createElement("span");
  slot.className = "slot lit";
  turn.append(...parts);
  slot.append(turn, clear);
  return slot;
}

function ofLife(box) {
  const life = box.closest(".life");
  const [pictogram, words] = [life.querySelector(".pictogram"), life.querySelector("b")];
  const turnTo = () => form.dispatchEvent(new CustomEvent("turn", { detail: life }));
  const putBack = () => {
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    turnTo(); // so that it can be picked again
  };
  const name = words.textContent;
  const parts = [pictogram.cloneNode(true), words.cloneNode(true)];
  return made(parts, button("turn", said.turnTo + name, turnTo), clearing(name, putBack));
}

function ofWish(text) {
  const words = document.createElement("b");
  words.textContent = text;
  const putBack = () => {
    wish.value = "";
    for (const kind of ["input", "change"]) wish.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const parts = [form.querySelector(".wish .icon").cloneNode(true), words];
  return made(parts, button("turn", said.turnTo + text, () => wish.focus()), clearing(text, putBack));
}

function unlit() {
  const slot = document.createElement("span");
  slot.className = "slot";
  return slot;
}

// Only what changes is made anew: what was lit before keeps still, and keeps the focus.
export function show(boxes, wished, max) {
  const wanted = [...boxes, ...(wished ? [wish] : [])];
  const before = new Set(lit.keys());
  for (const [key, slot] of lit) {
    if (wanted.includes(key) && (key !== wish || slot.querySelector("b").textContent === wished)) continue;
    slot.remove();
    lit.delete(key);
  }
  for (const key of wanted) {
    if (lit.has(key)) continue;
    lit.set(key, key === wish ? ofWish(wished) : ofLife(key));
    lit.get(key).classList.toggle("new", !before.has(key)); // a wish that grows letter by letter is not
  }
  for (const slot of dark) slot.remove();
  dark = Array.from({ length: Math.max(0, max - wanted.length) }, unlit);
  wanted.forEach((key, index) => {
    if (slots.children[index] !== lit.get(key)) slots.insertBefore(lit.get(key), slots.children[index] || null);
  });
  slots.append(...dark);
  slots.hidden = wanted.length === 0;
  if (wanted.some((key) => !before.has(key))) slots.scrollLeft = slots.scrollWidth; // where there is little room, the newest is seen
}
