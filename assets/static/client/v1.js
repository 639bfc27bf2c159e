// Ask a postergen server from a page of your own, whose origin its campaign names. Types: v1.d.ts beside this file.
//   import { Postergen } from "https://life.example.com/static/client/v1.js";
//   const poster = await new Postergen().makePoster({ options: ["wuhan-hot-dry-noodles"], nickname: "小明" });

export const version = 1;

const PASSES = [429, 502, 503, 504]; // what may be otherwise in a moment
const LONGEST_WAIT = 10; // seconds; whoever has to wait longer is told so

/** The server says no: `code` is stable, `errors` names every field and how to mend it. Of a game's rules, `reason` says
 * which of them, and `texts` has a sentence for whoever plays, by language. */
export class ProblemError extends Error {
  constructor({ status, type = "", title = "", detail = "", errors = [], code: reason = null, texts = {} }, retryAfter) {
    super(`${status} ${type.split(":").pop()}: ${[detail || title, ...errors.map((one) => `${one.pointer} ${one.detail}`)].join("; ")}`);
    Object.assign(this, { name: "ProblemError", status, code: type.split(":").pop(), title, detail, errors, reason, texts, retryAfter });
  }
}

async function problem(answer) {
  const wait = answer.headers.get("Retry-After");
  const told = await answer.json().catch(() => null);
  const known = told?.type ? told : { status: answer.status, type: `http-${answer.status}`, title: answer.statusText };
  return new ProblemError(known, wait === null ? undefined : Number(wait));
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** A key of our own, so that a poster whose answer was lost is made once all the same. Not every page has `randomUUID`. */
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Postergen {
  #server;
  #campaign;
  #tries;

  constructor({ server = new URL("../..", import.meta.url), campaign, tries = 3 } = {}) {
    this.#server = new URL(String(server).replace(/\/*$/, "/"), import.meta.url);
    this.#campaign = campaign;
    this.#tries = tries;
  }

  catalogue({ locale } = {}) {
    const asked = new URLSearchParams();
    if (locale) asked.set("locale", locale);
    if (this.#campaign) asked.set("campaign", this.#campaign);
    return this.#ask("GET", `catalogue?${asked}`);
  }

  rank(brief) {
    return this.#ask("POST", "rank", { body: { campaign: this.#campaign, ...brief } });
  }

  makePoster(poster, { key = newKey() } = {}) {
    const body = { campaign: this.#campaign, ...poster };
    return this.#ask("POST", "posters", { body, headers: { "Idempotency-Key": key } });
  }

  poster(code) {
    return this.#ask("GET", `posters/${encodeURIComponent(code)}`);
  }

  /** The poster was sent on. */
  share(code) {
    return this.#ask("POST", `posters/${encodeURIComponent(code)}/share`);
  }

  /** Forget the person, with the token that came with the poster. */
  erase(code, token) {
    return this.#ask("DELETE", `posters/${encodeURIComponent(code)}`, { headers: { "Postergen-Erase-Token": token } });
  }

  /** Somebody saw the page that a scan led to. */
  confirm(click) {
    return this.#ask("POST", `scans/${encodeURIComponent(click)}/confirm`);
  }

  // games: `holder` is the token of whoever plays

  games() {
    return this.#play("GET", "games");
  }

  game(game) {
    return this.#play("GET", this.#of(game));
  }

  /** Somebody begins to play: ask them before you keep the token, which is shown once. */
  newHolder() {
    return this.#play("POST", "holders");
  }

  hand(game, holder) {
    return this.#play("GET", `${this.#of(game)}/hand`, { holder });
  }

  deal(game, claim, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/deals`, { holder, key, body: claim });
  }

  /** Put a card behind a link: as a gift, or for the card that it `wants`. */
  give(game, offer, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/offers`, { holder, key, body: offer });
  }

  offered(game, link) {
    return this.#play("GET", `${this.#of(game)}/offers/${encodeURIComponent(link)}`);
  }

  take(game, link, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/offers/${encodeURIComponent(link)}/take`, { holder, key });
  }

  takeBack(game, link, holder) {
    return this.#play("DELETE", `${this.#of(game)}/offers/${encodeURIComponent(link)}`, { holder });
  }

  /** Lay down a whole set, once and for good. */
  layDown(game, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/sets`, { holder, key });
  }

  /** The poster of one's card. */
  card(game, serial, holder, { locale } = {}) {
    return this.#play("GET", `${this.#of(game)}/cards/${serial}`, { holder, asked: locale ? { locale } : {} });
  }

  /** The days that somebody kept; `month` of the calendar as 2027-01, this one when left out. */
  diary(game, holder, { month } = {}) {
    return this.#play("GET", `${this.#of(game)}/diary`, { holder, asked: month ? { month } : {} });
  }

  /** Keep today; with the `day` that they saw, it is refused when that is over. */
  checkIn(game, wanted, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/days`, { holder, key, body: wanted });
  }

  /** Fill in a day that was missed. */
  repair(game, day, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/repairs`, { holder, key, body: { day } });
  }

  /** The poster of one's day. */
  day(game, day, holder) {
    return this.#play("GET", `${this.#of(game)}/days/${encodeURIComponent(day)}`, { holder });
  }

  // hide and find

  pockets(game, holder) {
    return this.#play("GET", `${this.#of(game)}/envelopes`, { holder });
  }

  hide(game, envelope, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/envelopes`, { holder, key, body: envelope });
  }

  envelope(game, envelope) {
    return this.#play("GET", `${this.#of(game)}/envelopes/${encodeURIComponent(envelope)}`);
  }

  /** By an answer or what a printed code carries (`proof`), or by being there (`location`). */
  find(game, envelope, proof, holder, { key = newKey() } = {}) {
    return this.#play("POST", `${this.#of(game)}/envelopes/${encodeURIComponent(envelope)}/find`, { holder, key, body: proof });
  }

  takeEnvelopeBack(game, envelope, holder) {
    return this.#play("DELETE", `${this.#of(game)}/envelopes/${encodeURIComponent(envelope)}`, { holder });
  }

  /** The poster with its clue. */
  envelopePoster(game, envelope, holder, { locale } = {}) {
    const path = `${this.#of(game)}/envelopes/${encodeURIComponent(envelope)}/poster`;
    return this.#play("GET", path, { holder, asked: locale ? { locale } : {} });
  }

  /** All that is stored of somebody who plays. */
  holder(holder) {
    return this.#play("GET", "holder", { holder });
  }

  /** Their cards are nobody's then, and the token opens nothing: asked again, the server says 403. */
  forgetHolder(holder) {
    return this.#play("DELETE", "holder", { holder });
  }

  #of(game) {
    return `games/${encodeURIComponent(game)}`;
  }

  #play(method, path, { holder, key, body, asked = {} } = {}) {
    const named = new URLSearchParams(this.#campaign ? { campaign: this.#campaign, ...asked } : asked);
    const headers = { ...(holder && { "Postergen-Holder": holder }), ...(key && { "Idempotency-Key": key }) };
    return this.#ask(method, `${path}?${named}`, { body, headers });
  }

  // all of these may be sent twice: they change nothing, count once, or have a key
  async #ask(method, path, { body, headers = {} } = {}, tried = 1) {
    const request = { method, headers: { Accept: "application/json", ...headers } };
    if (body) {
      request.headers["Content-Type"] = "application/json";
      request.body = JSON.stringify(body);
    }
    let failure;
    try {
      const answer = await fetch(new URL(`api/v1/${path}`, this.#server), request);
      if (answer.ok) return answer.status === 204 ? undefined : await answer.json();
      failure = await problem(answer);
    } catch (error) {
      failure = error; // nobody answered
    }
    const wait = failure.retryAfter ?? 0.25 * 2 ** (tried - 1);
    const isWorthIt = failure instanceof ProblemError ? PASSES.includes(failure.status) : true;
    if (tried >= this.#tries || !isWorthIt || wait > LONGEST_WAIT) throw failure;
    await pause(wait);
    return this.#ask(method, path, { body, headers }, tried + 1);
  }
}
