"""Types of arguments: choices among a few, as they are written, and paths."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal, Union

__all__ = ["FigureWidth", "Method", "Paths", "StrPath", "Target"]

#: What outputs are compared with: up to a constant, or exactly.
Target = Literal["zero-mean", "one-hot"]
#: The analysis: the search over translations between nodes, or the paper's own.
Method = Literal["translations", "paper"]
#: A page of 7 inches, or a column of 3.3.
FigureWidth = Literal["page", "column"]
#: A file or a directory.
StrPath = Union[str, "os.PathLike[str]"]
#: One, or several.
Paths = Union[StrPath, Iterable[StrPath]]
