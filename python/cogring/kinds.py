"""Choices among a few, as they are written."""

from __future__ import annotations

from typing import Literal

__all__ = ["FigureWidth", "Method", "Target"]

#: What outputs are compared with: up to a constant, or exactly.
Target = Literal["zero-mean", "one-hot"]
#: The analysis: the search over translations between nodes, or the paper's own.
Method = Literal["translations", "paper"]
#: A page of 7 inches, or a column of 3.3.
FigureWidth = Literal["page", "column"]
