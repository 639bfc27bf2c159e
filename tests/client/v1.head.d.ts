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
