"""Canonical bytes of inputs and structure: the same facts give the same bytes on every machine.

JSON in UTF-8 with sorted keys, no blanks, integers and strings only (dates and times in ISO 8601),
so that a digest of it can be recomputed by anyone. `thaw` is the way back.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")


def canonical_bytes(value: Any) -> bytes:
    """Return the canonical UTF-8 JSON of a value; raises TypeError where it has no such form."""
    text = json.dumps(
        value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def _plain(value: Any) -> Any:
    """Turn what JSON does not know into what it knows, one level at a time."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names, get = _fields_of(type(value))
        plain = dict(zip(names, get(value), strict=True))
        for name, usual in _unsaid_of(type(value)):
            if plain[name] == usual:
                del plain[name]
        return plain
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): value[key] for key in sorted(value)}
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest_of(*parts: bytes) -> str:
    """Return the SHA-256 of the parts, each after its length as 8 bytes, in lower-case hex."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def thaw(kind: type[T], data: Any) -> T:
    """Return canonical data as an object of `kind` again; raises on data of another shape."""
    # The cache asks for a Hashable, which mypy does not see in a type.
    make = _maker(typing.cast("Any", kind))
    return typing.cast("T", data if make is None else make(data))


Maker = Callable[[Any], Any]


@cache
def _maker(kind: Any) -> Maker | None:
    """Return what turns JSON data into a `kind`; None where they are the same."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (part for part in typing.get_args(kind) if part is not types.NoneType)
        make = _maker(inner)
        return None if make is None else (lambda data: None if data is None else make(data))
    if origin is tuple:
        return _tuple_maker(typing.get_args(kind))
    if origin is not None and origin is not typing.Literal and issubclass(origin, Mapping):
        return MappingProxyType
    if kind is datetime or kind is date:
        return typing.cast("Maker", kind.fromisoformat)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_maker(kind)
    if isinstance(kind, type) and issubclass(kind, tuple):
        makers = [_maker(hint) for hint in _hints(kind).values()]
        return lambda data: kind(*_made(makers, data))
    return None


def _tuple_maker(parts: tuple[Any, ...]) -> Maker:
    if len(parts) == 2 and parts[1] is Ellipsis:
        make = _maker(parts[0])
        return tuple if make is None else (lambda data: tuple([make(item) for item in data]))
    makers = [_maker(part) for part in parts]
    return lambda data: tuple(_made(makers, data))


def _dataclass_maker(kind: type) -> Maker:
    hints = _hints(kind)
    special = [(name, make) for name, hint in hints.items() if (make := _maker(hint)) is not None]
    unsaid = {name for name, _ in _unsaid_of(kind)}

    def build(data: dict[str, Any]) -> Any:
        values = dict(data)
        for name, make in special:
            if name in values or name not in unsaid:
                values[name] = make(values[name])
        return kind(**values)

    return build


def _made(makers: list[Maker | None], data: Any) -> list[Any]:
    return [item if make is None else make(item) for make, item in zip(makers, data, strict=True)]


@cache
def _fields_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(sorted(field.name for field in dataclasses.fields(kind)))
    return names, attrgetter(*names) if len(names) > 1 else lambda value: (
        getattr(value, names[0]),
    )


@cache
def _unsaid_of(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields left out where they have their default, with that default.

    So records of before these fields were there are still canonical.
    """
    fields = dataclasses.fields(kind)
    return tuple((one.name, one.default) for one in fields if one.metadata.get("unsaid"))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    spaces = _runtime_names()
    return typing.get_type_hints(kind, localns=spaces)


@cache
def _runtime_names() -> dict[str, Any]:
    """Names that domain modules import for type checking only, so that hints can be resolved."""
    from allocator.models.domain import (
        amendments,
        day_draws,
        exam,
        findings,
        ids,
        kinship,
        plans,
        policy,
        rooms,
        staff,
        staffing,
    )

    names: dict[str, Any] = {"Mapping": Mapping}
    for module in (ids, exam, rooms, staff, kinship, policy, plans, findings, staffing,
                   day_draws, amendments):  # fmt: skip
        names.update({k: v for k, v in vars(module).items() if not k.startswith("_")})
    return names
