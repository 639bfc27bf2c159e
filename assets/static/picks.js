// Count what is picked, and refuse a seventh.
import { show } from "./slots.js";

const form = document.getElementById("picker");
const max = Number(form.dataset.max);
const boxes = [...form.querySelectorAll("[name=option]")];
const wish = form.querySelector("[name=wish]");
const hint = document.getElementById("wish-hint");
const hintWhileOpen = hint.textContent;
const count = form.querySelector("[data-count]");
const said = count.dataset;
const next = form.querySelector("[data-next]");
const poster = document.getElementById("poster");
const make = form.querySelector("[data-making]");
const [invitation, keep] = [count.textContent, make.textContent];
let order = boxes.filter((box) => box.checked); // in which they were picked

const total = () => order.length + (wish.value.trim() ? 1 : 0);

function tally() {
  const picked = total();
  const full = picked >= max;
  show(order, wish.value.trim(), max);
  form.classList.toggle("full", full);
  form.classList.toggle("some", picked > 0);
  closeWish(order.length >= max);
  next.classList.toggle("waiting", picked === 0);
  count.classList.remove("shaken");
  count.textContent = picked ? `${said.picked} ${picked} ${said.of}` : invitation;
  const detail = { options: order.map((box) => box.value), wish: Boolean(wish.value.trim()) };
  document.dispatchEvent(new CustomEvent("picked", { detail })); // framed.js tells the page around
}

function refuse(words) {
  count.textContent = words;
  count.classList.remove("shaken");
  void count.offsetWidth; // starts the animation anew
  count.classList.add("shaken");
}

// whoever finds it closed is told why, and what opens it
function closeWish(isClosed) {
  wish.readOnly = isClosed;
  form.classList.toggle("no-wish", isClosed);
  hint.textContent = isClosed ? hint.dataset.closed : hintWhileOpen;
}

function open() {
  poster.classList.add("open");
  import("./looks.js"); // nobody sees one before
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
    if (isOneTooMany) refuse(said.many);
  }
});
wish.addEventListener("input", tally);
wish.addEventListener("focus", () => import("./read-as.js"), { once: true });
wish.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault(); // it adds a wish, and sends nothing yet
    wish.blur();
  }
});
next.addEventListener("click", (event) => {
  event.preventDefault();
  if (total() === 0) {
    refuse(said.none);
    return;
  }
  open();
  poster.scrollIntoView();
  document.getElementById("try").focus({ preventScroll: true });
});
form.addEventListener("submit", (event) => {
  if (total() === 0 || total() > max) {
    event.preventDefault();
    refuse(total() ? said.many : said.none);
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
if (wish.value) import("./read-as.js");
