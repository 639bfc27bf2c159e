// What `v1.js` takes and gives. The shapes below its class are made of the OpenAPI document by `make clients`.

/** The version of this module's contract; another one has another address. */
export const version: 1;

/** The server says no. */
export class ProblemError extends Error {
  readonly status: number;
  /** stable: the last part of the problem's type, such as `invalid-request` */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  /** where the rules of a game say no: which of them, and a sentence for whoever plays, by language */
  readonly reason: string | null;
  readonly texts: Record<string, string>;
  /** seconds after which the same may be asked again */
  readonly retryAfter?: number;
}

export interface Settings {
  /** where the server is; the one that this module came from when left out */
  server?: string | URL;
  /** the server's own campaign when left out */
  campaign?: string;
  /** how often a request is sent at most; 3 when left out */
  tries?: number;
}

/** A postergen server, as a page of an origin sees it that the campaign names. */
export class Postergen {
  constructor(settings?: Settings);
  catalogue(asked?: { locale?: "zh-CN" | "en" }): Promise<Catalogue>;
  rank(brief: RankIn): Promise<Ranking>;
  /** `key`: yours, or a new one; the same key makes the same poster. The erase token is told once. */
  makePoster(poster: PosterIn, more?: { key?: string }): Promise<Poster>;
  poster(code: string): Promise<Poster>;
  /** the poster was sent on */
  share(code: string): Promise<void>;
  /** forget the person, with the token that came with the poster */
  erase(code: string, token: string): Promise<void>;
  /** somebody saw the page that a scan led to */
  confirm(click: string): Promise<void>;
  games(): Promise<Games>;
  game(game: string): Promise<Game>;
  /** somebody begins to play: ask them before you keep the token, which is shown once */
  newHolder(): Promise<NewHolder>;
  /** `holder`, here and below: the token of whoever plays */
  hand(game: string, holder: string): Promise<GameHand>;
  /** `key`: yours, or a new one; the same key is the same act */
  deal(game: string, claim: GameDealIn, holder: string, more?: { key?: string }): Promise<GameHeld>;
  give(game: string, offer: GameOfferIn, holder: string, more?: { key?: string }): Promise<GameOffer>;
  offered(game: string, link: string): Promise<GameOffer>;
  take(game: string, link: string, holder: string, more?: { key?: string }): Promise<GameHeld>;
  takeBack(game: string, link: string, holder: string): Promise<void>;
  layDown(game: string, holder: string, more?: { key?: string }): Promise<GameSet>;
  card(game: string, serial: number, holder: string, more?: { locale?: "zh-CN" | "en" }): Promise<GamePoster>;
  diary(game: string, holder: string, more?: { month?: string }): Promise<GameDiary>;
  checkIn(game: string, wanted: GameCheckIn, holder: string, more?: { key?: string }): Promise<GameEntry>;
  repair(game: string, day: string, holder: string, more?: { key?: string }): Promise<GameEntry>;
  day(game: string, day: string, holder: string): Promise<GameDayPoster>;
  pockets(game: string, holder: string): Promise<Pockets>;
  hide(game: string, envelope: EnvelopeIn, holder: string, more?: { key?: string }): Promise<EnvelopeHidden>;
  envelope(game: string, envelope: string): Promise<Envelope>;
  find(game: string, envelope: string, proof: EnvelopeFindIn, holder: string, more?: { key?: string }): Promise<EnvelopeFound>;
  takeEnvelopeBack(game: string, envelope: string, holder: string): Promise<void>;
  envelopePoster(game: string, envelope: string, holder: string, more?: { locale?: "zh-CN" | "en" }): Promise<EnvelopePoster>;
  holder(holder: string): Promise<Holder>;
  forgetHolder(holder: string): Promise<void>;
}

/** What a campaign page in a frame says, by event: `postergen:made` and so on (docs/embedding.md). */
export interface FrameEvents {
  "postergen:ready": CustomEvent<{ version: 1; page: "campaign" | "poster" | "other"; locale: string }>;
  "postergen:picked": CustomEvent<{ version: 1; options: string[]; wish: boolean }>;
  "postergen:made": CustomEvent<{ version: 1; code: string; url: string }>;
  "postergen:shared": CustomEvent<{ version: 1; code: string }>;
  "postergen:height": CustomEvent<{ version: 1; height: number }>;
}

declare global {
  interface WindowEventMap extends FrameEvents {}
  interface HTMLElementEventMap extends FrameEvents {}
}
