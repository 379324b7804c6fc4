"""Finite groups."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Union

import numpy as np
import numpy.typing as npt

from . import _cogring
from .checks import path as as_path
from .checks import text as as_text
from .checks import whole
from .errors import InputTypeError, UnsupportedError
from .handles import Handle, holds
from .result import Result, reports, table

__all__ = ["Group", "GroupLike", "GroupReport", "Irrep"]


class Irrep(NamedTuple):
    """An irreducible representation ρ.

    ``matrices`` has shape [d, n, n]: ρ(g) for every element g.
    """

    number: int
    degree: int
    kind: str
    partner: int
    is_exact: bool
    matrices: npt.NDArray[np.complex128]

    @property
    def character(self) -> npt.NDArray[np.complex128]:
        """χ(g) = tr ρ(g), shape [d]."""
        traces: npt.NDArray[np.complex128] = np.trace(self.matrices, axis1=1, axis2=2)
        return traces


@reports("group")
class GroupReport(Result):
    """A group with its classes and irreps, as the command ``group`` describes it."""

    __slots__ = ()
    _needs = ("group", "order", "exponent", "is_abelian", "automorphisms", "classes", "irreps")
    group: Any
    order: int
    exponent: int
    is_abelian: bool
    automorphisms: int | None
    classes: list[Result]
    irreps: list[Result]

    def _caption(self) -> str:
        kind = "Abelian" if self.is_abelian else "not Abelian"
        name = self.group if isinstance(self.group, str) else "a group by its table"
        return f"{name}: order {self.order}, exponent {self.exponent}, {kind}, {self.automorphisms} automorphisms"

    def _repr_html_(self) -> str:
        head = ["irrep", *(f"{of.size} of order {of.element_order}" for of in self.classes)]
        rows = [[f"{of.kind}{of.degree}", *(_complex(*value) for value in of.character)] for of in self.irreps]
        return table(head if rows else [""], rows, self._caption())


def _complex(re: float, im: float) -> str:
    """A value of a character, in two decimals."""
    re, im = round(re, 2) + 0.0, round(im, 2) + 0.0
    return f"{re:g}" if im == 0 else f"{im:g}i" if re == 0 else f"{re:g}{im:+g}i"


@holds(_cogring.Group)
class Group(Handle):
    """A finite group: by name (``23``, ``"4x9"``, ``"S4"``, ``"SL(2,3)"``), by the orders of its cyclic factors, by its
    Cayley table (an array [d, d]), or by a file that holds one.

    Elements are numbered 0, 1, …, d−1, in lexicographic order of their coordinates.

    >>> import cogring
    >>> group = cogring.Group("S3")
    >>> group.order, group.is_abelian, [irrep.degree for irrep in group.irreps]
    (6, False, [1, 1, 2])
    >>> cogring.Group([4, 9]) == cogring.Group("4x9")
    True
    >>> cogring.Group(0)
    Traceback (most recent call last):
        ...
    cogring.errors.ArgumentError: a factor of a group is 0; every factor must be at least 1
    """

    __slots__ = ()
    _core: _cogring.Group

    def __init__(self, group: GroupLike) -> None:
        self._core = _core(group)

    @property
    def name(self) -> str:
        """How it is written: a name, or its table."""
        return self._core.name

    @property
    def order(self) -> int:
        """The number d of elements."""
        return self._core.order

    @property
    def exponent(self) -> int:
        """The smallest t ≥ 1 with gᵗ = 1 for all g."""
        return self._core.exponent

    @property
    def identity(self) -> int:
        """The number of the neutral element."""
        return self._core.identity

    @property
    def is_abelian(self) -> bool:
        """Whether g·h = h·g for all elements."""
        return self._core.is_abelian

    @property
    def moduli(self) -> tuple[int, ...] | None:
        """The orders of the cyclic factors, of a group that is given by them."""
        moduli = self._core.moduli
        return None if moduli is None else tuple(moduli)

    @property
    def frequencies(self) -> list[int] | list[tuple[int, ...]]:
        """One of every pair ±k of frequencies other than 0, of a group that is given by its factors: numbers, or in a product tuples.

        >>> import cogring
        >>> cogring.Group(7).frequencies, cogring.Group("2x3").frequencies
        ([1, 2, 3], [(0, 1), (1, 0), (1, 1)])

        Raises UnsupportedError for a group that is given by its table, which has :attr:`irreps` in place of frequencies.
        """
        moduli = self.moduli
        if moduli is None:
            raise UnsupportedError(f"{self} is given by its table: it has irreps, not frequencies")
        if self.order > 1 << 20:
            raise UnsupportedError(f"the frequencies of a group of order {self.order}; at most 2²⁰ elements")
        pairs = ((k, tuple(-x % n for x, n in zip(k, moduli))) for k in itertools.product(*map(range, moduli)))
        found = [k for k, negative in pairs if any(k) and k <= negative]
        return [k[0] for k in found] if len(moduli) == 1 else found

    @property
    def table(self) -> npt.NDArray[np.int64]:
        """The Cayley table, shape [d, d]: entry [g, h] is g·h.

        >>> import cogring
        >>> cogring.Group(3).table.tolist()
        [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
        """
        return self._core.table()

    @property
    def irreps(self) -> list[Irrep]:
        """The irreducible representations; of a group that is given by its factors, the characters."""
        return [Irrep(number, *irrep) for number, irrep in enumerate(self._core.irreps())]

    def multiply(self, g: int, h: int) -> int:
        """g·h, written g + h in an Abelian group."""
        return self._core.multiply(whole("g", g), whole("h", h))

    def inverse(self, g: int) -> int:
        """g⁻¹, written −g in an Abelian group."""
        return self._core.inverse(whole("g", g))

    def label(self, g: int) -> str:
        """How the element g is written: ``5``, or ``(1,2)`` in a product."""
        return self._core.label(whole("g", g))

    def element(self, text: str) -> int:
        """The element that is written so."""
        return self._core.parse_element(as_text("an element", text))

    def describe(self) -> GroupReport:
        """Classes, irreps and automorphisms: what the command ``group`` says."""
        return GroupReport._of_json(self._core.describe())

    def __len__(self) -> int:
        return self.order

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Group) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._core)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_written, (self._core.written,))

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Group({self.name!r})" if len(self.name) < 60 else f"<Group of order {self.order}, by its table>"

    def _repr_html_(self) -> str:
        return self.describe()._repr_html_()


def _written(text: str) -> Group:
    """The group that was written as JSON: a name, or a table."""
    said = json.loads(text)
    return Group(said["table"] if isinstance(said, dict) else said)


GroupLike = Union[Group, int, str, "os.PathLike[str]", Sequence[int], npt.ArrayLike]


def _core(group: GroupLike) -> _cogring.Group:
    """The group that was meant."""
    if isinstance(group, Group):
        return group._core
    if isinstance(group, bool):
        raise InputTypeError("a group is a name, an order, factors or a Cayley table, not a truth value")
    if isinstance(group, (int, np.integer)):
        return _cogring.Group.parse(str(int(group)))
    if isinstance(group, os.PathLike):
        return _cogring.Group.read(as_path("a group", group))
    if isinstance(group, str):
        is_file = "." in os.path.basename(group) and "\0" not in group and os.path.exists(group)
        return _cogring.Group.read(group) if is_file else _cogring.Group.parse(as_text("a group", group))
    return _of_numbers(group)


def _of_numbers(numbers: Any) -> _cogring.Group:
    if not isinstance(numbers, (Iterable, np.ndarray)):
        found = type(numbers).__name__
        raise InputTypeError(f"a group is a name, an order, factors or a Cayley table, not an object of type {found}")
    try:
        array = np.asarray(numbers)
    except (ValueError, TypeError) as error:
        raise InputTypeError(f"a group is given by numbers, which these are not: {error}") from None
    if array.dtype.kind not in "iu":
        raise InputTypeError(f"a group is given by whole numbers, not by an array of {array.dtype}")
    if array.ndim == 1 and array.size:
        return _cogring.Group.parse("x".join(str(int(n)) for n in array))
    if array.ndim == 2 and array.size and int(array.min()) >= 0:
        return _cogring.Group.from_table(array.tolist())
    raise InputTypeError(
        f"a group is given by the orders of its factors, or by a Cayley table of numbers from 0, not by shape {array.shape}"
    )


def group_core(group: GroupLike | None) -> _cogring.Group | None:
    """The group that was meant, where one was."""
    return None if group is None else _core(group)
