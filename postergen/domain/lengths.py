"""The longest texts that every look can set, and the longest alias; English is counted with its spaces."""

from __future__ import annotations

TEXT_LIMITS = {
    "option": {"zh-CN": 14, "en": 42},
    "alias": {"zh-CN": 24, "en": 60},
    "headline": {"zh-CN": 24, "en": 60},
    "body": {"zh-CN": 60, "en": 150},
    "call_to_action": {"zh-CN": 14, "en": 34},
    "offer_title": {"zh-CN": 14, "en": 34},
    "offer_text": {"zh-CN": 40, "en": 110},
}


def too_long(text: str, kind: str, locale: str) -> str:
    """What is wrong with the length of a text of this kind (a key of `TEXT_LIMITS`); empty when nothing is."""
    limit = TEXT_LIMITS[kind][locale]
    return f"has {len(text)} characters; a {kind} in {locale} has at most {limit}" if len(text) > limit else ""
