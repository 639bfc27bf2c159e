// What is wrong with a field is said beside it as soon as it was left. Publishing checks all of it again.
const form = document.querySelector("[data-item-form]");
const touched = new Set();
let asked = 0;

const tell = (problems) => {
  for (const list of form.querySelectorAll("[data-problems]")) {
    const name = list.dataset.problems;
    if (![...touched].some((one) => one === name || one.startsWith(`${name}.`))) continue;
    list.replaceChildren(...(problems[name] ?? []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const input = document.getElementById(`f-${name}`);
    if (problems[name]) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
};

// Of small lives that were just picked, the texts are there to choose from.
const listTexts = async (field) => {
  const sent = new URLSearchParams(new FormData(form));
  sent.set("step", "again");
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const select of field.querySelectorAll("select")) {
    select.replaceChildren(...(fresh.getElementById(select.id)?.children ?? []));
  }
};

form.addEventListener("change", (event) => {
  const name = event.target.name ?? "";
  const field = name.endsWith(".options") && form.querySelector(`[data-field="${name.replace(/options$/, "variants")}"]`);
  if (field) listTexts(field).catch(() => {}); // away for a moment: the button below it asks again
});

async function check() {
  const mine = (asked += 1);
  const sent = new URLSearchParams(new FormData(form));
  sent.set("step", "check");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    if (answer.ok && mine === asked) tell((await answer.json()).problems);
  } catch {
    // away for a moment: the next field asks again, and so does publishing
  }
}

form.addEventListener("change", (event) => {
  if (!event.target.name) return;
  touched.add(event.target.name);
  check();
});

// what was typed before this ran; of what stands there, its own field says so as ever
const isTyped = (field) => field.name && "defaultValue" in field && field.type !== "hidden" && field !== document.activeElement && field.value !== field.defaultValue;
for (const field of form.elements) if (isTyped(field)) touched.add(field.name);
if (touched.size) check();

// While the form comes back with an item more or less, the folds that were open stay so.
const FOLDS = "postergen:folds";
const place = form.getAttribute("action");

const idAfter = (id, [what, list, number]) => {
  const ofList = `row-${list}-`;
  if (what !== "remove" || !id.startsWith(ofList) || +id.slice(ofList.length) < +number) return id;
  return +id.slice(ofList.length) === +number ? "" : `${ofList}${id.slice(ofList.length) - 1}`;
};

form.addEventListener("submit", (event) => {
  const step = (event.submitter?.value ?? "").split(".");
  if (!["add", "remove", "again"].includes(step[0])) return;
  const open = [...form.querySelectorAll("details[open]")].map((fold) => idAfter(fold.id, step));
  remembered((storage) => storage.setItem(FOLDS, JSON.stringify({ place, open })));
});

// a browser that keeps nothing folds them
function remembered(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

const { place: were, open = [] } = remembered((storage) => JSON.parse(storage.getItem(FOLDS))) ?? {};
if (were === place) {
  remembered((storage) => storage.removeItem(FOLDS));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}
