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

export interface Candidate {
  variant: Variant;
  /** which relevance model read this variant */
  backend: string;
  score: number;
  /** the probability that the policy draws it; 0 beyond the policy's candidates */
  propensity: number;
  reasons: Reason[];
}

export type CardState = "held" | "offered" | "laid" | "left";

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

export type Clue = "sentence" | "photo" | "place";

export type EndKind = "share" | "draw";

export interface EnvelopeFindIn {
  /** the answer as typed, or the last part of the address in the code */
  proof?: string;
  /** where the person is */
  location?: LocationIn | null;
}

/** An envelope that somebody found. */
export interface EnvelopeFound {
  envelope: Envelope;
  /** their part of it */
  units: number;
  /** a text by locale: `zh-CN` and `en` */
  words: Record<string, string>;
}

/** An envelope of one's own. */
export interface EnvelopeHidden {
  /** whoever knows it may look for it */
  id: string;
  /** the number of the line of the record that hid it */
  serial: number;
  /** its page, to be sent on */
  url: string;
  clue: Clue;
  /** what the clue says, by locale; as it was typed in each, of a player's */
  says: Record<string, string>;
  /** a WebP of the strips that are seen by now */
  photo_url: string | null;
  /** how many of them that are; 0 without a photo */
  strips: number;
  found_by: FoundBy;
  units: number;
  /** how many may find it */
  finders: number;
  /** how many have */
  found: number;
  state: EnvelopeState;
  /** when it goes back */
  until: string;
  /** what the printed code says that is to lie there; keep it */
  code_url: string | null;
}

/** An envelope to be hidden. */
export interface EnvelopeIn {
  clue?: "sentence" | "photo" | "place";
  found_by?: "code" | "answer" | "location";
  /** 0 for words alone */
  units: number;
  finders: number;
  /** in which it is written */
  locale?: "zh-CN" | "en";
  /** the clue, up to 60 characters */
  says?: string;
  /** for whoever finds it, up to 200 */
  words?: string;
  /** what is right; several with `/` between */
  answer?: string;
  /** where it lies */
  place?: LocationIn | null;
  /** a JPEG, PNG or WebP in base64, or as a `data:` address */
  photo?: string | null;
}

/** An envelope that is hidden: its clue, and how it is found. What finds it is never told. */
export interface Envelope {
  /** whoever knows it may look for it */
  id: string;
  /** the number of the line of the record that hid it */
  serial: number;
  /** its page, to be sent on */
  url: string;
  clue: Clue;
  /** what the clue says, by locale; as it was typed in each, of a player's */
  says: Record<string, string>;
  /** a WebP of the strips that are seen by now */
  photo_url: string | null;
  /** how many of them that are; 0 without a photo */
  strips: number;
  found_by: FoundBy;
  units: number;
  /** how many may find it */
  finders: number;
  /** how many have */
  found: number;
  state: EnvelopeState;
  /** when it goes back */
  until: string;
}

/** The poster that shows a clue. */
export interface EnvelopePoster {
  envelope: string;
  code: string;
  image_url: string;
  share_url: string;
  scan_url: string;
}

export type EnvelopeState = "lying" | "found" | "back";

export interface FieldError {
  /** JSON pointer into the request body */
  pointer: string;
  /** what is wrong, whatever the words: `few`, `many`, `twice`, `option`, `meaning`, `locale`, `look`, `format`, `place`, `occasion`, `channel`, `site`, `scan`, `blank`, `unprintable`, `marks`, `long`, `wide`, `overlong`, `number`, `field`, `no-copy`, `text`, `text-locale`, `text-occasion`, `text-name`, `photo-kind`, `photo-pixels`, `photo-broken`, `photo-heavy`, `shape`, `hide-clue`, `hide-kind`, `hide-photo`, `hide-answer`, `hide-place`, `hide-units`, `hide-finders`, `hide-words`, `day`, `look-back-early`, `look-back-over`, `figure`, `not_possible`, `reason_missing`, `reason_for_remarks`, `four-eyes`, `nothing-approved`, or the id of a rule, such as `user.contact` */
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

export type FoundBy = "code" | "answer" | "location";

/** What a day asks, and the options among which somebody picks theirs. */
export interface GameAsk {
  id: string;
  /** a text by locale: `zh-CN` and `en` */
  asks: Record<string, string>;
  options: string[];
  /** its own day; null of those that take turns */
  day: string | null;
}

/** A day of the month. */
export interface GameCalendar {
  day: string;
  /** `open` is today while it is not kept, `none` before the first day or later */
  mark: Mark;
  /** why it cannot be filled in; null where it can */
  why_not: GameRefusal | null;
}

/** A card of the set, with its odds: as promised, and for the next deal. */
export interface GameCard {
  id: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  /** of 1, as promised; all add up to 1 */
  odds: number;
  /** of 1, for the next deal: what is gone leaves it to others */
  odds_now: number;
  /** how many there are; null without end */
  at_most: number | null;
  left: number | null;
  /** a small picture, by locale */
  image_urls: Record<string, string>;
}

/** What may bring a card, and why it does not now. */
export interface GameChance {
  way: Way;
  /** the id of the question or spot; empty where there is none */
  subject: string;
  why_not: GameRefusal | null;
}

/** A check-in: what was picked of what today asks, and a line of one's own. */
export interface GameCheckIn {
  /** the id of an option that this game asks for */
  option: string;
  /** at most 40 characters, or none */
  line?: string;
  /** the language of the poster */
  locale?: string;
  /** the day that is meant: refused when it is over */
  day?: string | null;
  /** the id of the scan that led here, so that the poster is its child */
  scan?: string;
}

/** How what was won is had. */
export interface GameClaim {
  /** a text by locale: `zh-CN` and `en` */
  how: Record<string, string>;
  until: string | null;
  delivery: Record<string, string> | null;
  forfeit: Record<string, string> | null;
  voucher: Record<string, string> | null;
}

/** What is collected, what brings a card, and what whoever has one of each gets. */
export interface GameCollect {
  cards: GameCard[];
  ways: Way[];
  questions: GameQuestion[];
  spots: GameSpot[];
  limits: GameLimits;
  ending: GameEnding;
  claim: GameClaim;
}

/** How much somebody did today, and when the next day begins. */
export interface GameDay {
  dealt: number;
  wrong: number;
  /** cards that they may still be dealt today */
  left: number;
  ends: string;
}

/** The poster of a day. */
export interface GameDayPoster {
  day: string;
  code: string;
  image_url: string;
  share_url: string;
  scan_url: string;
}

/** What was done, for which a card is wanted. */
export interface GameDealIn {
  way: "poster" | "check-in" | "question" | "spot";
  /** the code of the poster, the id of the question or spot */
  subject?: string;
  /** the erase token of the poster, the answer as it was typed, what the spot's code carries */
  proof?: string;
}

/** What somebody has of a diary, and what they can do. */
export interface GameDiary {
  game: string;
  /** their number in the record; null before their first day */
  player: number | null;
  today: string;
  /** when the next day begins */
  ends: string;
  /** days in a row, until today or yesterday */
  streak: number;
  longest: number;
  /** days without anything since the last one, today not counted */
  missed: number;
  /** all days, the first first */
  entries: GameEntry[];
  /** the days of the month that was asked for, or of this */
  month: GameCalendar[];
  /** days of that month that may still be filled in */
  repairs_left: number;
  /** why today cannot be kept; null where it can */
  why_not: GameRefusal | null;
}

/** What the days of a diary ask, and how many of a month may be filled in. */
export interface GameDiaryRules {
  asks: GameAsk[];
  /** days of a month that may be filled in */
  repairs: number;
  today: string;
  /** the id of what today asks */
  ask: string;
}

/** What whoever has a whole set gets when the game closes. */
export interface GameEnding {
  kind: EndKind;
  /** units */
  pool: number;
  /** a text by locale: `zh-CN` and `en` */
  unit: Record<string, string>;
  /** how many are drawn; 0 where all share */
  winners: number;
  leftover: Leftover;
  /** units that one person gets at most */
  most: number | null;
  /** what a unit is worth, in hundredths of a yuan; 0 for what has no price */
  fen: number;
}

/** A day that was kept, or filled in: that one has no option, and no poster. */
export interface GameEntry {
  /** the number of the line of the record that keeps it */
  serial: number;
  day: string;
  is_repaired: boolean;
  option: string | null;
  line: string;
  /** of its poster, once that was made */
  code: string | null;
}

/** What somebody has of a game, and what they can do. */
export interface GameHand {
  game: string;
  /** their number in the record; null before their first act */
  player: number | null;
  cards: GameMine[];
  /** that nobody has taken yet */
  offers: GameOffer[];
  day: GameDay;
  /** cards that they were dealt in all */
  dealt: number;
  /** the days on which they did */
  checked_in: string[];
  chances: GameChance[];
  set: GameLaid;
  /** what they were given when the game closed */
  units: number | null;
}

/** A card that was dealt. */
export interface GameHeld {
  /** the number of the line of the record that dealt it */
  serial: number;
  card: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
}

/** What is hidden, and how: a pool from which every envelope is filled. */
export interface GameHide {
  /** units */
  pool: number;
  /** units of it that are neither hidden nor found */
  left: number;
  /** a text by locale: `zh-CN` and `en` */
  unit: Record<string, string>;
  /** what a unit is worth, in hundredths of a yuan; 0 for what has no price */
  fen: number;
  clues: Clue[];
  found_by: FoundBy[];
  limits: HideLimits;
  /** how long an envelope of a player lies */
  hours: number;
  /** metres that count as there */
  near: number;
  strips: Strips;
  /** of whoever gives the game, that lie there now */
  envelopes: Envelope[];
  claim: GameClaim;
}

/** The set: whether one is laid down, in which line of the record, and why none can be. */
export interface GameLaid {
  is_laid: boolean;
  serial: number | null;
  why_not: GameRefusal | null;
}

export interface GameLimits {
  per_day: number;
  in_all: number;
  wrong_per_day: number;
}

/** A card of one's own. */
export interface GameMine {
  /** the number of the line of the record that dealt it */
  serial: number;
  card: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  state: CardState;
  /** of the poster that shows it, once that was asked for */
  code: string | null;
}

export interface GameOfferIn {
  serial: number;
  /** the card that is wanted for it; left out of a gift */
  wants?: string;
}

/** A card behind a link: a gift, or for the card that it `wants`. */
export interface GameOffer {
  /** whoever knows it may take the card */
  id: string;
  /** a page for it, to be sent to one friend */
  url: string;
  /** the number of the line of the record that dealt it */
  serial: number;
  card: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  /** the card that it costs */
  wants: string | null;
  state: LinkState;
  made_at: string;
}

export interface GameOrganiser {
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  contact: string;
}

/** A game: its rules, and how it stands. */
export interface Game {
  id: string;
  /** which of the parts below it has */
  kind: "collect" | "check-in" | "hide";
  campaign: string;
  /** its page */
  url: string;
  /** `over`: its time is, and `closed`: what there is was shared, too */
  state: "early" | "open" | "paused" | "over" | "closed";
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  /** a text by locale: `zh-CN` and `en` */
  about: Record<string, string>;
  /** may take part */
  who: Record<string, string> | null;
  opens: string;
  closes: string;
  closed_at: string | null;
  /** of its days */
  timezone: string;
  organiser: GameOrganiser;
  /** SHA-256 of the number by which everything is drawn, in hex */
  seed_digest: string;
  /** that number, in hex, once the game is closed */
  seed: string | null;
  /** of a collection */
  collect: GameCollect | null;
  /** of a diary */
  check_in: GameDiaryRules | null;
  /** of hide and find */
  hide: GameHide | null;
}

/** The poster that shows a card. */
export interface GamePoster {
  /** the number of the line of the record that dealt it */
  serial: number;
  card: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
  code: string;
  image_url: string;
  share_url: string;
  scan_url: string;
}

export interface GameQuestion {
  id: string;
  /** a text by locale: `zh-CN` and `en` */
  asks: Record<string, string>;
}

/** Why the rules say no. */
export interface GameRefusal {
  code: Refusal;
  /** a sentence for whoever plays, by language */
  texts: Record<string, string>;
}

export interface GameRepairIn {
  /** that was missed */
  day: string;
}

/** A set was laid down, by this player in this line of the record. */
export interface GameSet {
  player: number;
  serial: number;
}

export interface GameSpot {
  id: string;
  /** a text by locale: `zh-CN` and `en` */
  name: Record<string, string>;
}

export interface Games {
  campaign: string;
  games: Game[];
}

/** How much somebody did today, and when the next day begins. */
export interface HideDay {
  hidden: number;
  found: number;
  wrong: number;
  /** envelopes of theirs that lie somewhere now */
  lying: number;
  ends: string;
}

export interface HideLimits {
  hides_per_day: number;
  /** envelopes of one player at once */
  lying: number;
  /** of one envelope */
  units: number;
  /** of one envelope */
  finders: number;
  finds_per_day: number;
  wrong_per_day: number;
}

export interface HolderAct {
  at: string;
  kind: string;
  way: string;
  card: string;
  /** that was kept or filled in; empty of other acts */
  day: string;
}

export interface HolderCard {
  card: string;
  state: CardState;
  poster: string;
}

/** A day that they kept, or filled in: that one has no option. */
export interface HolderDay {
  day: string;
  option: string;
  line: string;
  poster: string;
}

/** An envelope that somebody hid, with all that is stored of it. */
export interface HolderEnvelope {
  id: string;
  clue: string;
  found_by: string;
  units: number;
  finders: number;
  found: number;
  state: string;
  made_at: string;
  until: string;
  locale: string;
  says: string;
  words: string;
  answers: string[];
  latitude: number | null;
  longitude: number | null;
  /** whether one is stored */
  photo: boolean;
  poster: string;
}

export interface HolderGame {
  campaign: string;
  game: string;
  player: number;
  units: number | null;
  acts: HolderAct[];
  cards: HolderCard[];
  days: HolderDay[];
  hidden: HolderEnvelope[];
}

/** All that is stored of somebody who plays. */
export interface Holder {
  phones_since: string[];
  games: HolderGame[];
}

export type Leftover = "first" | "kept";

export interface Lineage {
  scan: string | null;
  parent: string | null;
  root: string;
  generation: number;
}

export type LinkState = "open" | "taken" | "back" | "gone";

/** Where a browser says that it is, as its geolocation tells it. It is compared, and kept nowhere. */
export interface LocationIn {
  latitude: number;
  longitude: number;
  /** metres */
  accuracy?: number;
}

export type Mark = "kept" | "repaired" | "missed" | "open" | "none";

export interface Meant {
  option: string;
  text: string;
  share: number;
}

export interface Occasion {
  id: string;
  name: string;
}

export interface NewHolder {
  campaign: string;
  /** shown once, for the header `Postergen-Holder` */
  token: string;
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

/** What somebody has of hide and find, and what they can do. */
export interface Pockets {
  game: string;
  /** their number in the record; null before their first act */
  player: number | null;
  /** that they have found in all */
  units: number;
  /** by them, the latest first */
  hidden: EnvelopeHidden[];
  found: EnvelopeFound[];
  day: HideDay;
  hide_why_not: GameRefusal | null;
  find_why_not: GameRefusal | null;
}

/** A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent. */
export interface PosterIn {
  /** the server's own campaign when left out */
  campaign?: string | null;
  /** ids of the chosen options, in order */
  options?: string[];
  /** one of the person's own, in their words: at most 42 letters in English and 28 in Chinese, of which a Chinese character takes two. Options and wish are 1 to 6 together */
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
  /** what sentences about the poster call its person in its locale: the nickname, with the word of the poster's occasion, if that has one; empty without a name */
  called: string;
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
  /** one of the person's own, in their words: at most 42 letters in English and 28 in Chinese, of which a Chinese character takes two. Options and wish are 1 to 6 together */
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

export type Refusal = "early" | "over" | "going-on" | "paused" | "day-full" | "all-full" | "done" | "wrong" | "wrong-full" | "no-way" | "empty" | "not-held" | "own" | "gone" | "not-whole" | "lying-full" | "found-full" | "coarse" | "complete" | "checked" | "new-day" | "not-missing" | "other-month" | "no-repairs";

/** How a photo comes to be seen. */
export interface Strips {
  count: number;
  at_first: number;
  /** minutes */
  another_after: number;
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

export type Way = "poster" | "check-in" | "question" | "spot";

export interface Wish {
  /** that the first option is what was meant */
  chance: number;
  /** whether copy is ranked by it; if not, texts for any wish stand in */
  is_sure: boolean;
  /** the likeliest first; shares sum to 1 */
  options: Meant[];
}
