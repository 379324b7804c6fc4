"""Searches of compositions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from . import _cogring
from .checks import each, whole
from .expression import Expression, ExpressionLike
from .result import Result, reports, table

__all__ = ["Composition", "Compositions", "search"]


class Composition(Result):
    """A product of generators, and what it lacks of a global solution."""

    __slots__ = ()
    factors: list[int]
    order: int
    lacks: list[str]
    irredundant: bool

    @property
    def expression(self) -> Expression:
        """The product."""
        return Expression(self._fields["element"])


@reports("compositions")
class Compositions(Result):
    """The products of generators that are global solutions, and those that nearly are."""

    __slots__ = ()
    _needs: ClassVar = ("solutions",)
    _nested: ClassVar = {"solutions": Composition, "near_misses": Composition}
    examined: int
    solutions: list[Composition]
    near_misses: list[Composition]

    def __iter__(self) -> Any:
        return iter(self.solutions)

    def __len__(self) -> int:
        return len(self._fields["solutions"])

    def _repr_html_(self) -> str:
        rows = [(found["element"], found["order"]) for found in self._fields["solutions"]]
        return table(("element", "order"), rows, f"{len(rows)} solutions among {self.examined} products")


def search(generators: Iterable[ExpressionLike] = (), *, max_factors: int = 2, near_miss: int = 2) -> Compositions:
    """The products of at most ``max_factors`` generators that are global solutions, by exact 0/1-sets.

    >>> import cogring
    >>> found = cogring.search()
    >>> found.solutions[0].order, str(found.solutions[0].expression)
    (6, ...)
    """
    texts = each(lambda _, generator: str(Expression(generator)), "generators", generators)  # type: ignore[arg-type]
    return Compositions._of_json(_cogring.search(texts, whole("max_factors", max_factors), whole("near_miss", near_miss)))
