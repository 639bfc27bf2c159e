"""Share a few places out among the options that a wish may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

AGAIN = 0.45  # of what an option's last text was worth is the next one, for who meant it has one already


def allotted(likely: Sequence[tuple[str, float]], texts: Mapping[str, int], places: int) -> list[str]:
    """For which option each place is: the next one for whichever is likeliest, each text that it has leaving less of
    that (intent-aware selection: Agrawal et al. 2009). Fewer where there are too few texts.

    Args:
        likely: options with their shares.
        texts: how many each has.
    """
    left = {option: share for option, share in likely if texts[option]}
    found: list[str] = []
    while len(found) < places and left:
        option = max(left, key=left.__getitem__)
        found.append(option)
        left[option] *= AGAIN
        if found.count(option) == texts[option]:
            del left[option]
    return found
