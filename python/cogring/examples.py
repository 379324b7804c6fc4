"""Networks that come with the package."""

from __future__ import annotations

from pathlib import Path

from .checks import text
from .errors import ArgumentError

__all__ = ["example"]

_DATA = Path(__file__).parent / "data"


def example(name: str = "d23_seed3") -> str:
    """The file of a trained network: ``"d23_seed3"`` learned addition modulo 23, ``"D5"`` the dihedral group of order 10.

    >>> import cogring
    >>> cogring.load(cogring.example("D5")).group
    Group('D5')
    """
    name = text("name", name)
    path = _DATA / f"{name}.npz"
    known = sorted(path.stem for path in _DATA.glob("*.npz"))
    if name not in known:
        raise ArgumentError(f"{name!r} is none of the examples {', '.join(known)}")
    return str(path)
