"""Networks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _cogring
from .checks import maybe, number, text
from .checks import path as as_path
from .errors import ArgumentError, InputTypeError, ShapeError
from .factorization import Factorization, IrrepFactorization
from .group import Group, GroupLike
from .handles import held, holds
from .kinds import FigureWidth, Method, Target
from .loading import Source, as_array, matrix, named_arrays, options
from .over_group import OverGroup
from .result import Result, reports, result_of, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .experiment import Experiment
    from .snapping import Snapping
    from .solution import Solution

__all__ = ["Comparison", "Network", "Reading", "Verification", "load"]


class Reading(Result):
    """How the arrays of a network were understood."""

    __slots__ = ()
    mapping: str
    folded: list[str]
    not_used: list[str]
    group: Any
    element_order: str
    activation: str
    stored: str


@reports("verification")
class Verification(Result):
    """Whether a network solves the task, measured two independent ways."""

    __slots__ = ()
    path: str
    group: Any
    width: int
    target: str
    direct_loss: float
    closed_form_loss: float
    accuracy: float
    tolerance: float
    is_solution: bool


@reports("comparison")
class Comparison(Result):
    """How far two networks are apart, up to what does not matter."""

    __slots__ = ()
    distance: float


@holds(_cogring.Network)
class Network(OverGroup):
    """A 2-layer network with quadratic activation over a group of order d, with q hidden nodes.

    o(x, y)[h] = Σ_j W_c[h, j] (W_a[j, x] + W_b[j, y])²

    ``W_a`` and ``W_b`` have shape [q, d], ``W_c`` has shape [d, q]; they may be anything that numpy makes an array of, and
    tensors of torch. The attributes of the same names are views of the weights: nothing is copied, and they are read-only.

    >>> import cogring, numpy as np
    >>> random = np.random.default_rng(0)
    >>> net = cogring.Network(random.normal(size=(8, 5)), random.normal(size=(8, 5)), random.normal(size=(5, 8)))
    >>> net.group, net.width, net.W_c.shape
    (Group('5'), 8, (5, 8))
    >>> net(1, 2).shape
    (5,)
    >>> cogring.Network(np.ones((8, 5)), np.ones((8, 5)), np.ones((8, 5)))
    Traceback (most recent call last):
        ...
    cogring.errors.ShapeError: W_c has shape (8, 5), but (5, 8) is required for the group 5 of order 5 and 8 hidden nodes
    """

    __slots__ = ("source",)
    _core: _cogring.Network
    #: Where it came from: a file, or "".
    source: str

    def __init__(self, W_a: npt.ArrayLike, W_b: npt.ArrayLike, W_c: npt.ArrayLike, group: GroupLike | None = None) -> None:
        a, b, c = matrix("W_a", W_a), matrix("W_b", W_b), matrix("W_c", W_c)
        core = Group(a.shape[1] if group is None else group)._core
        self._core, self.source = _cogring.Network(core, a, b, c), ""

    @classmethod
    def _of(cls, core: _cogring.Network, source: str = "") -> Network:
        made = super()._of(core)
        made.source = source
        return made

    @property
    def W_a(self) -> npt.NDArray[np.float64]:
        """First input layer, shape [q, d]."""
        return self._core.W_a

    @property
    def W_b(self) -> npt.NDArray[np.float64]:
        """Second input layer, shape [q, d]."""
        return self._core.W_b

    @property
    def W_c(self) -> npt.NDArray[np.float64]:
        """Output layer, shape [d, q]."""
        return self._core.W_c

    @property
    def width(self) -> int:
        """The number q of hidden nodes."""
        return self._core.width

    @property
    def reading(self) -> Reading:
        """How its arrays were understood."""
        return Reading._of_json(self._core.reading)

    @property
    def remarks(self) -> list[str]:
        """What a reader of results should know of that, as sentences."""
        return self._core.remarks

    def __call__(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The outputs of pairs of elements: shape [d] for two numbers, [..., d] for arrays of them."""
        xs, ys = _elements("x", x), _elements("y", y)
        try:
            x, y = np.broadcast_arrays(xs, ys)
        except ValueError:
            raise ShapeError(f"x has shape {xs.shape} and y {ys.shape}; the same is required, or one number") from None
        outputs = self._core.outputs(x.ravel().tolist(), y.ravel().tolist())
        return outputs.reshape(*x.shape, self.group.order)

    def loss(self, target: Target = "zero-mean", pairs: npt.ArrayLike | None = None) -> float:
        """The mean over ``pairs`` (truth values [d, d]; by default all) of ‖P (o − onehot(x·y))‖², by the definition.

        P is I − 11ᵀ/d for the target ``"zero-mean"`` and I for ``"one-hot"``.

        >>> import cogring
        >>> round(cogring.load(cogring.example("d23_seed3")).loss(), 6)
        0.000109
        """
        return self._evaluated(target, pairs)[0]

    def accuracy(self, pairs: npt.ArrayLike | None = None) -> float:
        """The share of ``pairs`` (truth values [d, d]; by default all) whose largest output is at x·y."""
        return self._evaluated("zero-mean", pairs)[1]

    def _evaluated(self, target: str, pairs: npt.ArrayLike | None) -> tuple[float, float]:
        if pairs is None:
            return self._core.evaluate(text("target", target), None)
        mask, d = as_array("pairs", pairs), self.group.order
        if mask.shape != (d, d) or mask.dtype != np.bool_:
            raise ShapeError(f"pairs has shape {mask.shape} of {mask.dtype}, but ({d}, {d}) of bool is required")
        return self._core.evaluate(text("target", target), mask.ravel().tolist())

    def factor(self, method: Method = "translations") -> Factorization | IrrepFactorization:
        """Which algebraic form each frequency, or each irrep, learned.

        ``"translations"`` is the search over translations between nodes: any group, any order. ``"paper"`` is the paper's own
        analysis.

        >>> import cogring
        >>> cogring.load(cogring.example("d23_seed3")).factor()[2]
        <FrequencyFactorization k = 2: nu*syn, order 6, distance 0.0577>
        """
        fields = json.loads(self._core.factor(self.source, text("method", method)))
        return Factorization(fields) if "frequencies" in fields else IrrepFactorization(fields)

    def verify(self, target: Target = "zero-mean") -> Verification:
        """Whether the loss is zero to working precision, measured by the definition and in closed form."""
        return Verification._of_json(self._core.verify(self.source, text("target", target)))

    def compare(self, other: Network) -> Comparison:
        """How far the other network is from this one, up to order and gauge of the nodes and symmetries of the task."""
        if not isinstance(other, Network):
            raise InputTypeError(f"a network is compared with a network, not with an object of type {type(other).__name__}")
        return Comparison._of_json(self._core.compare(other._core))

    def snap(self, *, max_move: float | None = None, output: str | os.PathLike[str] | None = None) -> Snapping:
        """Replaces it by the exact solution that it approximates, with a proof: see :func:`cogring.snap`."""
        core = _cogring.snap(self._core, self.source, maybe(number, "max_move", max_move))
        snapping: Snapping = held(core, maybe(as_path, "output", output))
        return snapping

    def solution(self) -> Solution:
        """The element of the semiring that it is, at the theory's scale s = 1/(2d), in floats."""
        solution: Solution = held(self._core.solution())
        return solution

    def _nodes(self) -> _cogring.Solution:
        return self._core.solution()

    def frequencies(self, method: Method = "translations") -> Experiment:
        """The magnitude |z_a| of every frequency and hidden node, with a figure."""
        found: Experiment = result_of(self._core.frequencies(text("method", method)))
        return found

    def svg(self, width: FigureWidth = "page") -> str:
        """A figure of its frequencies; nothing else is needed."""
        return self.frequencies().svg(width)

    def plot(self, ax: Axes | None = None) -> Axes:
        """The same with matplotlib, on ``ax`` or a new figure."""
        return self.frequencies().plot(ax)

    def state_dict(self) -> dict[str, npt.NDArray[np.float64]]:
        """The weights by name, as copies that may be changed."""
        return {name: np.array(getattr(self, name), order="C") for name in ("W_a", "W_b", "W_c")}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes ``.npz``, ``.safetensors`` or ``.json``, by the extension."""
        self._core.save(as_path("path", path))

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Network) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Callable[..., Network], tuple[Any, ...]]:
        return (_restored, (self.group, *self.state_dict().values(), self._core.reading, self.source))

    def __repr__(self) -> str:
        of = f" from {self.source}" if self.source else ""
        return f"<Network over {self.group}: {self.width} hidden nodes{of}>"

    def _repr_html_(self) -> str:
        rows = [
            ("group", self.group),
            ("hidden nodes", self.width),
            ("loss, zero-mean", f"{self.loss():.4g}"),
            ("accuracy", f"{self.accuracy():.2%}"),
            ("read as", self.reading.mapping),
            *(("remark", remark) for remark in self.remarks),
            *([("from", os.path.basename(self.source))] if self.source else []),
        ]
        return table((), rows, "Network")


def _restored(group: Any, a: Any, b: Any, c: Any, reading: str, source: str) -> Network:
    made = Network(a, b, c, group)
    return Network._of(made._core.with_reading(reading), source)


def _elements(name: str, value: npt.ArrayLike) -> npt.NDArray[np.int64]:
    array = as_array(name, value)
    if array.dtype.kind not in "iu":
        raise InputTypeError(f"{name} is an array of {array.dtype}; numbers of elements are required")
    if array.size and int(array.min()) < 0:
        raise ArgumentError(f"{name} holds {int(array.min())}; elements are numbered from 0")
    if array.size and int(array.max()) >= 1 << 63:
        raise ArgumentError(f"{name} holds {int(array.max())}, which is the number of no element")
    return array.astype(np.int64)


def load(
    source: Source,
    *,
    group: GroupLike | None = None,
    map: str | None = None,
    element_order: str | None = None,
    activation: str | None = None,
    scale: float | None = None,
) -> Network:
    """Reads a network from a file, a directory of a run, a dict of arrays, a ``state_dict``, a module of torch, or three arrays.

    Files are ``.npz``, ``.safetensors``, JSON and checkpoints of PyTorch, which are read as data, without torch; of a history,
    ``"FILE::1000"`` is one epoch. Names and orientations of arrays are recognised.

    group: the group, by default as the file says, else cyclic of the order that the shapes imply.
    map: which arrays are the weights, as in ``"a=fc_x.weight,b=fc_y.weight,c=out.T"``.
    element_order: ``"first-slowest"`` or ``"first-fastest"``, the numbering of the elements of a product.
    activation: ``"square"`` or ``"product"``.
    scale: the number by which outputs are multiplied, by default the one that makes them the labels, where there is one.

    Raises MissingFileError, FormatError, ShapeError, UnsupportedError with the name of the file and of the array.

    >>> import cogring
    >>> net = cogring.load(cogring.example("d23_seed3"))
    >>> net.group, net.width, net.W_a.shape, net.reading.mapping
    (Group('23'), 512, (512, 23), 'a=W_a,b=W_b,c=W_c')
    >>> cogring.load({"W_a": net.W_a, "W_b": net.W_b, "W_c": net.W_c}) == net
    True
    """
    if isinstance(source, Network):
        return source
    how = options(group, map, element_order, activation, scale, True)
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        return Network._of(_cogring.Network.read(as_path("source", path), how), str(source))
    arrays = named_arrays(source)
    if arrays is None:
        shape = getattr(source, "shape", None)
        found = type(source).__name__ + ("" if shape is None else f" of shape {tuple(shape)}")
        raise InputTypeError(f"a network is a file, a dict of arrays, a module or three arrays, not an object of type {found}")
    return Network._of(_cogring.Network.from_arrays(arrays, how))
