"""Settings of runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _cogring
from .checks import each, path, text
from .errors import ArgumentError, InputTypeError, ShapeError, told
from .group import Group
from .kinds import StrPath
from .loading import as_array
from .network import Network

__all__ = ["described", "files_of", "one_run", "plain"]

_LISTS = {"group": "groups", "width": "widths", "learning_rate": "learning_rates", "weight_decay": "weight_decays", "seed": "seeds"}


def one_run(group: Any, settings: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the configuration of the one run of these settings."""
    of = described({"group": group, **settings})
    many = [name for name, plural in _LISTS.items() if len(of.get(plural, [0])) != 1]
    if many:
        raise ArgumentError(f"{', '.join(many)} must be one value each; several are for a sweep")
    return _cogring.runs(json.dumps(of))[0]


def described(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The description of a sweep, from settings in the singular or the plural."""
    said: dict[str, Any] = {}
    for name, value in settings.items():
        plural = _LISTS.get(name, name)
        if plural in _LISTS.values():
            is_one = name in _LISTS and not isinstance(value, (list, tuple, range, np.ndarray))
            value = [value] if is_one or name == "group" else each(lambda _, part: part, name, value)
        said[plural] = plain(plural, value)
    return said


def plain(name: str, value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, Group):
        return json.loads(value._core.written)
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, bool) or value is None:
        return value
    if name == "groups" and isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            raise ArgumentError(f"{name} is {value}; a finite number is required")
        return float(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(key): plain(name, part) for key, part in value.items()}
    if isinstance(value, (list, tuple, range)) or (isinstance(value, np.ndarray) and value.ndim):
        return [plain(name, part) for part in value]
    raise InputTypeError(f"{name}: an object of type {type(value).__name__} is no setting")


def files_of(
    core: _cogring.Group, directory: str, operands: int, pairs: npt.ArrayLike | None, init: Network | StrPath | None
) -> dict[str, Any]:
    """The settings that are files, written where they are arrays."""
    files: dict[str, Any] = {}
    if pairs is not None and not isinstance(pairs, (str, os.PathLike)):
        mask, d = as_array("pairs", pairs), core.order
        if mask.ndim != operands or any(length != d for length in mask.shape) or mask.dtype != np.bool_:
            required = f"({d}, {d})" if operands == 2 else f"{operands} times {d}"
            raise ShapeError(f"pairs has shape {mask.shape} of {mask.dtype}, but {required} of bool is required")
        files["split"] = _beside(directory, "pairs.npz")
        _cogring.write_pairs(files["split"], core, operands, mask.ravel().tolist())
    elif pairs is not None:
        files["split"] = path("pairs", pairs)
    if isinstance(init, Network):
        files["init"] = _beside(directory, "init.npz")
        init.save(files["init"])
    elif init is not None:
        files["init"] = path("init", init)
    return files


def _beside(directory: str, name: str) -> str:
    with told(directory, "cannot be made"):
        os.makedirs(directory, exist_ok=True)
    return os.path.join(directory, name)
