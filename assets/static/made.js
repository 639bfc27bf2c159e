// Which posters were made in this browser. The list is kept here and nowhere else.
const NAME = "postergen.made";
const MOST = 24;

export function made() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) || "[]");
    return kept.filter((one) => /^[0-9A-Z]{8,20}$/.test(one?.code) && !Number.isNaN(Date.parse(one.since)));
  } catch {
    return []; // no store, or not our list
  }
}

function keep(list) {
  try {
    if (list.length) localStorage.setItem(NAME, JSON.stringify(list.slice(0, MOST)));
    else localStorage.removeItem(NAME);
  } catch {
    // a browser that keeps nothing
  }
}

export const remember = (code, since) => keep([{ code, since }, ...made().filter((one) => one.code !== code)]);
export const forget = (code) => keep(made().filter((one) => one.code !== code));
export const forgetAll = () => keep([]);

// Who came by: the server tells only the browser that made the poster. Null where nobody may or can tell.
export async function friends(code) {
  const answer = await fetch(new URL(`../p/${code}/friends`, import.meta.url)).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

export const said = (found, { came, madeOwn }) =>
  found?.visits ? came.replace("{visits}", found.visits) + (found.made ? madeOwn.replace("{made}", found.made) : "") : "";
