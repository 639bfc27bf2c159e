"""Values of our own as derived files: JSON, checked against their types when it is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from postergen.adapters.content.derived_files import DerivedFiles

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Value = TypeVar("Value")
Arrays = Mapping[str, NDArray[np.float32]]


def kept(derived: DerivedFiles | None, kind: str, key: str, shape: type[Value], make: Callable[[], Value]) -> Value:
    """What was made under this key before; else it is made now, and kept if it comes back as it went.

    Args:
        derived: where it is kept; nowhere when None.
        shape: a dataclass, or a tuple of them.
    """
    if derived is None:
        return make()
    found = derived.get(kind, key)
    value = None if found is None else _value(shape, found)
    if value is None:
        value = make()
        data = _adapter_of(shape).dump_json(value, warnings=False)
        if _value(shape, data) == value:
            derived.put(kind, key, data)
    return value


def kept_arrays(
    derived: DerivedFiles | None, kind: str, key: str, shapes: Mapping[str, tuple[int, ...]], make: Callable[[], Arrays]
) -> Arrays:
    """As `kept`, for arrays of these names and shapes."""
    if derived is None:
        return make()
    found = derived.get(kind, key)
    arrays = None if found is None else _arrays(found, shapes)
    if arrays is None:
        arrays = make()
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, **arrays)
        derived.put(kind, key, out.getvalue())
    return arrays


def _value(shape: type[Value], data: bytes) -> Value | None:
    """None for what does not have this shape."""
    try:
        found: Value = _adapter_of(shape).validate_json(data)
    except ValueError:
        return None
    return found


def _arrays(data: bytes, shapes: Mapping[str, tuple[int, ...]]) -> Arrays | None:
    """None unless they have these names and shapes."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (BadZipFile, EOFError, KeyError, ValueError, OSError):
        return None
    fit = {name: array.shape for name, array in arrays.items() if array.dtype == np.float32} == dict(shapes)
    return arrays if fit else None


def _adapter_of(shape: Any) -> TypeAdapter[Any]:
    return _adapter(shape)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # only here: whoever keeps nothing does without

    return TypeAdapter(shape)
