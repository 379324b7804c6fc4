"""The runs that experiments need."""

from __future__ import annotations

import json
from typing import Any, Literal

from . import _cogring
from .checks import text
from .settings import plain

__all__ = ["plan"]

#: What may be one value or several, and its name in the plural.
_SEVERAL = {
    "train_fraction": "train_fractions",
    "learning_rate": "learning_rates",
    "weight_decay": "weight_decays",
    "seed": "seeds",
}


def plan(experiment: Literal["boundary", "grokking", "rates", "energies", "modulation"], **settings: Any) -> list[dict[str, Any]]:
    """The runs that the command trains for an experiment, as :func:`cogring.sweep` takes them.

    settings: in place of the usual ones. Of ``"boundary"``: groups, which are needed, constants, seeds, width, learning_rate,
        weight_decay, epochs_per_element. Of the others: group, width, train_fractions, learning_rates, weight_decays, seeds, epochs,
        activation, criterion, optimizer.

    >>> import cogring, tempfile
    >>> runs = cogring.plan("grokking", group=5, width=16, epochs=20, seeds=[1])
    >>> [(run["run"], run["weight_decay"]) for run in runs]
    [('5_q16_lr0.001_wd0.0002_p0.4_seed1', 0.0002), ('5_q16_lr0.001_wd0_p0.4_seed1', 0.0)]
    >>> root = tempfile.mkdtemp()
    >>> cogring.sweep(runs, root).finished, cogring.grokking(root).figure
    (True, 'grokking')
    """
    experiment = text("experiment", experiment)  # type: ignore[assignment]
    given = {name: plain("groups" if name == "group" else name, value) for name, value in settings.items()}
    if experiment != "boundary":
        for one, several in _SEVERAL.items():
            if one in given:
                given[several] = given.pop(one)
            if several in given and not isinstance(given[several], list):
                given[several] = [given[several]]
    planned = _cogring.planned(experiment, json.dumps(given))
    return [{"run": name, **json.loads(config)} for name, config in planned]
