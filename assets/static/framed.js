// Tell the page around this frame what happens in it: only a page of an origin that the campaign names hears it.
const VERSION = 1;
const known = (document.documentElement.dataset.origins || "").split(" ").filter(Boolean);
const around = location.ancestorOrigins?.[0]; // where browsers say who is around, nobody else is written to
const listeners = around ? known.filter((origin) => origin === around) : known;
const last = { picked: JSON.stringify({ options: [], wish: false }) };

function tell(what, detail = {}) {
  const said = JSON.stringify(detail);
  if (last[what] === said) return;
  last[what] = said;
  for (const origin of listeners) parent.postMessage({ postergen: what, version: VERSION, ...detail }, origin);
}

const tellHeight = () => tell("height", { height: document.documentElement.offsetHeight });

if (parent !== window) {
  const page = document.querySelector("[data-page]")?.dataset.page || "other";
  tell("ready", { page, locale: document.documentElement.lang });
  const made = document.querySelector("[data-mine]")?.dataset;
  const [visit] = performance.getEntriesByType("navigation");
  // not again when it is loaded anew, or shown in another format
  const isNew = visit?.type === "navigate" && !new URL(document.referrer || location.href).pathname.endsWith(`/p/${made?.mine}`);
  if (made && isNew) tell("made", { code: made.mine, url: made.url });
  for (const what of ["picked", "shared"]) document.addEventListener(what, ({ detail }) => tell(what, detail));
  if (window.ResizeObserver) new ResizeObserver(tellHeight).observe(document.documentElement);
  else setInterval(tellHeight, 500);
  tellHeight();
}
