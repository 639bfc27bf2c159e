// Keep what is typed in this browser until it is saved, and ask before it would be left behind.
const form = document.getElementById("text");
const key = `postergen/text/${form.dataset.key}`;
const KEPT = ["headline", "body", "call_to_action", "gloss", "source", "breaks", "hook", "tone", "based_on"];
const FITS = ["options", "themes", "occasions", "places"];
const values = () => {
  const typed = new FormData(form);
  const kept = Object.fromEntries(KEPT.map((name) => [name, String(typed.get(name) ?? "").replaceAll("\r\n", "\n")]));
  return { ...kept, ...Object.fromEntries(FITS.map((name) => [name, typed.getAll(name)])) };
};
const same = (one, other) => [...KEPT.slice(0, -1), ...FITS].every((name) => String(one[name]) === String(other[name]));
const notice = document.querySelector("[data-restored]");
const asSent = values();
let isLeaving = false;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep() {
  const isUnsaved = form.dataset.isFresh === "no" || !same(values(), asSent);
  form.querySelector("[data-unsaved]").hidden = !isUnsaved;
  try {
    if (isUnsaved) localStorage.setItem(key, JSON.stringify({ ...values(), at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // no room, or not allowed: the question before leaving still protects the text
  }
  return isUnsaved;
}

function drop() {
  try {
    localStorage.removeItem(key);
    if (form.dataset.saved === "1") localStorage.removeItem(key.replace(/[^/]*$/, "new"));
  } catch {
    // nothing was kept
  }
}

function restore(draft) {
  for (const name of KEPT) form.elements.namedItem(name).value = draft[name] ?? "";
  for (const name of FITS) {
    for (const box of form.querySelectorAll(`[name="${name}"]`)) box.checked = (draft[name] ?? []).includes(box.value);
  }
  const said = notice.querySelector("[data-said]");
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  said.textContent = said.dataset.said.replace("{when}", when);
  notice.hidden = false;
  form.querySelector("[data-unsaved]").hidden = false;
  for (const name of ["headline", "body", "call_to_action"]) {
    form.elements.namedItem(name).dispatchEvent(new Event("input", { bubbles: true }));
  }
}

form.addEventListener("input", keep);
form.addEventListener("change", keep);
document.addEventListener("submit", (event) => {
  isLeaving = Boolean(event.submitter?.matches("[data-keeps]"));
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-drops]")) return;
  drop();
  isLeaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && keep()) event.preventDefault();
});
notice.querySelector("[data-discard]").addEventListener("click", () => {
  drop();
  isLeaving = true;
  location.reload();
});

if (form.dataset.saved) drop();
const draft = kept();
if (draft && form.dataset.isFresh === "yes" && !same(draft, asSent)) restore(draft);
else if (form.dataset.isFresh === "no") keep();
