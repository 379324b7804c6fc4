"""What a trained network learned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from . import _cogring
from .errors import InputTypeError
from .handles import held
from .labels import Frequency, names, written
from .plotting import plot_factorization
from .result import Result, Sequential, reports, table

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from .network import Network
    from .solution import Solution

__all__ = ["Factorization", "FactorReport", "FrequencyFactorization", "IrrepFactorization"]


class FrequencyFactorization(Result):
    """The nodes of one pair ±k of characters, as a product of generators.

    ``distance`` is ‖nodes − product‖ / ‖nodes‖; ``parameters`` are unit complex numbers.
    """

    __slots__ = ()
    _needs = ("label", "form", "order", "distance")
    k: int
    label: int | list[int]
    nodes: list[int]
    order: int
    form: str
    factorable: bool
    distance: float | None

    def _caption(self) -> str:
        distance = "" if self.distance is None else f", distance {self.distance:.4f}"
        return f"k = {written(self.label)}: {self.form}, order {self.order}{distance}"


class _TakenApart(Sequential):
    """A network taken apart, and how well it does the task."""

    __slots__ = ()
    path: str
    width: int
    live_nodes: int
    loss: float
    one_hot_loss: float
    accuracy: float

    @property
    def latex(self) -> str:
        """The table for a paper, with the package booktabs."""
        return self._latex()

    def __str__(self) -> str:
        return self.summary()


class Factorization(_TakenApart):
    """A network taken apart, frequency by frequency.

    Iterates over its frequencies; ``[k]`` is the one at ±k, by number, by coordinates or as it is written.

    >>> import cogring
    >>> found = cogring.load(cogring.example("d23_seed3")).factor()
    >>> len(found), found[1].form, found[-1].order
    (11, 'nu=i*xi', 4)
    >>> [frequency.k for frequency in found if not frequency.factorable]
    [3, 9]
    """

    __slots__ = ()
    _items = "frequencies"
    _nested: ClassVar = {"frequencies": FrequencyFactorization}
    group: str
    order_of_group: int
    frequencies: list[FrequencyFactorization]

    def __getitem__(self, k: Frequency) -> FrequencyFactorization:
        return FrequencyFactorization(self._fields["frequencies"][self._place(k)])

    def _place(self, k: Frequency) -> int:
        labels = [written(frequency["label"]) for frequency in self._fields["frequencies"]]
        for name in names(k, self._fields["group"]):
            if name in labels:
                return labels.index(name)
        raise KeyError(f"{k!r} is no frequency of {self._fields['group']}; there are {', '.join(labels)}, up to sign")

    def block(self, k: Frequency) -> Solution:
        """The nodes at ±k as the product that they are called, at the theory's scale; nodes without a name as they are.

        >>> import cogring
        >>> cogring.load(cogring.example()).factor().block(1)
        <Solution over 23: 4 hidden nodes in floats>
        """
        block: Solution = held(_cogring.block_at(json.dumps(self._fields), self._place(k)))
        return block

    def element(self, network: Network) -> Solution:
        """The network rebuilt from what was found in it: every frequency with a name becomes its block, nodes without one stay as
        they are, and a hat gives the whole the constants of the trained network.

        Raises ArgumentError when the factorization is one of another network.

        >>> import cogring
        >>> net = cogring.load(cogring.example())
        >>> rebuilt = net.factor().element(net)
        >>> rebuilt.order, 0.5 < rebuilt.loss() / net.loss() < 2
        (58, True)
        """
        if not callable(getattr(getattr(network, "_core", None), "rebuilt", None)):
            raise InputTypeError(f"a network is rebuilt, not an object of type {type(network).__name__}")
        rebuilt: Solution = held(network._core.rebuilt(json.dumps(self._fields)))
        return rebuilt

    def plot(self, ax: Axes | None = None) -> Axes:
        """The order of every frequency, coloured by its form, with matplotlib."""
        return plot_factorization(self._fields["frequencies"], ax)

    def to_pandas(self) -> pandas.DataFrame:
        """A row for every frequency."""
        from pandas import DataFrame

        plain = ("order", "form", "factorable", "distance", "error")
        rows = [
            {name: part.get(name) for name in plain} | {"k": _index(part["label"])} | _angles(part) for part in self._fields["frequencies"]
        ]
        return DataFrame(rows).set_index("k")

    def _caption(self) -> str:
        named = sum(frequency["factorable"] for frequency in self._fields["frequencies"])
        return (
            f"group {self.group}, {self.live_nodes} of {self.width} nodes live, loss {self.loss:.3g}, "
            f"accuracy {self.accuracy:.2%}, {named} of {len(self)} frequencies are products"
        )

    def _repr_html_(self) -> str:
        frame = [
            [written(part["label"]), part["order"], part["form"], _words(_angles(part)), _number(part["distance"])]
            for part in self._fields["frequencies"]
        ]
        return table(("k", "order", "form", "parameters", "distance"), frame, self._caption())


class IrrepFactorization(_TakenApart):
    """A network over any finite group taken apart, irrep by irrep."""

    __slots__ = ()
    _items = "irreps"
    group: Any
    irreps: list[Result]

    def __getitem__(self, irrep: int) -> Result:
        if isinstance(irrep, bool) or not isinstance(irrep, int):
            raise InputTypeError(f"an irrep has a number, not an object of type {type(irrep).__name__}")
        for part in self._fields["irreps"]:
            if part["irrep"] == irrep:
                return Result(part)
        raise KeyError(f"{irrep!r} is the number of no irrep that the network was taken apart by")

    def _caption(self) -> str:
        group = self.group if isinstance(self.group, str) else "a group by its table"
        return (
            f"group {group}, {self.live_nodes} of {self.width} nodes live, loss {self.loss:.3g}, "
            f"accuracy {self.accuracy:.2%}, {len(self)} irreps"
        )

    def _repr_html_(self) -> str:
        rows = [
            [
                f"{part['irrep']}: {part['kind']}{part['degree']}",
                len(part["nodes"]),
                part["form"],
                _number(part["weight"]),
                _number(part["weight_bound"]),
                _number(part["multiplication_error"]),
                _number(part["hat"]),
            ]
            for part in self._fields["irreps"]
        ]
        return table(("irrep", "order", "form", "Σ‖A‖‖B‖‖C‖", "least", "error", "hat"), rows, self._caption())

    def to_pandas(self) -> pandas.DataFrame:
        """A row for every irrep."""
        from pandas import DataFrame

        plain = ("irrep", "kind", "degree", "form", "weight", "weight_bound", "multiplication_error", "hat")
        rows = [{name: part[name] for name in plain} | {"order": len(part["nodes"])} for part in self._fields["irreps"]]
        return DataFrame(rows).set_index("irrep")


@reports("factorization", "irreps")
class FactorReport(Sequential):
    """Networks taken apart, with the rows of the paper's table that they make up: what the command ``factor`` says."""

    __slots__ = ()
    _items = "networks"
    networks: list[Factorization | IrrepFactorization]
    table: list[Result]

    @property
    def latex(self) -> str:
        """The table for a paper, with the package booktabs."""
        return self._latex()

    def _parts(self) -> list[Any]:
        kind = IrrepFactorization if self._fields["report"] == "irreps" else Factorization
        return [kind(network) for network in self._fields["networks"]]


def _index(label: int | list[int]) -> int | str:
    return written(label) if isinstance(label, list) else label


def _angles(frequency: dict[str, Any]) -> dict[str, Any]:
    """The parameters as angles in degrees."""
    parameters = frequency.get("parameters") or {}
    return {name: value["degrees"] if isinstance(value, dict) else value for name, value in parameters.items()}


def _words(angles: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {angle:.1f}°" for name, angle in angles.items())


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
