"""Networks from files and arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from . import _cogring
from .checks import each, maybe, number, path, text
from .errors import InputTypeError, ShapeError
from .group import GroupLike, group_core
from .kinds import Paths

__all__ = ["NamedArray", "Options", "Source", "as_array", "file_options", "matrix", "named_arrays", "options", "paths_of"]

Source = Union[str, "os.PathLike[str]", Mapping[str, Any], Sequence[npt.ArrayLike], Any]
NamedArray = tuple[str, str, Any]
Options = tuple[_cogring.Group | None, str | None, str | None, str | None, float | None, bool]


def options(
    group: GroupLike | None,
    map: str | None,
    element_order: str | None,
    activation: str | None,
    scale: float | None,
    finds_scale: bool,
) -> Options:
    """How to read, as the engine takes it."""
    names = (maybe(text, "map", map), maybe(text, "element_order", element_order), maybe(text, "activation", activation))
    return (group_core(group), *names, maybe(number, "scale", scale), finds_scale)


def file_options(group: GroupLike | None, map: str | None = None, finds_scale: bool = False) -> Options:
    """How to read files."""
    return options(group, map, None, None, None, finds_scale)


def paths_of(paths: Paths) -> list[str]:
    """The files and directories that are meant."""
    if isinstance(paths, (str, os.PathLike)):
        return [path("paths", paths)]
    return each(path, "each of paths", paths)


def named_arrays(source: Any) -> list[NamedArray] | None:
    """The arrays of a dict, a state_dict, a module of torch, or of a sequence W_a, W_b, W_c; None for what is neither."""
    if not isinstance(source, Mapping) and callable(getattr(source, "state_dict", None)):
        source = source.state_dict()
    if isinstance(source, Mapping):
        return list(_flattened("", source))
    if getattr(source, "ndim", None) == 3:
        source = list(source)  # stacked
    if isinstance(source, (tuple, list)):
        if len(source) != 3:
            raise ShapeError(f"a network is three arrays W_a, W_b, W_c, not {len(source)}")
        return [_entry(name, value) for name, value in zip(("W_a", "W_b", "W_c"), source)]
    return None


def _flattened(prefix: str, source: Mapping[Any, Any], depth: int = 0) -> Iterator[NamedArray]:
    if depth > 32:
        raise InputTypeError(f"{prefix}: dicts in dicts, deeper than 32")
    for key, value in source.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, Mapping):
            yield from _flattened(name, value, depth + 1)
        elif value is not None:
            yield _entry(name, value)


def _entry(name: str, value: Any) -> NamedArray:
    """An array with its kind, as the engine takes it."""
    if isinstance(value, str):
        return (name, "text", value)
    array = as_array(name, value)
    if array.dtype.kind == "U" and array.ndim == 0:
        return (name, "text", str(array))
    kind = _KINDS.get("bfloat16" if isinstance(array, _Bfloat16) else array.dtype.name)
    if kind is None:
        return (name, "opaque", f"shape {list(array.shape)} of {array.dtype}")
    named, stored = kind
    if array.dtype.name == "uint64" and array.size and int(array.max()) >= 1 << 63:
        named, stored = "float64", np.float64
    return (name, named, np.asarray(array, dtype=stored, order="C"))


#: dtype → how the engine calls it, and the dtype in which it crosses.
_KINDS: dict[str, tuple[str, Any]] = {
    "float64": ("float64", np.float64),
    "longdouble": ("float64", np.float64),
    "float128": ("float64", np.float64),
    "float32": ("float32", np.float32),
    "float16": ("float16", np.float32),
    "bfloat16": ("bfloat16", np.float32),
    "bool": ("bool", np.bool_),
    "complex64": ("complex128", np.complex128),
    "complex128": ("complex128", np.complex128),
    **{f"{sign}int{bits}": ("int64", np.int64) for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


def as_array(name: str, value: Any) -> npt.NDArray[Any]:
    """An array of numpy, from one of torch, JAX, a list or a number; it may share the memory."""
    if callable(getattr(value, "detach", None)) and callable(getattr(value, "cpu", None)):
        return _of_torch(name, value)
    try:
        return np.asarray(value)
    except Exception as error:
        raise InputTypeError(f"{name}: an object of type {type(value).__name__} is no array: {error}") from None


def _of_torch(name: str, tensor: Any) -> npt.NDArray[Any]:
    try:
        tensor = tensor.detach().cpu()
        if str(tensor.dtype) == "torch.bfloat16":
            # numpy has no such type; single precision holds every number of it.
            return np.asarray(tensor.float().numpy()).view(_Bfloat16)
        array: npt.NDArray[Any] = tensor.resolve_conj().resolve_neg().numpy()
    except Exception as error:
        raise InputTypeError(f"{name}: a tensor of {getattr(tensor, 'dtype', 'torch')} is no array: {error}") from None
    return array


class _Bfloat16(np.ndarray):
    """Single precision that was stored in half of it."""


def matrix(name: str, value: Any) -> npt.NDArray[np.float64]:
    """A matrix in double precision, without a copy where it is one."""
    array = as_array(name, value)
    if array.dtype.kind not in "fiub" and array.dtype.name != "bfloat16":
        raise InputTypeError(f"{name} is an array of {array.dtype}; real numbers are required")
    if array.ndim != 2:
        raise ShapeError(f"{name} has shape {array.shape}; a matrix is required")
    return np.asarray(array, dtype=np.float64)
