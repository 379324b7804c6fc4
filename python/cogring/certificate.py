"""Certificates of zero loss."""

from __future__ import annotations

import json
import os
from typing import Any, ClassVar, Literal

from . import _cogring
from .checks import path as as_path
from .checks import text as as_text
from .errors import InputTypeError, told
from .network import Network
from .result import Result, reports

__all__ = ["Certificate", "Check", "check"]


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
        self.text = as_text("the text of a certificate", text)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it to a file for ``cogring check``."""
        name = as_path("path", path)
        with told(name, "cannot be written"), open(name, "w", encoding="utf-8", newline="") as file:
            file.write(self.text)

    def network(self) -> Network:
        """The network that it is about; rounded, where the numbers are of a field.

        Raises ArgumentError when it is refused, or is about an element by its potentials, which holds no network.

        >>> import cogring
        >>> cogring.prove("narrow", group="S3").certificate().network().verify().is_solution
        True
        """
        return Network._of(_cogring.certified_network(self.text))

    def export(self, system: Literal["lean", "singular", "gap"]) -> str:
        """The network of a certificate over a number field and its identities, for Lean, Singular or GAP."""
        return _cogring.export_certificate(self.text, as_text("system", system))

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
    _needs: ClassVar = ("valid",)
    path: str
    valid: bool
    refusal: Result | None

    def __bool__(self) -> bool:
        return bool(self._fields["valid"])


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
