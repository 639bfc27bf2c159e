"""Put edits on tabs by their state, and lay out those that somebody wants to see."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.four_eyes import Hindrance
from postergen.copywriting.review import possible_actions
from postergen.copywriting.word_diff import ChangedPart, changed_parts
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import OPEN, PUBLISHED, Action, AuditEntry, Edit, Origin, State
from postergen.service.reports import Breakdown
from postergen.web.product import product
from postergen.web.studio.access import current_user
from postergen.web.studio.frame import page_number

ON_A_PAGE = 12
TABS: dict[str, tuple[State, ...]] = {
    "waiting": (State.CHECKED, State.DRAFT),
    "approved": (State.APPROVED,),
    "live": (State.LIVE,),
    "paused": (State.PAUSED,),
    "rejected": (State.REJECTED,),
    "retired": (State.RETIRED,),
}
BY_PERSON = (Action.APPROVE, Action.RESUME, Action.CHECK, Action.REJECT, Action.PAUSE, Action.RETIRE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see. Empty means: all."""

    tab: str = "waiting"
    locale: str = ""
    option: str = ""
    who: str = ""
    look: str = ""
    q: str = ""
    page: int = 1

    def query(self, **other: str | int) -> dict[str, str | int]:
        """As the query of an address, with something changed; what is usual is left out."""
        usual = Wanted()
        values = {name: getattr(self, name) for name in Wanted.__slots__} | other
        return {name: value for name, value in values.items() if value != getattr(usual, name, None)}

    def fits(self, edit: Edit) -> bool:
        variant = edit.variant
        words = (variant.id, variant.headline, variant.body, variant.gloss)
        return (
            self.locale in ("", variant.locale)
            and (not self.option or self.option in variant.fits.options)
            and self.who in ("", edit.origin.who)
            and (not self.q or any(self.q.casefold() in text.casefold() for text in words))
        )


@dataclass(frozen=True, slots=True)
class Card:
    """An edit as a card, with what is said of it and what may be done with it."""

    edit: Edit
    look: str
    findings: tuple[LintFinding, ...]
    actions: tuple[Action, ...]
    changes: tuple[ChangedPart, ...]
    history: Sequence[AuditEntry]
    hindrance: Hindrance | None
    statistics: Breakdown | None = None

    @property
    def is_blocked(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def asks_why(self) -> bool:
        """Whoever approves it has to say why."""
        return any(finding.severity is Severity.REVIEW for finding in self.findings)


@dataclass(frozen=True, slots=True)
class TabPage:
    """One page of a tab; ``counts`` says how many lie on each that is counted."""

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    writers: tuple[str, ...]


def wanted() -> Wanted:
    """What the address, or the form, asks for."""
    values = request.values
    tab = values.get("tab", "")
    given = {name: values.get(name, "").strip()[:120] for name in ("locale", "option", "who", "look", "q")}
    return Wanted(tab if tab in TABS else "waiting", **given, page=page_number())


def edits_on_tab(campaign: Campaign, want: Wanted) -> TabPage:
    """The page of the tab that is wanted; the last one when there are fewer."""
    written = product().editorial.edits(campaign.id)
    by_tab = {name: [e for e in written if e.state in states] for name, states in TABS.items()}
    by_tab["live"] = _live(campaign, by_tab["live"])
    counts = {name: len(edits) for name, edits in by_tab.items()}
    fitting = [edit for edit in by_tab[want.tab] if want.fits(edit)]
    fitting.sort(key=lambda edit: TABS[want.tab].index(edit.state))  # what can be decided comes first
    pages = max(1, -(-len(fitting) // ON_A_PAGE))
    page = min(want.page, pages)
    shown = fitting[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    writers = tuple(sorted({edit.origin.who for edit in by_tab[want.tab]}))
    return TabPage(cards_of(campaign, shown, want.look), len(fitting), page, pages, counts, writers)


def cards_of(
    campaign: Campaign, edits: Sequence[Edit], look: str = "", *, on_every_look: bool = False
) -> tuple[Card, ...]:
    """These edits as cards. Setting a text on every look takes half a second, so it is done only when asked for."""
    said: dict[str, tuple[LintFinding, ...]] = {}
    unread = {edit.variant.id: edit.variant for edit in reversed(edits) if edit.state in OPEN}
    if unread:
        beside = [
            edit.variant for edit in product().editorial.edits(campaign.id, OPEN) if edit.variant.id not in unread
        ]
        among = replace(campaign, variants=(*campaign.variants, *beside))  # what waits, too, may say the same
        said = dict(product().checks.check_all(among, list(unread.values()), with_looks=on_every_look))
    hindered = _against_approval(campaign.id, edits)
    counted = product().reports.of_variants(campaign.id, [edit.variant for edit in edits if edit.state in PUBLISHED])
    return tuple(
        Card(
            edit,
            look_for(campaign, edit, look),
            said.get(edit.variant.id, ()) if unread.get(edit.variant.id) == edit.variant else (),
            tuple(action for action in BY_PERSON if action in _sensible_actions(edit)),
            _changes(campaign, edit),
            product().editorial.audit(campaign.id, edit.variant.id, 20),
            hindered.get((edit.variant.id, edit.number)),
            counted.get((edit.variant.id, edit.variant.revision)) if edit.state in PUBLISHED else None,
        )
        for edit in edits
    )


def _against_approval(campaign: str, edits: Sequence[Edit]) -> dict[tuple[str, int], Hindrance]:
    """Why who looks may not approve what waits for it, by the variant's id and the edit's number."""
    waiting = [edit for edit in edits if edit.state is State.CHECKED]
    found = product().publishing.against_approval(campaign, waiting, current_user().name)
    return {(hindrance.variant, hindrance.number): hindrance for hindrance in found}


def look_for(campaign: Campaign, edit: Edit, asked: str = "") -> str:
    """The look that is asked for; or one of the campaign's, the same for a text whenever it is seen."""
    looks = campaign.templates
    return asked if asked in looks else looks[zlib.crc32(edit.variant.id.encode()) % len(looks)]


def _sensible_actions(edit: Edit) -> set[Action]:
    """An approved text is turned down, not retired: nothing of it has been on a poster."""
    return set(possible_actions(edit.state)) - ({Action.RETIRE} if edit.state is State.APPROVED else set())


def _live(campaign: Campaign, written: Sequence[Edit]) -> list[Edit]:
    """Everything that is drawn now: what was written first, then what the pack has."""
    known = {edit.variant.id for edit in written}
    first = Edit(campaign.id, campaign.variants[0], 0, State.LIVE, Origin("pack", product().clock()))
    return [*written, *(replace(first, variant=v) for v in campaign.variants if v.id not in known)]


def _changes(campaign: Campaign, edit: Edit) -> tuple[ChangedPart, ...]:
    """How the text that is drawn now would change, if it would."""
    now = campaign.variant_by_id.get(edit.variant.id)
    if now is None or edit.state not in OPEN or now.texts() == edit.variant.texts():
        return ()
    return tuple(part for part in changed_parts(now, edit.variant) if len(part.stretches) > 1)
