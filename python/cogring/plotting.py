"""Figures with matplotlib, from the numbers of results."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import InputTypeError
from .labels import written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["axes", "plot_experiment", "plot_factorization"]


def axes(ax: Axes | None) -> Axes:
    """The axes, or those of a new figure."""
    if ax is not None:
        if not all(callable(getattr(ax, name, None)) for name in ("plot", "bar", "hist", "imshow", "set")):
            raise InputTypeError(f"ax is the Axes of matplotlib, not an object of type {type(ax).__name__}")
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def plot_experiment(figure: str, result: Any, ax: Axes | None) -> Axes:
    """The numbers of an experiment."""
    ax = axes(ax)
    _DRAWN[figure](result, ax)
    return ax


def plot_factorization(parts: list[dict[str, Any]], ax: Axes | None) -> Axes:
    """The order of every frequency, coloured by its form."""
    ax = axes(ax)
    forms = sorted({part["form"] for part in parts})
    for form in forms:
        at = [place for place, part in enumerate(parts) if part["form"] == form]
        ax.bar(at, [parts[place]["order"] for place in at], label=form)
    ax.set_xticks(range(len(parts)), [written(part["label"]) for part in parts])
    ax.set(xlabel="frequency k", ylabel="order")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def _curves(classes: list[dict[str, Any]], ax: Axes) -> None:
    for of in classes:
        for curve in of["curves"]:
            epochs = [max(point["epoch"], 1) for point in curve["points"]]
            ax.plot(epochs, [point["train"]["loss"] for point in curve["points"]], label=f"{curve['name']}, train")
            held_out = [(max(p["epoch"], 1), p["test"]["loss"]) for p in curve["points"] if p["test"]]
            if held_out:
                ax.plot(*zip(*held_out), linestyle="--", label=f"{curve['name']}, test")
    ax.set(xscale="log", yscale="log", xlabel="epoch", ylabel="loss")
    ax.legend()


def _orders(panels: list[dict[str, Any]], ax: Axes) -> None:
    for panel in panels:
        shares = {int(order): share["mean"] for order, share in panel["histogram"]["percentages"].items()}
        ax.plot(list(shares), list(shares.values()), marker="o", label=f"{panel['group']} {panel['settings']}".strip())
    ax.set(xlabel="order", ylabel="% of frequencies")
    ax.legend()


def _parameters(panels: list[dict[str, Any]], ax: Axes) -> None:
    drawn = {f"{panel['parameter']} of {panel['form']}": [a["degrees"] for a in panel["angles"]] for panel in panels}
    ax.hist(list(drawn.values()), bins=np.linspace(-180, 180, 25).tolist(), label=list(drawn))
    ax.set(xlabel="angle in degrees", ylabel="frequencies")
    ax.legend()


def _frequencies(maps: list[dict[str, Any]], ax: Axes) -> None:
    last = maps[-1]
    magnitudes = np.array(last["magnitudes"]).reshape(-1, len(last["nodes"]))
    image = ax.imshow(magnitudes, aspect="auto", interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="|z_a|")
    ax.set(xlabel="hidden node", ylabel="frequency k", title=f"epoch {last['epoch']}")


def _potentials(trajectory: dict[str, Any], ax: Axes) -> None:
    epochs = [max(point["epoch"], 1) for point in trajectory["points"]]
    diagonal = np.array([point["diagonal"] for point in trajectory["points"]])
    ax.plot(epochs, diagonal.mean(axis=1), label="diagonal r_kkk")
    ax.plot(epochs, [point["off_diagonal"] for point in trajectory["points"]], label="off the diagonal")
    ax.set(xscale="log", xlabel="epoch", ylabel="potential")
    ax.legend()


def _evolution(evolution: dict[str, Any], ax: Axes) -> None:
    forms = sorted({of["form"] for point in evolution["points"] for of in point["forms"]})
    epochs = [max(point["epoch"], 1) for point in evolution["points"]]
    counts = [[sum(of["form"] == form for of in point["forms"]) for point in evolution["points"]] for form in forms]
    ax.stackplot(epochs, counts, labels=forms)
    ax.set(xscale="log", xlabel="epoch", ylabel="frequencies")
    ax.legend()


def _decoupling(found: dict[str, Any], ax: Axes) -> None:
    widths = [point["width"] for point in found["points"]]
    ax.plot(widths, [point["ratio"]["mean"] for point in found["points"]], marker="o")
    ax.set(xscale="log", yscale="log", xlabel="hidden nodes", ylabel="off-diagonal / diagonal")


def _regimes(regimes: dict[str, Any], ax: Axes) -> None:
    for decay in regimes["options"]["decays"]:
        points = [(point["width"], max(point["gradient"], 1e-10)) for point in regimes["points"] if point["decay"] == decay]
        ax.plot(*zip(*points), label=f"weight decay {decay:g}")
    ax.axvline(regimes["samples"], linestyle="--", color="gray", label="as wide as there are samples")
    ax.set(xscale="log", yscale="log", xlabel="hidden nodes", ylabel="gradient that reaches the features")
    ax.legend()


def _boundary(boundary: dict[str, Any], ax: Axes) -> None:
    groups: dict[str, list[tuple[float, float]]] = {}
    for point in boundary["points"]:
        groups.setdefault(str(point["group"]), []).append((point["fraction"], point["accuracy"]["mean"]))
    for group, points in groups.items():
        ax.plot(*zip(*points), marker="o", label=group)
    ax.set(xlabel="train fraction", ylabel="accuracy on held-out pairs")
    ax.legend()


def _grokking(grokking: dict[str, Any], ax: Axes) -> None:
    for signal in grokking["signals"]:
        ax.plot([max(epoch, 1) for epoch, _ in signal["points"]], [size for _, size in signal["points"]], label=signal["run"])
    ax.set(xscale="log", yscale="log", xlabel="epoch", ylabel="gradient that reaches the features")
    ax.legend()


def _rates(rates: dict[str, Any], ax: Axes) -> None:
    settings: dict[str, list[tuple[float, float]]] = {}
    for point in rates["points"]:
        name = f"p = {point['train_fraction']}, weight decay {point['weight_decay']}"
        settings.setdefault(name, []).append((point["learning_rate"], point["accuracy"]["mean"]))
    for name, points in settings.items():
        ax.plot(*zip(*points), marker="o", label=name)
    ax.set(xscale="log", xlabel="learning rate", ylabel="accuracy on held-out pairs")
    ax.legend()


def _energies(energies: dict[str, Any], ax: Axes) -> None:
    for run in energies["runs"]:
        ax.hist([of["energy"] for of in run["filters"]], histtype="step", label=f"learning rate {run['learning_rate']}")
    ax.set(xlabel="energy of a filter", ylabel="filters")
    ax.legend()


def _modulation(modulation: dict[str, Any], ax: Axes) -> None:
    for run in modulation["runs"]:
        epochs = [max(point["epoch"], 1) for point in run["points"]]
        for at, irrep in enumerate(run["irreps"]):
            ax.plot(epochs, [point["learned"][at] for point in run["points"]], label=irrep["irrep"])
    ax.set(xscale="log", xlabel="epoch", ylabel="learned share of the target")
    ax.legend()


_DRAWN: dict[str, Callable[[Any, Axes], None]] = {
    "boundary": _boundary,
    "curves": _curves,
    "decoupling": _decoupling,
    "energies": _energies,
    "evolution": _evolution,
    "frequencies": _frequencies,
    "grokking": _grokking,
    "modulation": _modulation,
    "orders": _orders,
    "parameters": _parameters,
    "potentials": _potentials,
    "rates": _rates,
    "regimes": _regimes,
}
