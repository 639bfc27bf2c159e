// Fill the form as this tab left it, and keep what is said in it: the way back, a reload or another language lose nothing.
import { keepForm, keepPhoto, keptForm, keptPhoto, wasForgotten } from "./kept.js";

const form = document.getElementById("picker");
const poster = document.getElementById("poster");
const photo = form.querySelector("[name=avatar]");
const language = form.elements.lang.value;
const OF_THE_PAGE = new Set(["lang", "click", "embed"]); // these the server says
const TYPED = "[type=text], [type=number], [type=file], [name=wish_means]";
const LARGEST = 400_000; // bytes of a photo; one that was cut on the page has half of them at most

// what the address fills in beforehand; whoever reloads it has changed some of that
function given() {
  const query = new URLSearchParams(location.search);
  for (const name of ["lang", "embed"]) query.delete(name);
  return query;
}

const fields = () => [...form.elements].filter((field) => field.name && !OF_THE_PAGE.has(field.name) && field !== photo);
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function said() {
  const values = {};
  for (const field of fields()) {
    values[field.name] ??= [];
    if (!isTicked(field) || field.checked) values[field.name].push(field.value);
  }
  return { from: given().toString(), language, isOpen: poster.classList.contains("open"), values };
}

function fill(kept) {
  const query = given();
  const isSame = query.toString() === kept.from;
  for (const field of fields()) {
    const values = kept.values[field.name];
    if (!values || (!isSame && query.has(field.name))) continue;
    if (field.type === "hidden" && kept.language !== language) continue; // the words that were drawn were in it
    if (field.type === "radio") field.checked ||= values.includes(field.value); // one that is gone leaves what there is
    else if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values[0] || isSame) field.value = values[0];
  }
  if (kept.isOpen) poster.dataset.open = "";
}

function put({ name, type, letters }) {
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const chosen = new DataTransfer();
  chosen.items.add(new File([bytes], name, { type }));
  photo.files = chosen.files;
}

function keepChosen() {
  const [file] = photo.files;
  keepPhoto(form, null);
  if (!file || file.size > LARGEST) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    if (photo.files[0] !== file) return;
    keepPhoto(form, { name: file.name, type: file.type, letters: reader.result.split(",")[1] });
  });
  reader.readAsDataURL(file);
}

function empty() {
  for (const field of form.querySelectorAll(TYPED)) {
    field.value = "";
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

const kept = keptForm(form);
const picture = keptPhoto(form);
if (kept) fill(kept);
if (picture && window.DataTransfer) put(picture);
for (const more of form.querySelectorAll("details")) {
  if (fields().some((field) => more.contains(field) && (isTicked(field) ? field.checked : field.value))) more.open = true;
  if (more.contains(photo) && photo.files.length) more.open = true;
}

const keep = () => keepForm(form, said());
form.addEventListener("input", keep);
form.addEventListener("change", (event) => (event.target === photo ? keepChosen() : keep()));
form.addEventListener("opened", keep);
addEventListener("pagehide", keep); // what a script wrote into a field, too
document.addEventListener("visibilitychange", () => document.hidden && keep());
addEventListener("pageshow", () => wasForgotten() && empty());
