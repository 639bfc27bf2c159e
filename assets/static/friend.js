// After a scan: what the friend longs for is picked where it stands, their own words and their city too, if one says so.
const form = document.getElementById("picker");
const wish = form.querySelector("[name=wish]");
const place = form.querySelector("[name=place]");
const make = document.querySelector("[data-from-friend]");
const next = form.querySelector("[data-next]");

// a label without its box beside it is a button: the keyboard comes to it
function asButton(label, isOn, toggle) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...label.childNodes);
  button.tell = () => button.setAttribute("aria-pressed", String(isOn()));
  button.addEventListener("click", toggle);
  label.replaceWith(button);
  button.parentNode.hidden = false;
  return button;
}

function begin() {
  const makeYours = make.textContent;
  const changed = (field) => ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
  const put = (field, value) => {
    field.value = field.value === value ? "" : value;
    changed(field);
  };
  const buttons = [...document.querySelectorAll(".friend .wants label")].flatMap((label) => {
    const { friendWish, friendPlace } = label.dataset;
    const box = label.htmlFor && document.getElementById(label.htmlFor);
    if (box) return asButton(label, () => box.checked, () => box.click());
    if (friendWish) {
      const words = [...friendWish].slice(0, wish.maxLength).join("");
      return asButton(label, () => wish.value === words, () => wish.readOnly || put(wish, words));
    }
    if (friendPlace && place) return asButton(label, () => place.value === friendPlace, () => put(place, friendPlace));
    return [];
  });
  const tell = () => {
    for (const button of buttons) button.tell();
    const isPicked = form.querySelector("[name=option]:checked") || wish.value.trim();
    make.textContent = isPicked ? make.dataset.fromFriend : makeYours;
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, tell);
  make.addEventListener("click", (event) => {
    if (make.textContent === makeYours) return;
    event.preventDefault();
    next.click();
  });
  window.addEventListener("pageshow", tell);
  tell();
}

if (make) begin();
