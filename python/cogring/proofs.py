"""Proofs of zero loss, certificates, and exact solutions near trained networks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from . import _cogring
from .errors import InputTypeError
from .expression import Expression, ExpressionLike
from .group import GroupLike, group_core
from .kinds import Target
from .network import Network
from .result import Result, reports, table

if TYPE_CHECKING:
    from .solution import Solution

__all__ = [
    "BlockProof",
    "Certificate",
    "Check",
    "Composition",
    "Compositions",
    "MatrixBlockProof",
    "Proof",
    "Snapping",
    "SolutionProof",
    "check",
    "prove",
    "prove_on_irrep",
    "search",
    "snap",
]


class Certificate:
    """The text of a certificate, which :func:`check` redoes by arithmetic of its own.

    >>> import cogring
    >>> certificate = cogring.prove("narrow", group=5).certificate()
    >>> cogring.check(certificate).valid
    True
    """

    __slots__ = ("text",)
    text: str

    def __init__(self, text: str) -> None:
        self.text = text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it to a file for ``cogring check``."""
        with open(os.fspath(path), "w", encoding="utf-8", newline="") as file:
            file.write(self.text)

    def to_dict(self) -> dict[str, Any]:
        """What it says, as plain data."""
        said: dict[str, Any] = json.loads(self.text)
        return said

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Certificate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Certificate of {len(self.text)} bytes>"


@reports("check", "network-check")
class Check(Result):
    """What became of a certificate; true where it is valid."""

    __slots__ = ()
    path: str
    valid: bool
    refusal: Result | None

    def __bool__(self) -> bool:
        return bool(self._fields["valid"])


class Proof(Result):
    """What was found of the loss of an element; true where it is proved to be 0."""

    __slots__ = ("_subject",)
    _subject: _cogring.Proved | None
    proved: bool

    @classmethod
    def _of_subject(cls, subject: _cogring.Proved) -> Proof:
        fields = json.loads(subject.json)
        made: Proof = (BlockProof if fields["report"] == "block-proof" else SolutionProof)(fields)
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

    def __getattr__(self, name: str) -> Any:
        if name == "_subject":
            raise AttributeError(name)
        return super().__getattr__(name)

    def __bool__(self) -> bool:
        return bool(self._fields["proved"])


@reports("block-proof")
class BlockProof(Proof):
    """The ten potentials of a block, as exact numbers."""

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
    return MatrixBlockProof._of_json(_cogring.prove_on_irrep(name, irrep))


def prove(
    element: ExpressionLike | os.PathLike[str],
    group: GroupLike | None = None,
    *,
    self_conjugate: bool = False,
    target: Target | None = None,
) -> Proof:
    """Whether the loss of an element is exactly zero, for all values of its parameters.

    The element is a construction (``"order6"``), an expression, or a file with a network whose weights are exact. Without a group
    the ten potentials of one frequency are proved, for every group of odd order at once, or with ``self_conjugate`` the three of a
    frequency k = −k.

    >>> import cogring
    >>> cogring.prove("order6").proved, cogring.prove("1/7 * nu * syn").proved
    (True, False)
    >>> cogring.prove("narrow", group="S3")
    <SolutionProof group=S3, target=one-hot, order=..., proved=True>
    """
    text = str(element) if isinstance(element, (Expression, str)) else os.fspath(element)  # type: ignore[arg-type]
    return Proof._of_subject(_cogring.prove(text, group_core(group), self_conjugate, target))


def check(certificate: Certificate | str | os.PathLike[str] | dict[str, Any]) -> Check:
    """Whether a certificate is true: one in a file (by its name), or a :class:`Certificate`.

    Nothing of the arithmetic that it was proved with is used: identities are evaluated modulo primes and in plain rationals,
    enclosures in intervals.

    Raises FormatError when it is not a certificate.
    """
    if isinstance(certificate, Certificate):
        return Check._of_json(_cogring.check_text(certificate.text, "certificate"))
    if not isinstance(certificate, (str, os.PathLike)):
        raise InputTypeError(f"a certificate is a file or a Certificate, not an object of type {type(certificate).__name__}")
    return Check._of_json(_cogring.check(certificate))


class SnappedFrequency(Result):
    """One frequency of a snapped network."""

    __slots__ = ()
    k: int | str
    nodes: list[int]
    basis: str


@reports("snapping", "irrep-snapping")
class Snapping(Result):
    """A trained network replaced by the exact solution that it approximates.

    ``network`` has the weights, every node in its trained place; None when nothing was snapped.
    """

    __slots__ = ("_core",)
    _core: _cogring.Snapping | None
    _nested: ClassVar = {"frequencies": SnappedFrequency}
    proved: bool
    obstacles: list[str]
    trained_loss: float
    loss: float | None
    accuracy: float | None
    moved: float | None
    live_nodes: int

    @classmethod
    def _of_core(cls, core: _cogring.Snapping, written: str | os.PathLike[str] | None) -> Snapping:
        made = cls(json.loads(core.json(written)))
        made._core = core
        return made

    def _snapped(self) -> _cogring.Snapping:
        core: _cogring.Snapping | None = getattr(self, "_core", None)
        if core is None:
            raise InputTypeError("a snapping that was read back has no weights: snap the network anew")
        return core

    def __getattr__(self, name: str) -> Any:
        if name == "_core":
            raise AttributeError(name)
        return super().__getattr__(name)

    @property
    def network(self) -> Network | None:
        """The weights, or None."""
        network = self._snapped().network
        return None if network is None else Network._of(network)

    @property
    def element(self) -> Solution | None:
        """The exact solution, with free parameters at frequencies, where every frequency or irrep has an exact form."""
        from .solution import Solution

        exact = self._snapped().exact()
        return None if exact is None else Solution._of(exact)

    def certificate(self) -> Certificate:
        """The certificate that an exact solution lies within a radius of the written weights."""
        return Certificate(self._snapped().certificate())

    def __bool__(self) -> bool:
        return bool(self._fields["proved"])


def snap(network: Network, *, max_move: float | None = None, output: str | os.PathLike[str] | None = None) -> Snapping:
    """Replaces a network by the exact solution that it approximates, and proves that one's loss to be 0.

    max_move: how far the nodes of one frequency or irrep may move, relative to their norm; by default as the command has it.
    output: a file for the weights.

    >>> import cogring
    >>> snapping = cogring.load(cogring.example()).snap()
    >>> snapping.proved, snapping.loss < 1e-20, cogring.check(snapping.certificate()).valid
    (True, True, True)
    """
    return Snapping._of_core(_cogring.snap(network._core, network.source, None if max_move is None else float(max_move)), output)


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
    texts = [str(Expression(generator)) for generator in generators]
    return Compositions._of_json(_cogring.search(texts, max_factors, near_miss))
