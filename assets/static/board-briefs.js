// The last briefs that were laid out in this browser, by campaign and person: one click brings each back.
const row = document.querySelector("[data-briefs]");
const form = document.getElementById("brief");
const key = `postergen/briefs/${row.dataset.briefs}`;
const MOST = 8;
const BRIEF = ["option", "wish", "locale", "occasion", "place", "nickname"]; // what makes it another brief
const SHOWN = ["look", "format", "count", "campaign"];

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function keep(briefs) {
  try {
    if (briefs.length) localStorage.setItem(key, JSON.stringify(briefs));
    else localStorage.removeItem(key);
  } catch {
    // no room, or not allowed: then there are none
  }
}

const only = (query, names) => {
  const said = new URLSearchParams(query);
  return new URLSearchParams([...said].filter(([name, value]) => names.includes(name) && value)).toString();
};
const same = (one, other) => only(one, BRIEF) === only(other, BRIEF);

// in the words that the form has for it; none where something of it is not offered any more
function said(query) {
  const brief = new URLSearchParams(query);
  const chosen = (name) => {
    const option = [...form.elements.namedItem(name).options].find((one) => one.value === brief.get(name));
    return option ? option.textContent : null;
  };
  const boxes = new Map([...form.querySelectorAll('[name="option"]')].map((box) => [box.value, box.closest("label")]));
  const parts = brief.getAll("option").map((id) => boxes.get(id)?.textContent.trim() ?? null);
  if (brief.get("wish")) parts.push(row.dataset.anyWish.replace("{wish}", brief.get("wish")));
  for (const name of ["locale", "occasion", "place"]) if (brief.get(name)) parts.push(chosen(name));
  if (brief.get("nickname")) parts.push(brief.get("nickname"));
  return parts.includes(null) ? null : parts;
}

const here = only(location.search, [...BRIEF, ...SHOWN]);
let briefs = kept();
if ("keep" in row.dataset && here) {
  briefs = [here, ...briefs.filter((one) => !same(one, here))].slice(0, MOST);
  keep(briefs);
}

const forget = row.querySelector("[data-forget]");
for (const query of briefs) {
  const parts = said(query);
  if (!parts || same(query, here)) continue;
  const link = Object.assign(document.createElement("a"), { href: `${form.getAttribute("action")}?${query}` });
  link.textContent = parts.join(" · ");
  link.title = link.textContent;
  forget.before(link);
}
row.hidden = !forget.previousElementSibling;
forget.addEventListener("click", () => {
  keep([]);
  row.hidden = true;
});
