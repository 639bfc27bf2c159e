// What is kept of a form for the session of this tab, and how it is forgotten. A frame of another site may have no storage.
const FORM = "postergen:form:"; // and where the form is sent
const PHOTO = "postergen:photo:";
const FORGOTTEN = "postergen:forgotten";

export const place = (form) => form.getAttribute("action");

function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const read = (key) => quietly(() => JSON.parse(sessionStorage.getItem(key)));
const write = (key, value) =>
  quietly(() => (value === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, JSON.stringify(value))));

export const keptForm = (form) => read(FORM + place(form));
export const keepForm = (form, said) => write(FORM + place(form), said);
export const keptPhoto = (form) => read(PHOTO + place(form));
export const keepPhoto = (form, photo) => write(PHOTO + place(form), photo);

export function forget() {
  quietly(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(FORM) || key.startsWith(PHOTO)) sessionStorage.removeItem(key);
    }
    sessionStorage.setItem(FORGOTTEN, "true");
  });
}

// a page that the browser brings back may still show what was forgotten meanwhile
export function wasForgotten() {
  const was = read(FORGOTTEN);
  if (was) write(FORGOTTEN, null);
  return Boolean(was);
}
