"""Proofs of zero loss."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any, ClassVar

from . import _cogring
from .certificate import Certificate
from .checks import flag, maybe, path
from .checks import text as as_text
from .errors import InputTypeError
from .expression import Expression, ExpressionLike
from .group import GroupLike, group_core
from .handles import holds
from .kinds import Target
from .result import Result, reports, result_of

__all__ = ["BlockProof", "FieldProof", "MatrixBlockProof", "Proof", "SolutionProof", "prove", "prove_on_irrep"]


@holds(_cogring.Proved)
class Proof(Result):
    """What was found of the loss of an element; true where it is proved to be 0."""

    __slots__ = ("_subject",)
    _needs: ClassVar = ("proved",)
    _subject: _cogring.Proved | None
    proved: bool

    @classmethod
    def _of(cls, subject: _cogring.Proved) -> Proof:
        made: Proof = result_of(subject.json)
        made._subject = subject
        return made

    def certificate(self) -> Certificate:
        """The certificate of zero loss.

        Raises ArgumentError when the loss is not 0, and UnsupportedError for blocks of k = −k alone.
        """
        subject = getattr(self, "_subject", None)
        if subject is None:
            raise InputTypeError("a proof that was read back, or of a solution, has no certificate: prove the element anew")
        return Certificate(subject.certificate())

    def __bool__(self) -> bool:
        return bool(self._fields["proved"])


@reports("block-proof")
class BlockProof(Proof):
    """The ten potentials of a block, as exact numbers."""

    __slots__ = ()


@reports("field-proof")
class FieldProof(Proof):
    """All identities of an exact network over a number field, evaluated there."""

    __slots__ = ()


@reports("solution-proof")
class SolutionProof(Proof):
    """The loss of an element over a group, as an exact number."""

    __slots__ = ()
    group: Any
    target: str
    order: int | None
    nonzero_potentials: int
    violations: int
    loss: str


@reports("matrix-block-proof")
class MatrixBlockProof(Result):
    """An element on one irrep, for every finite group that has an irrep of this type and degree."""

    __slots__ = ()
    order: int
    constants: Any


def prove_on_irrep(name: str, irrep: str) -> MatrixBlockProof:
    """Whether an element on one irrep computes its part of the target, for every finite group that has such an irrep.

    name: ``"open"``, ``"closed"``, ``"strassen"``, ``"laderman"`` or ``"strassen-alone"``.
    irrep: the type and degree, such as ``"R2"`` or ``"C3"``.

    >>> import cogring
    >>> cogring.prove_on_irrep("open", "R2").order
    8
    """
    return MatrixBlockProof._of_json(_cogring.prove_on_irrep(as_text("name", name), as_text("irrep", irrep)))


def prove(
    element: ExpressionLike | os.PathLike[str],
    group: GroupLike | None = None,
    *,
    self_conjugate: bool = False,
    target: Target | None = None,
) -> Proof:
    """Whether the loss of an element is exactly zero, for all values of its parameters.

    The element is a construction (``"order6"``), an expression, or a file with a network whose weights are exact, in a number field
    too. Without a group the ten potentials of one frequency are proved, for every group of odd order at once, or with
    ``self_conjugate`` the three of a frequency k = −k.

    >>> import cogring
    >>> cogring.prove("order6").proved, cogring.prove("1/7 * nu * syn").proved
    (True, False)
    >>> cogring.prove("narrow", group="S3")
    <SolutionProof group=S3, target=one-hot, order=..., proved=True>
    """
    if isinstance(element, (Expression, int, Fraction)):
        text = str(Expression(element))
    else:
        text = path("an element that is no Expression", element)
    return Proof._of(_cogring.prove(text, group_core(group), flag("self_conjugate", self_conjugate), maybe(as_text, "target", target)))
