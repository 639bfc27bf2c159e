// Say beside a field what is wrong with it, in the words that the server has for it.
const form = document.getElementById("picker");
const slots = [...form.querySelectorAll("[data-wrong]")];
// what stays for as long as nobody touches the field, such as what was said of a photo: it is not sent twice
const lasting = new Set(slots.filter((slot) => slot.textContent));

const described = (slot) => form.querySelector(`[aria-describedby~="${slot.id}"]`);
const sentence = (error) => error.texts[document.documentElement.lang];

function isOf(slot, error) {
  const part = error.pointer.slice(2);
  const look = slot.closest("[data-look]");
  const isAsked = !look || look.dataset.look === form.elements.template.value;
  return isAsked && slot.dataset.wrong.split(" ").some((named) => named === part || named === part.split("/")[0]);
}

const once = (texts) => [...new Set(texts)];

// For each field, or for one of them; a sentence that stands there already is not said again.
export function mark(errors, field = "", lasts = false) {
  for (const slot of slots) {
    if (field && slot.id !== `wrong-${field}`) continue;
    const said = once(errors.filter((error) => isOf(slot, error)).map(sentence)).join(" ");
    if (said) lasting.delete(slot);
    if (lasting.has(slot) || slot.textContent === said) continue;
    slot.textContent = said;
    if (lasts) lasting.add(slot);
    const control = described(slot);
    if (!control.matches("input, select")) continue;
    if (said) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

// The same away from the fields: each sentence with what it is about, and where that is.
export function lines(errors) {
  const said = errors.map((error) => {
    const slot = slots.find((one) => isOf(one, error));
    return slot ? { text: slot.dataset.about + sentence(error), href: `#${described(slot).id}` } : { text: sentence(error) };
  });
  return said.filter((line, at) => said.findIndex((other) => other.text === line.text) === at);
}

for (const kind of ["input", "change"]) {
  form.addEventListener(kind, ({ target }) => {
    for (const slot of lasting) if (target.closest(`[aria-describedby~="${slot.id}"]`)) lasting.delete(slot);
  });
}
form.querySelector("[autofocus]")?.focus(); // it was hidden when the browser looked for it
