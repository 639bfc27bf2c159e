"""What the authors said their texts fit: the strongest evidence there is."""

from __future__ import annotations

from postergen.domain.catalogue import Option
from postergen.domain.variant import CopyVariant

# What an author's tag is worth. An option named in `fits` is the strongest statement there is; a place or theme in
# common says less; a shared occasion says a little.
TAG_WEIGHTS = {"option": 0.70, "place": 0.25, "theme": 0.30, "occasion": 0.15}


def tag_score(option: Option, variant: CopyVariant) -> float:
    """What the author's tags say of this pair: the strongest tag, from 0 to 1."""
    fits = variant.fits
    if option.id in fits.options:
        return TAG_WEIGHTS["option"]
    if not (fits.themes or fits.places or fits.occasions):  # as it is with most pairs
        return 0.0
    return max((TAG_WEIGHTS[tag] for tag in shared_tags(option, variant)), default=0.0)


def shared_tags(option: Option, variant: CopyVariant) -> tuple[str, ...]:
    """The kinds of tags (keys of `TAG_WEIGHTS`) by which the variant fits the option."""
    fits = variant.fits
    found = {
        "option": option.id in fits.options,
        "place": option.place is not None and option.place in fits.places,
        "theme": option.theme in fits.themes,
        "occasion": bool(set(option.occasions) & set(fits.occasions)),
    }
    return tuple(tag for tag, shared in found.items() if shared)
