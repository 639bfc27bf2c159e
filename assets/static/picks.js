// Count what is picked, refuse a seventh, and show the picks as lit slots.
const form = document.getElementById("picker");
const max = Number(form.dataset.max);
const boxes = [...form.querySelectorAll("[name=option]")];
const wish = form.querySelector("[name=wish]");
const slots = form.querySelector("[data-slots]");
const count = form.querySelector("[data-count]");
const said = count.dataset;
const next = form.querySelector("[data-next]");
const poster = document.getElementById("poster");
const make = form.querySelector("[data-making]");
const [invitation, keep] = [count.textContent, make.textContent];
let order = boxes.filter((box) => box.checked); // in which they were picked

const total = () => order.length + (wish.value.trim() ? 1 : 0);

function slot(box) {
  const life = box.closest(".life");
  const lit = document.createElement("button");
  lit.type = "button";
  lit.className = "slot lit";
  lit.append(life.querySelector(".pictogram").cloneNode(true), life.querySelector("b").cloneNode(true));
  lit.setAttribute("aria-label", slots.dataset.turnTo + life.querySelector("b").textContent);
  lit.addEventListener("click", () => form.dispatchEvent(new CustomEvent("turn", { detail: life })));
  return lit;
}

function empty(isWish) {
  const mark = document.createElement("span");
  mark.className = isWish ? "slot lit" : "slot";
  if (isWish) {
    const said = document.createElement("b");
    said.textContent = wish.value;
    mark.append(form.querySelector(".wish .icon").cloneNode(true), said);
  }
  return mark;
}

function tally() {
  const picked = total();
  const full = picked >= max;
  slots.hidden = picked === 0;
  slots.textContent = "";
  slots.append(
    ...order.map(slot),
    ...Array.from({ length: Math.max(0, max - order.length) }, (_, i) => empty(i < picked - order.length)),
  );
  form.classList.toggle("full", full);
  form.classList.toggle("some", picked > 0);
  wish.readOnly = order.length >= max;
  next.classList.toggle("waiting", picked === 0);
  count.textContent = picked ? `${said.picked} ${picked} ${said.of}` : invitation;
  const detail = { options: order.map((box) => box.value), wish: Boolean(wish.value.trim()) };
  document.dispatchEvent(new CustomEvent("picked", { detail })); // framed.js tells the page around
}

function open() {
  poster.classList.add("open");
  form.dispatchEvent(new Event("opened"));
}

form.addEventListener("change", (event) => {
  const box = event.target;
  if (box.name === "option") {
    const isOneTooMany = box.checked && total() >= max;
    if (isOneTooMany) box.checked = false;
    order = order.filter((other) => other !== box);
    if (box.checked) order.push(box);
    tally();
    if (isOneTooMany) count.textContent = said.many;
  }
});
wish.addEventListener("input", tally);
wish.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault(); // it adds a wish, and sends nothing yet
    wish.blur();
  }
});
next.addEventListener("click", (event) => {
  event.preventDefault();
  if (total() === 0) {
    count.textContent = said.none;
    count.classList.remove("shaken");
    void count.offsetWidth; // starts the animation anew
    count.classList.add("shaken");
    return;
  }
  open();
  poster.scrollIntoView();
  document.getElementById("try").focus({ preventScroll: true });
});
form.addEventListener("submit", (event) => {
  if (total() === 0 || total() > max) {
    event.preventDefault();
    count.textContent = total() ? said.many : said.none;
    document.getElementById("lives").scrollIntoView();
    return;
  }
  make.textContent = make.dataset.making;
});
// whoever comes back finds the button as it was
window.addEventListener("pageshow", () => {
  make.textContent = keep;
  order = [...order.filter((box) => box.checked), ...boxes.filter((box) => box.checked && !order.includes(box))];
  tally();
});
if ("open" in poster.dataset || location.hash === "#poster") open();
tally();
