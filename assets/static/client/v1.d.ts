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

export interface Candidate {
  variant: Variant;
  /** which relevance model read this variant */
  backend: string;
  score: number;
  /** the probability that the policy draws it; 0 beyond the policy's candidates */
  propensity: number;
  reasons: Reason[];
}

export interface Catalogue {
  campaign: string;
  version: string;
  locale: "zh-CN" | "en";
  title: string;
  themes: Theme[];
  places: Place[];
  occasions: Occasion[];
  templates: Template[];
  options: Option[];
}

export interface FieldError {
  /** JSON pointer into the request body */
  pointer: string;
  /** what is wrong, whatever the words: `few`, `many`, `twice`, `option`, `meaning`, `locale`, `look`, `format`, `place`, `occasion`, `channel`, `site`, `scan`, `blank`, `unprintable`, `marks`, `long`, `wide`, `overlong`, `number`, `field`, `no-copy`, `text`, `text-locale`, `text-occasion`, `text-name`, `photo-kind`, `photo-pixels`, `photo-broken`, `photo-heavy`, `shape`, or the id of a rule, such as `user.contact` */
  code: string;
  /** what is wrong, for whoever builds; in English */
  detail: string;
  /** how to mend it, for whoever builds; in English */
  remedy: string;
  /** a sentence for whoever typed it, by language: `zh-CN`, `en`, and others that pages speak */
  texts: Record<string, string>;
}

/** Something a look wants to know: a whole number of at most ``most``, or a text of so many characters. */
export interface Field {
  name: string;
  kind: "number" | "text";
  label: string;
  most: number;
}

export interface Lineage {
  scan: string | null;
  parent: string | null;
  root: string;
  generation: number;
}

export interface Meant {
  option: string;
  text: string;
  share: number;
}

export interface Occasion {
  id: string;
  name: string;
}

export interface Option {
  id: string;
  theme: string;
  text: string;
  pictogram: string;
  keywords: string[];
  /** how people say it: for a search */
  aliases: string[];
  place: string | null;
  need: "rigid" | "soft";
  frequency: "high" | "low";
  seasons: string[];
  occasions: string[];
}

export interface Place {
  id: string;
  province: string;
  city: string;
}

/** A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent. */
export interface PosterIn {
  /** the server's own campaign when left out */
  campaign?: string | null;
  /** ids of the chosen options, in order */
  options?: string[];
  /** one of the person's own, in their words: at most 14 Chinese characters or 42 letters. Options and wish are 1 to 6 together */
  wish?: string;
  /** which option the person says their wish means, or `none`; read when left out */
  wish_means?: string;
  locale?: "zh-CN" | "en";
  /** the campaign's first look when left out */
  template?: string | null;
  format?: string;
  /** at most 30 characters as people count them */
  nickname?: string;
  /** `province/city` */
  place?: string | null;
  /** an occasion, or `today` for that of the day */
  occasion?: string | null;
  /** for the occasion `today`; it is not stored */
  birthday?: string | null;
  /** what the look asks for */
  fields?: Record<string, number | string>;
  /** where the poster will be shared */
  channel?: string;
  /** where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - / */
  site?: string;
  /** false: name and place play no part in choosing the copy */
  personalised?: boolean;
  scan?: string | null;
  /** a JPEG, PNG or WebP in base64, or as a `data:` address; never fetched from another */
  avatar?: string | null;
  /** a text that the person chose, by its id; without one it is drawn. It has to be in the locale, and in place: of the occasion, and by name only with a name. No draw, and never counted as one */
  variant?: string | null;
}

export interface Poster {
  code: string;
  campaign: string;
  options: string[];
  wish: string;
  locale: "zh-CN" | "en";
  template: string;
  format: string;
  nickname: string;
  place: string | null;
  occasion: string | null;
  fields: Record<string, number | string>;
  channel: string;
  personalised: boolean;
  variant: Variant;
  policy: string;
  propensity: number;
  lineage: Lineage;
  created_at: string;
  /** with a version `v`, so that it may be kept for long; it is another once the person is erased */
  image_url: string;
  share_url: string;
  scan_url: string;
  /** told once, when the poster is made: with it the person can be erased */
  erase_token: string | null;
  texts: SetText[];
  warnings: PosterWarning[];
}

/** A problem document (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors: FieldError[];
  /** of `refused-by-the-rules`: which rule of the game says no */
  code: string | null;
  /** of the same: a sentence for whoever plays, by language */
  texts: Record<string, string>;
}

/** A brief to rank copy for. */
export interface RankIn {
  /** the server's own campaign when left out */
  campaign?: string | null;
  /** ids of the chosen options, in order */
  options?: string[];
  /** one of the person's own, in their words: at most 14 Chinese characters or 42 letters. Options and wish are 1 to 6 together */
  wish?: string;
  /** which option the person says their wish means, or `none`; read when left out */
  wish_means?: string;
  locale?: "zh-CN" | "en";
  /** the campaign's first look when left out */
  template?: string | null;
  format?: string;
  /** at most 30 characters as people count them */
  nickname?: string;
  /** `province/city` */
  place?: string | null;
  /** an occasion, or `today` for that of the day */
  occasion?: string | null;
  /** for the occasion `today`; it is not stored */
  birthday?: string | null;
  /** what the look asks for */
  fields?: Record<string, number | string>;
  /** where the poster will be shared */
  channel?: string;
  /** where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - / */
  site?: string;
  /** false: name and place play no part in choosing the copy */
  personalised?: boolean;
  count?: number;
}

export interface Ranking {
  campaign: string;
  /** which relevance model answered; variants written since its index was made say `lexical` */
  backend: string;
  /** how the wish was read: as the person said, by a model, or by its words */
  wish_reading: "" | "person" | "embedded" | "lexical";
  /** what the wish was understood as; null where there is none */
  wish_read_as: Wish | null;
  /** what draws now: the version of the policy, and the state of the ranker */
  policy: string;
  policy_version: string;
  /** why relevance alone draws, where the campaign wants to learn; empty where all is well */
  policy_note: "" | "missing" | "stale" | "unreadable" | "rolled-back";
  /** the share of posters whose text is drawn evenly among the candidates instead */
  holdout: number;
  /** what stands in where no text is relevant: texts for a place that the wish names, for a theme of the options or of what the wish may mean, for any wish, for nothing in particular, or, where there are none, any */
  fallback: "" | "place" | "theme" | "wish" | "campaign" | "any";
  candidates: Candidate[];
}

/** ``kind`` is the tag by which the variant fits, or the relevance backend. */
export interface Reason {
  kind: string;
  subject: string;
  score: number;
}

export interface Template {
  id: string;
  version: string;
  name: string;
  idea: string;
  formats: string[];
  fields: Field[];
}

/** How a text of the poster was set, in pixels of its format; `given_up` is what it lost to fit its box. */
export interface SetText {
  element: string;
  size: number;
  lines: string[];
  given_up: ("size" | "words")[];
}

export interface Theme {
  id: string;
  name: string;
  question: string;
  pictogram: string;
}

export interface Variant {
  id: string;
  revision: string;
  locale: "zh-CN" | "en";
  hook: string;
  tone: string;
  author: "person" | "model";
  headline: string;
  body: string;
  call_to_action: string;
}

/** Something given up so that the poster could be made: a truncated text, a missing glyph. */
export interface PosterWarning {
  element: string;
  kind: "truncated" | "missing-glyph" | "unshaped" | "not-shown";
  detail: string;
}

export interface Wish {
  /** that the first option is what was meant */
  chance: number;
  /** whether copy is ranked by it; if not, texts for any wish stand in */
  is_sure: boolean;
  /** the likeliest first; shares sum to 1 */
  options: Meant[];
}
