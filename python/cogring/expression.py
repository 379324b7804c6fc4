"""Elements of the semiring as they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _cogring
from .checks import flag, maybe, path, text
from .errors import ArgumentError, InputTypeError
from .group import Group, GroupLike, group_core
from .handles import Element, held, holds
from .kinds import Target
from .labels import Frequency, coordinates
from .result import Result, reports, table

if TYPE_CHECKING:
    from .proofs import Proof
    from .solution import Solution

__all__ = ["BlockEvaluation", "ElementEvaluation", "Expression", "ExpressionLike", "Number", "given", "number_text"]

Number = Union[int, float, complex, str, Fraction]
ExpressionLike = Union["Expression", str, int, Fraction]


@reports("block")
class BlockEvaluation(Result):
    """A single-frequency element: its order and its ten potentials, exact unless it has floating-point angles."""

    __slots__ = ()
    _needs = ("expression", "latex", "potentials")
    expression: str
    latex: str
    order: int | None
    exact: bool
    potentials: list[Result]

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_html_(self) -> str:
        rows = [(part.potential, part.set, part.value, "yes" if part.holds else "no") for part in self.potentials]
        return table(("potential", "set", "value", "as zero loss requires"), rows, self.expression)


@reports("element")
class ElementEvaluation(Result):
    """An element over a group and its loss."""

    __slots__ = ()
    _needs = ("expression", "latex")
    expression: str
    latex: str
    group: Any
    order: int | None
    exact: bool
    target: str
    loss: str
    numeric_loss: float | None
    output: str | None

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


@holds(_cogring.Expression)
class Expression(Element):
    """An element of the semiring as a formula over named generators and nodes.

    Sums put nodes side by side, products are Kronecker products of nodes, and ``x @ k`` places a block at the frequencies ±k of a
    group.

    >>> import cogring
    >>> syn, nu = cogring.Expression("syn"), cogring.Expression("nu")
    >>> z = nu * syn / 6
    >>> z
    Expression('1/6*nu(nu)*syn')
    >>> z.order, z.parameters, z.prove().proved
    (6, ['nu'], True)
    >>> (z @ 1 + z @ 2).evaluate(group=5).loss
    '0'
    >>> cogring.Expression("nu *")
    Traceback (most recent call last):
        ...
    cogring.errors.ParseError: ...
    """

    __slots__ = ()
    _core: _cogring.Expression

    def __init__(self, text: ExpressionLike) -> None:
        self._core = _core(text)

    @property
    def latex(self) -> str:
        """The element for LaTeX."""
        return self._core.latex

    @property
    def kind(self) -> Literal["number", "block", "placed"]:
        """What it denotes: a multiple of the unit, a block of one frequency, or an element over a group."""
        return self._core.kind()

    @property
    def order(self) -> int | None:
        """The number of hidden nodes; None when it exceeds 2¹²⁸ or depends on a group."""
        return self._core.order

    @property
    def is_exact(self) -> bool:
        """Whether it has no floating-point angles."""
        return self._core.is_exact

    @property
    def parameters(self) -> list[str]:
        """The names of its free parameters."""
        return self._core.parameters

    def with_values(self, group: GroupLike | None = None, **values: Number) -> Expression:
        """The element with the parameters that have values replaced by these; numbers of modulus 1.

        >>> import cogring
        >>> cogring.Expression("nu").with_values(nu=1j)
        Expression('nu(i)')
        """
        return Expression._of(self._core.substituted(given(values), group_core(group)))

    def potentials(self, **values: Number) -> BlockEvaluation:
        """The ten potentials of a single-frequency element, exact where it is.

        >>> import cogring
        >>> [(r.potential, r.value) for r in cogring.Expression("nu * syn").potentials().potentials[:2]]
        [('abc', '6'), ('ā b c', '0')]
        """
        return BlockEvaluation._of_json(self._core.evaluate(given(values), None, None, None))

    def evaluate(
        self,
        group: GroupLike | None = None,
        target: Target | None = None,
        output: str | os.PathLike[str] | None = None,
        **values: Number,
    ) -> BlockEvaluation | ElementEvaluation:
        """What the command ``eval`` says: the potentials of a block, or the loss over a group, from the potentials of the parts;
        ``output`` is a file for the weights."""
        core = group_core(group)
        if core is None and (target is not None or output is not None):
            raise ArgumentError("a target and weights are for an element over a group: add group=")
        said = self._core.evaluate(given(values), core, maybe(text, "target", target), maybe(path, "output", output))
        return BlockEvaluation._of_json(said) if core is None else ElementEvaluation._of_json(said)

    def solution(self, group: GroupLike, *, exact: bool | None = None, **values: Number) -> Solution:
        """The element over a group, node by node: in exact numbers where it can be, or as ``exact`` says."""
        written = given(values)
        floats = not self.is_exact or any("exp(" in value for value in written)
        is_exact = not floats if exact is None else flag("exact", exact)
        solution: Solution = held(self._core.solution(written, Group(group)._core, is_exact))
        return solution

    def prove(self, group: GroupLike | None = None, *, self_conjugate: bool = False, target: Target | None = None) -> Proof:
        """Whether the loss is exactly zero for all values of the parameters: see :func:`cogring.prove`."""
        real, over = flag("self_conjugate", self_conjugate), maybe(text, "target", target)
        proof: Proof = held(_cogring.prove(str(self), group_core(group), real, over))
        return proof

    def __add__(self, other: ExpressionLike) -> Expression:
        if isinstance(other, int) and other == 0 and not isinstance(other, bool):
            return self
        return self._with(other, lambda x, y: x.add(y))

    def __radd__(self, other: ExpressionLike) -> Expression:
        if isinstance(other, int) and other == 0 and not isinstance(other, bool):
            return self  # as sum() begins
        return self._with(other, lambda x, y: y.add(x))

    def __sub__(self, other: ExpressionLike) -> Expression:
        return self._with(other, lambda x, y: x.subtract(y))

    def __rsub__(self, other: ExpressionLike) -> Expression:
        return self._with(other, lambda x, y: y.subtract(x))

    def __mul__(self, other: ExpressionLike) -> Expression:
        return self._with(other, lambda x, y: x.multiply(y))

    def __rmul__(self, other: ExpressionLike) -> Expression:
        return self._with(other, lambda x, y: y.multiply(x))

    def __truediv__(self, other: int | Fraction) -> Expression:
        if isinstance(other, bool) or not isinstance(other, (int, Fraction)):
            return NotImplemented
        if other == 0:
            raise ZeroDivisionError("an element divided by 0")
        return _number(1 / Fraction(other)) * self

    def __neg__(self) -> Expression:
        return Expression._of(self._core.negate())

    def __matmul__(self, frequency: Frequency) -> Expression:
        """The block at the frequencies ±k of a group: ``x @ 3``, in a product of groups ``x @ (1, 2)``."""
        ks = coordinates(frequency)
        if ks is None:
            return NotImplemented
        if any(abs(k) >= 1 << 63 for k in ks):
            raise ArgumentError("coordinates of a frequency are below 2⁶³")
        placed = Expression._of(self._core.placed(ks))
        placed._core.kind()
        return placed

    def _with(self, other: ExpressionLike, what: Any) -> Expression:
        if isinstance(other, bool) or not isinstance(other, (Expression, str, int, Fraction)):
            return NotImplemented  # type: ignore[no-any-return]
        combined = Expression._of(what(self._core, _core(other)))
        combined._core.kind()
        return combined

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Expression) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._core.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Expression, (self._core.text,))

    def __str__(self) -> str:
        return self._core.text

    def __repr__(self) -> str:
        return f"Expression({self._core.text!r})"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


def _number(value: Fraction) -> Expression:
    return Expression._of(_cogring.Expression.parse(f"({value.numerator}/{value.denominator})"))


def _core(value: ExpressionLike) -> _cogring.Expression:
    if isinstance(value, Expression):
        return value._core
    if isinstance(value, str):
        return _cogring.Expression.parse(text("an element", value))
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return _number(Fraction(value))._core
    raise InputTypeError(f"an element is a text or a number, not an object of type {type(value).__name__}")


def number_text(name: str, value: Number) -> str:
    """A number of modulus 1 as it is written: ``1``, ``-1``, ``i``, ``w3``, ``exp(0.3i)``."""
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, bool) or not isinstance(value, (int, float, complex, Fraction)):
        raise InputTypeError(f"{name} is a number or a text, not an object of type {type(value).__name__}")
    if isinstance(value, (int, Fraction)):
        return str(value)
    plain = {1: "1", -1: "-1", 1j: "i", -1j: "-i"}
    if complex(value) in plain:
        return plain[complex(value)]
    import cmath
    import math

    size = abs(complex(value))
    if not math.isfinite(size) or abs(size - 1) > 1e-12:
        raise ArgumentError(f"{name} = {value} has modulus {size}; a number of modulus 1 is required")
    return f"exp({cmath.phase(complex(value))!r}i)"


def given(values: Mapping[str, Number]) -> list[str]:
    """Values of parameters as the engine takes them."""
    for name in values:
        if not re.fullmatch(r"\w+", text("the name of a parameter", name)):
            raise ArgumentError(f"{name!r} is the name of no parameter")
    return [f"{name}={number_text(name, value)}" for name, value in values.items()]
