"""What of a game's file is right, whatever is wrong with the rest: so that all mistakes can be told at once."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError


class Parts:
    """The values of a file, each by itself."""

    def __init__(self, model: type[BaseModel], data: Any) -> None:
        self._model, self._data = model, data if isinstance(data, dict) else {}

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
        return _right(self._model, name, self._data)

    def within(self, part: str, name: str) -> Any:
        """As `value`, of a part that has keys of its own; None where this kind of game has no such part."""
        if part not in self._model.model_fields:
            return None
        return _right(_model_of(self._model, part), name, self._data.get(part))

    def each(self, part: str, name: str) -> list[Any]:
        """As `value`, of every item of a list; none where this kind of game has no such list."""
        items = self._data.get(part) if part in self._model.model_fields else None
        return [_right(_model_of(self._model, part), name, item) for item in items] if isinstance(items, list) else []

    def each_has(self, part: str, name: str) -> list[bool]:
        """Whether each item of a list says something there, right or wrong."""
        items = self._data.get(part)
        return [isinstance(item, dict) and name in item for item in items] if isinstance(items, list) else []


@cache
def _model_of(model: type[BaseModel], part: str) -> type[BaseModel]:
    """That of a part, or of each item of it."""
    kinds = [model.model_fields[part].annotation]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        kinds += get_args(kind)
    raise TypeError(f"{part} has no keys of its own")


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
