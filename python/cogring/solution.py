"""Elements over a group, node by node."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from . import _cogring
from .checks import number, text
from .errors import ArgumentError, InputTypeError
from .expression import Expression, ExpressionLike, given
from .group import Group, GroupLike
from .handles import Element, holds
from .kinds import Target
from .labels import Frequency, coordinates
from .network import Network
from .over_group import OverGroup
from .result import result_of

if TYPE_CHECKING:
    from .proofs import SolutionProof

__all__ = ["Solution"]


@holds(_cogring.Solution)
class Solution(OverGroup, Element):
    """An element of the semiring over a group: a formal sum of hidden nodes, in exact numbers or in floats.

    ``x + y`` puts hidden nodes side by side, ``x * y`` is the Kronecker product, ``x ** n`` a power, ``m * x`` a multiple by a number,
    and ``x @ k`` the nodes at the frequencies ±k.

    >>> import cogring
    >>> z = cogring.Expression("sum(k: 1/6 * nu(nu_k) * syn @ k)").solution(7)
    >>> z.order, z.is_exact, z.prove().proved
    (18, True, True)
    >>> (z @ 1).order, (z * z).order, (z + z).order
    (6, 324, 36)
    >>> net = z.with_values(nu_1=1, nu_2="w3", nu_3=1j).network()
    >>> round(net.accuracy(), 2), net.loss() < 1e-28
    (1.0, True)
    """

    __slots__ = ()
    _core: _cogring.Solution

    def __init__(self, element: ExpressionLike, group: GroupLike) -> None:
        self._core = Expression(element).solution(group)._core

    @property
    def order(self) -> int:
        """The number of hidden nodes."""
        return self._core.order

    @property
    def is_exact(self) -> bool:
        """Whether its numbers are exact."""
        return self._core.is_exact

    def nodes(self) -> list[dict[str, Any]]:
        """The hidden nodes: ``coefficient``, and the ``entries`` a, b, c as (k, value) at one frequency of each pair ±k.

        Exact numbers are texts.
        """
        nodes = json.loads(self._core.nodes())
        number = (lambda value: value) if self.is_exact else (lambda value: complex(*value))
        return [
            {
                "coefficient": number(node["coefficient"]),
                "entries": tuple([(k, number(value)) for k, value in entries] for entries in node["entries"]),
            }
            for node in nodes
        ]

    def with_values(self, **values: Any) -> Solution:
        """The element with numbers of modulus 1 for its free parameters."""
        return Solution._of(self._core.with_values(given(values)))

    def evaluated(self) -> Solution:
        """The same in floats."""
        return Solution._of(self._core.floats())

    def _nodes(self) -> _cogring.Solution:
        return self._core

    def closed(self, target: Target = "zero-mean", nodes: slice | None = None) -> Solution:
        """With a hat that closes the equations R_n: on the nodes of a slice, or on one more node.

        >>> import cogring
        >>> open = cogring.Expression("sum(k: 1/4 * nu=i * xi @ k)").solution(5)
        >>> open.prove().proved, open.closed().prove().proved
        (False, True)
        """
        if nodes is not None and not isinstance(nodes, slice):
            raise InputTypeError(f"nodes is a slice of the nodes, such as slice(0, 10), not an object of type {type(nodes).__name__}")
        place = None if nodes is None else nodes.indices(self.order)[:2]
        return Solution._of(self._core.closed(text("target", target), place))

    def loss(self, target: Target = "zero-mean") -> float:
        """The loss in closed form, from the sum potentials."""
        return self._core.loss(text("target", target))

    def prove(self, target: Target = "zero-mean") -> SolutionProof:
        """Whether the loss is exactly zero for all values of the parameters."""
        proof: SolutionProof = result_of(self._core.prove(text("target", target)))
        return proof

    def network(self) -> Network:
        """The weights, for o = W_c (W_a x + W_b y)²."""
        return Network._of(self._core.network())

    realized = network

    def is_close(self, other: Solution, tolerance: float = 1e-9) -> bool:
        """Whether the hidden nodes are the same in some order, exact numbers exactly."""
        if not isinstance(other, Solution):
            raise InputTypeError(f"a solution is compared with a solution, not with an object of type {type(other).__name__}")
        return self._core.is_close(other._core, number("tolerance", tolerance))

    def __radd__(self, other: int) -> Solution:
        """As ``sum()`` begins: 0 + x is x."""
        return self if isinstance(other, int) and other == 0 and not isinstance(other, bool) else NotImplemented

    def __add__(self, other: Solution) -> Solution:
        if not isinstance(other, Solution):
            return NotImplemented
        return Solution._of(self._core.add(other._core))

    def __sub__(self, other: Solution) -> Solution:
        return self + -other if isinstance(other, Solution) else NotImplemented

    def __neg__(self) -> Solution:
        return self * -1

    def __mul__(self, other: Solution | int | float | Fraction) -> Solution:
        if isinstance(other, Solution):
            return Solution._of(self._core.multiply(other._core))
        if isinstance(other, bool) or not isinstance(other, (int, float, Fraction)):
            return NotImplemented
        if isinstance(other, float):
            return Solution._of(self._core.times_float(other))
        ratio = Fraction(other)
        if abs(ratio.numerator) >= 1 << 63 or ratio.denominator >= 1 << 63:
            raise ArgumentError(f"{ratio} times an element; numerator and denominator must be below 2⁶³")
        return Solution._of(self._core.times_ratio(ratio.numerator, ratio.denominator))

    __rmul__ = __mul__

    def __truediv__(self, other: int | Fraction) -> Solution:
        if isinstance(other, bool) or not isinstance(other, (int, Fraction)):
            return NotImplemented
        return self * (1 / Fraction(other))

    def __matmul__(self, frequency: Frequency) -> Solution:
        """The nodes at the frequencies ±k alone."""
        ks = coordinates(frequency)
        if ks is None:
            return NotImplemented
        return Solution._of(self._core.at(",".join(map(str, ks))))

    def __len__(self) -> int:
        return self.order

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Solution):
            return NotImplemented
        same = (self.is_exact, self.group) == (other.is_exact, other.group)
        return same and self._core.nodes() == other._core.nodes()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.group, self.is_exact, self._core.nodes()))

    def __str__(self) -> str:
        return self._core.text

    def __repr__(self) -> str:
        numbers = "exact numbers" if self.is_exact else "floats"
        return f"<Solution over {self.group}: {self.order} hidden nodes in {numbers}>"


def _restored(group: Group, exact: bool, nodes: str) -> Solution:
    return Solution._of(_cogring.Solution.from_nodes(group._core, exact, nodes))
