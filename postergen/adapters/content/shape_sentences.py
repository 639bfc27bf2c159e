"""Say what pydantic finds wrong with data to those who write it: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel

LIKE = 0.6  # how alike what was written and what is known are, that one may be the other misspelt
LONGEST = 60  # characters of what was written that are shown
MOST_ALLOWED = 12  # that are named
SLUGS = re.compile(r"a-z.*0-9.*-")  # in a pattern: it is one of names that files and addresses have


@dataclass(frozen=True, slots=True)
class Sentence:
    """``key`` names the sentence that pages say, filled with ``values`` as the two of ours are."""

    key: str
    problem: str
    remedy: str
    values: Mapping[str, Any]


# By the key of a sentence: what is wrong, and what to write instead.
ENGLISH: Mapping[str, tuple[str, str]] = {
    "choice": ("{given} is not known here", "write {allowed}"),
    "choice_near": ("{given} is not known here", "did you mean {near}? Known are {allowed}"),
    "yes_or_no": ("{given} is neither yes nor no", "write true or false, without quotation marks"),
    "whole": ("{given} is no whole number", "write one such as 3, without quotation marks"),
    "number": ("{given} is no number", "write one such as 0.5, without quotation marks"),
    "text": ("{given} is no text", 'put it in quotation marks: "{plain}"'),
    "one_text": ("should be one text", "write it after the colon, in quotation marks"),
    "list": ("should be a list", "each item on a line of its own after a dash, or all in [ ]"),
    "keys": ("should be keys with values", "such as en: …, each on a line of its own, further to the right"),
    "no_value": ("has no value", "write it after the colon, or remove the line"),
    "missing": ("is missing", "write it in"),
    "unknown_key": ("nothing has this name", "remove it"),
    "unknown_key_near": ("nothing has this name", "did you mean {near}?"),
    "blank": ("is empty", "write something"),
    "short": ("is too short", "at least {min_length} characters"),
    "few": ("has too little in it", "at least {min_length}"),
    "long": ("is too long", "at most {max_length} characters"),
    "many": ("has too much in it", "at most {max_length}"),
    "slug": ("{given} is not written as names are", "small letters a-z, digits and hyphens, such as noodle-shop"),
    "pattern": ("{given} is not written as it has to be", "it has to look like {pattern}"),
    "least": ("{given} is too little", "at least {ge}"),
    "above": ("{given} is too little", "more than {gt}"),
    "most": ("{given} is too much", "at most {le}"),
    "below": ("{given} is too much", "less than {lt}"),
    "day": ("{given} is no day of the calendar", "write one such as 2026-06-01"),
    "no_kind": ("does not say what it is", "write {discriminator} with one of {allowed}"),
    "name": ("{given} is no name", "put it in quotation marks"),
}
# What pydantic calls a mistake, and our sentence for it.
KEYS: Mapping[str, str] = {
    **dict.fromkeys(("literal_error", "enum", "union_tag_invalid"), "choice"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "yes_or_no"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "whole"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing"), "number"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "text"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), "list"),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), "keys"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), "day"),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), "day"),
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_too_short": "short",
    "string_too_long": "long",
    "too_short": "few",
    "too_long": "many",
    "string_pattern_mismatch": "pattern",
    "greater_than_equal": "least",
    "greater_than": "above",
    "less_than_equal": "most",
    "less_than": "below",
    "union_tag_not_found": "no_kind",
    "invalid_key": "name",
}


def sentence_of(kind: str, context: Mapping[str, Any], value: Any, known: Sequence[str] = ()) -> Sentence | None:
    """What is said of a mistake; None of those of our own, which say themselves what is wrong.

    Args:
        kind: what pydantic calls it.
        known: the keys that there may be, where one is that nothing has.
    """
    if kind not in KEYS or (kind == "too_long" and "max_length" not in context):  # one of ours has the same name
        return None
    near = get_close_matches(str(value).casefold(), allowed_in(context), 1, LIKE)
    if kind == "extra_forbidden":
        near = get_close_matches(str(context.get("key", "")).casefold(), known, 1, LIKE)
    key = _key_of(kind, context, value, near)
    values = {name: f"{part:g}" if isinstance(part, float) else part for name, part in context.items()}
    values |= {"given": shown(value), "near": near[0] if near else "", "allowed": _listed(allowed_in(context))}
    english = {**values, "given": shown(value, repr), "plain": shown(value)}
    problem, remedy = (part.format(**english) for part in ENGLISH[key])
    return Sentence(key, problem, remedy, values)


def allowed_in(context: Mapping[str, Any]) -> list[str]:
    """The values that pydantic names: ``'rigid' or 'soft'``."""
    said = str(context.get("expected") or context.get("expected_tags") or "")
    return re.findall(r"'([^']*)'", said) or [part for part in re.split(r", | or ", said) if part]


def names_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that data of this model may have at a place."""
    schema = _schema(model)
    here = _alternatives(schema, schema)
    for part in path:
        here = [one for each in here for one in _alternatives(_inside(each, part), schema)]
    return sorted({name for one in here for name in one.get("properties", {})})


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema()


def shown(value: object, write: Callable[[object], str] = str) -> str:
    """What was written, cut to what a line has room for."""
    text = write(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _key_of(kind: str, context: Mapping[str, Any], value: Any, near: Sequence[str]) -> str:
    key = KEYS[kind]
    if value is None and (kind.endswith("_type") or key == "choice"):
        return "no_value"
    if key in ("choice", "unknown_key") and near:
        return f"{key}_near"
    if key == "text" and isinstance(value, list | dict):
        return "one_text"
    if key == "pattern" and SLUGS.search(str(context.get("pattern", ""))):
        return "slug"
    return "blank" if key in ("short", "few") and not value else key


def _listed(allowed: Sequence[str]) -> str:
    more = ", …" if len(allowed) > MOST_ALLOWED else ""
    return ", ".join(allowed[:MOST_ALLOWED]) + more


def _inside(schema: Mapping[str, Any], part: str | int) -> Mapping[str, Any]:
    if isinstance(part, int):
        return schema.get("items") or next(iter(schema.get("prefixItems", ())), {})
    found = schema.get("properties", {}).get(part) or schema.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _alternatives(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What data may be at a place, where it may be one of several things."""
    if "$ref" in schema:
        return _alternatives(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    several = [one for name in ("anyOf", "oneOf", "allOf") for one in schema.get(name, ())]
    return [one for each in several for one in _alternatives(each, whole)] or [schema]
