"""Say where the texts of a campaign stand: what the pack says, what was written over it, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from postergen.domain.editorial import PUBLISHED, Change, Edit, Origin, State
from postergen.domain.variant import CopyVariant


@dataclass(frozen=True)
class Standing:
    """The texts of a campaign at a moment.

    Attributes:
        pack: the texts of the campaign's folder alone, by id.
        edits: what was written over it, and what of the pack itself something was done with.
        latest: the number of the latest publication; 0 before the first.
    """

    campaign: str
    pack: Mapping[str, CopyVariant]
    edits: Sequence[Edit]
    latest: int
    at: datetime

    def history(self, variant: str) -> tuple[Edit, ...]:
        """Every edit of a variant, the newest first; last what the pack itself says, as number 0."""
        found = [edit for edit in self.edits if edit.variant.id == variant]
        found.sort(key=lambda edit: -edit.number)
        own = self.pack.get(variant)
        if own is not None and all(edit.number for edit in found):
            is_covered = any(edit.state in PUBLISHED for edit in found)
            state = State.RETIRED if is_covered else State.LIVE
            found.append(Edit(self.campaign, own, 0, state, Origin("pack", self.at)))
        return tuple(found)

    def find(self, variant: str, number: int) -> Edit | None:
        """This edit, that of the pack included."""
        return next((edit for edit in self.history(variant) if edit.number == number), None)

    def drawn(self, variant: str) -> Edit | None:
        """The edit that posters are made with now."""
        return next((edit for edit in self.history(variant) if edit.state is State.LIVE), None)

    def is_kept(self, edit: Edit) -> bool:
        """It is in the store already; what the pack says is put there when something is first done with it."""
        return any((one.variant.id, one.number) == (edit.variant.id, edit.number) for one in self.edits)

    def newest(self, variant: str) -> int:
        """The highest number of an edit of this variant; the next one has one more."""
        return max((edit.number for edit in self.edits if edit.variant.id == variant), default=0)

    def due(self) -> tuple[Edit, ...]:
        """What the next publication brings: the newest approved edit of each variant."""
        approved = [edit for edit in self.edits if edit.state is State.APPROVED]
        newest = {edit.variant.id: edit for edit in sorted(approved, key=lambda edit: edit.number)}
        return tuple(newest[name] for name in sorted(newest))

    def brought_by(self, publication: int) -> tuple[Edit, ...]:
        """The edits that this publication first put on posters."""
        found = [edit for edit in self.edits if edit.published_in == publication]
        return tuple(sorted(found, key=lambda edit: (edit.variant.id, edit.number)))

    def former(self, edit: Edit) -> Edit | None:
        """The edit that this one took the place of on posters, if any."""
        return self.find(edit.variant.id, edit.replaces) if edit.replaces is not None else None

    def over_pack(self) -> Mapping[str, CopyVariant | None]:
        """What stands over the pack, by id: the text that is drawn; None for one that rests."""
        drawn: dict[str, CopyVariant | None] = {}
        for edit in self.edits:
            if edit.state is State.LIVE:
                drawn[edit.variant.id] = edit.variant
            elif edit.state in PUBLISHED:
                drawn.setdefault(edit.variant.id, None)
        return drawn

    def after(self, changes: Sequence[Change] = (), added: Sequence[Edit] = ()) -> Standing:
        """How the texts stand once these edits have changed and those have been added."""
        changed = {(change.before.variant.id, change.before.number): change.after for change in changes}
        kept = [changed.get((edit.variant.id, edit.number), edit) for edit in self.edits]
        return replace(self, edits=(*kept, *added))
