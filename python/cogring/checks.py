"""Arguments that must be texts, numbers or paths, refused by their names."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Mapping
from typing import TypeVar

from .errors import ArgumentError, InputTypeError

__all__ = ["each", "flag", "maybe", "number", "path", "text", "whole"]

T = TypeVar("T")

#: The largest number that the engine counts with.
_MOST = (1 << 64) - 1


def text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise InputTypeError(f"{name} is a text, not an object of type {type(value).__name__}")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ArgumentError(f"{name} holds half a character: it is no text")
    return str(value)


def flag(name: str, value: object) -> bool:
    """A truth value."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise InputTypeError(f"{name} is True or False, not an object of type {type(value).__name__}")
    return bool(value)


def whole(name: str, value: object) -> int:
    """A whole number from 0 to 2⁶⁴ − 1."""
    try:
        found = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        found = None
    if found is None:
        raise InputTypeError(f"{name} is a whole number, not an object of type {type(value).__name__}")
    if not 0 <= found <= _MOST:
        raise ArgumentError(f"{name} is {found if abs(found) <= _MOST else 'too large'}; 0 to 2⁶⁴ − 1 are possible")
    return found


def number(name: str, value: object) -> float:
    """A real number."""
    if isinstance(value, (bool, str, bytes, bytearray, memoryview)):
        raise InputTypeError(f"{name} is a number, not an object of type {type(value).__name__}")
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        raise ArgumentError(f"{name} is too large a number") from None
    except (TypeError, ValueError):
        raise InputTypeError(f"{name} is a number, not an object of type {type(value).__name__}") from None


def path(name: str, value: object) -> str:
    """A file or a directory."""
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise InputTypeError(f"{name} is a file or a directory by its name, not an object of type {type(value).__name__}")
    found = os.fsdecode(os.fspath(value))
    try:
        is_possible = b"\0" not in os.fsencode(found)
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        raise ArgumentError(f"{name} is {found!a}, which can be the name of no file")
    return found


def maybe(check: Callable[[str, object], T], name: str, value: object) -> T | None:
    """The same where there is something."""
    return None if value is None else check(name, value)


def each(check: Callable[[str, object], T], name: str, values: object) -> list[T]:
    """The same of every part of a list."""
    try:
        listed = None if isinstance(values, (str, bytes, Mapping)) else list(values)  # type: ignore[call-overload]
    except TypeError:
        listed = None
    if listed is None:
        raise InputTypeError(f"{name} is a list, not an object of type {type(values).__name__}")
    return [check(name, value) for value in listed]
