"""What of a game's file is right, whatever is wrong with the rest: so that all mistakes can be told at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from postergen.adapters.content.game_schema import (
    CardFile,
    ClaimFile,
    EndingFile,
    GameFile,
    LimitsFile,
    QuestionFile,
    SpotFile,
)

WITHIN: Mapping[str, type[BaseModel]] = {"limits": LimitsFile, "ending": EndingFile, "claim": ClaimFile}
EACH: Mapping[str, type[BaseModel]] = {"cards": CardFile, "questions": QuestionFile, "spots": SpotFile}


class Parts:
    """The values of a file, each by itself."""

    def __init__(self, data: Any) -> None:
        self._data = data if isinstance(data, dict) else {}

    def has(self, *path: str) -> bool:
        """Whether the file says something there, right or wrong."""
        data = self._data
        for name in path:
            if not isinstance(data, dict) or name not in data:
                return False
            data = data[name]
        return True

    def value(self, name: str) -> Any:
        """None for what is missing or wrong."""
        return _right(GameFile, name, self._data)

    def within(self, part: str, name: str) -> Any:
        """As `value`, of ``limits``, ``ending`` or ``claim``."""
        return _right(WITHIN[part], name, self._data.get(part))

    def each(self, part: str, name: str) -> list[Any]:
        """As `value`, of every card, question or spot."""
        items = self._data.get(part)
        return [_right(EACH[part], name, item) for item in items] if isinstance(items, list) else []


def _right(model: type[BaseModel], name: str, data: Any) -> Any:
    if not isinstance(data, dict) or name not in data:
        return None
    try:
        return _adapter(model, name).validate_python(data[name])
    except ValidationError:
        return None


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    kind: Any = field.annotation
    return TypeAdapter(Annotated[(kind, *field.metadata)] if field.metadata else kind)
