"""Results: typed objects over what the command prints with ``--json``."""

from __future__ import annotations

import copy
import html
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from . import _cogring
from .checks import path as as_path
from .errors import FormatError, InputTypeError, told

__all__ = ["Result", "load_result"]

R = TypeVar("R", bound="Result")


class Result:
    """A result of the engine: its fields are attributes, under the names that the command's ``--json`` has.

    Results pickle, compare and deep-copy by their fields.

    >>> import cogring
    >>> width = cogring.width("S4")
    >>> width.width, width.lower_bound, width.is_minimal
    (64, 43, False)
    >>> width.to_dict()["report"]
    'width'
    """

    __slots__ = ("_fields",)

    #: Which class the objects of a field are; for lists and dicts, those inside.
    _nested: ClassVar[Mapping[str, type[Result]]] = {}

    #: The fields without which it is none.
    _needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, fields: Mapping[str, Any]) -> None:
        if not isinstance(fields, Mapping):
            raise InputTypeError(f"a result is a dict of its fields, not an object of type {type(fields).__name__}")
        missing = [name for name in self._needs if name not in fields]
        if missing:
            raise FormatError(f"not a result of cogring: a {type(self).__name__} without {', '.join(missing)}")
        self._fields: dict[str, Any] = dict(fields)

    @classmethod
    def _of_json(cls: type[R], text: str) -> R:
        return cls(json.loads(text))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            value = self._fields[name]
        except KeyError:
            known = ", ".join(self._fields)
            raise AttributeError(f"{type(self).__name__} has no field {name!r}; there are {known}") from None
        return _typed(value, self._nested.get(name, Result))

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self._fields]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._fields == other._fields if isinstance(other, Result) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._fields,))

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain dicts, lists, numbers and texts: what the command prints with ``--json``."""
        return copy.deepcopy(self._fields)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the fields as JSON, which :func:`cogring.load_result` reads back."""
        name, text = as_path("path", path), json.dumps(self._fields, indent=2, ensure_ascii=False)
        with told(name, "cannot be written"), open(name, "w", encoding="utf-8") as file:
            file.write(text + "\n")

    def summary(self) -> str:
        """What the command prints for people; of results that it writes to files alone, the fields in short."""
        text = _cogring.text(json.dumps(self._fields))
        return repr(self) if text is None else text.rstrip("\n")

    def _latex(self) -> str:
        """What the command prints for LaTeX, of results that it prints so."""
        return (_cogring.latex(json.dumps(self._fields)) or "").rstrip("\n")

    def _caption(self) -> str:
        """What ``repr`` says between the brackets."""
        shown = ((name, value) for name, value in self._fields.items() if name not in _FORMAL and value not in (None, []))
        return ", ".join(f"{name}={_short(value)}" for name, value in list(shown)[:8])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._caption()}>"

    def __str__(self) -> str:
        return self.summary() if "report" in self._fields else repr(self)

    def _repr_html_(self) -> str:
        text = self.summary() if "report" in self._fields else ""
        if "\n" in text:
            return f"<pre>{html.escape(text)}</pre>"
        rows = [(name, _short(value)) for name, value in self._fields.items() if name not in _FORMAL and value not in (None, [])]
        return table((), rows, type(self).__name__)


class Sequential(Result):
    """A result that is a list of parts."""

    __slots__ = ()
    _items: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._needs = (cls._items,)

    def _parts(self) -> list[Any]:
        parts: list[Any] = getattr(self, self._items)
        return parts

    def __len__(self) -> int:
        return len(self._fields[self._items])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts())

    def _caption(self) -> str:
        plain = {name: value for name, value in self._fields.items() if name not in _FORMAL and isinstance(value, (str, int, float))}
        many = [f"{len(self)} {self._items if len(self) != 1 else self._items.removesuffix('s')}"]
        return ", ".join([f"{name}={_short(value)}" for name, value in list(plain.items())[:6]] + many)

    def _repr_html_(self) -> str:
        parts = [part for part in self._fields[self._items] if isinstance(part, dict)]
        plain = [name for name in (parts[0] if parts else {}) if name not in _FORMAL and not isinstance(parts[0][name], (list, dict))]
        names = [name for name in plain if any(part.get(name) is not None for part in parts)]
        rows = [[_short(part.get(name)) for name in names] for part in parts]
        return table(names, rows, self._caption())


def _typed(value: Any, kind: type[Result]) -> Any:
    if isinstance(value, dict):
        return kind(value)
    if isinstance(value, list):
        return [_typed(part, kind) for part in value]
    return value


#: What is about the form of a result, not of its content.
_FORMAL = ("cogring", "report", "element_order", "output_bias_node", "better_group")


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        if len(value) > 6 or any(isinstance(part, (dict, list)) for part in value):
            return f"[{len(value)}]"
        return "[" + ", ".join(map(_short, value)) + "]"
    if isinstance(value, dict):
        return "{…}"
    return str(value) if value is not None else "–"


def table(head: Iterable[str], rows: Iterable[Iterable[object]], caption: str = "") -> str:
    """A table in HTML; every cell is text."""

    def row(cells: Iterable[object], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    names = list(head)
    top = f"<thead>{row(names, 'th')}</thead>" if names else ""
    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><caption>{html.escape(caption)}</caption>{top}<tbody>{body}</tbody></table>"


_BY_REPORT: dict[str, type[Result]] = {}


def reports(*names: str) -> Any:
    """Declares the class of the reports of these names."""

    def declare(kind: type[R]) -> type[R]:
        _BY_REPORT.update(dict.fromkeys(names, kind))
        return kind

    return declare


def result_of(text: str) -> Any:
    """The result of a report, as an object of its class."""
    fields = json.loads(text)
    return _BY_REPORT[fields["report"]](fields)


def load_result(source: str | os.PathLike[str] | Mapping[str, Any]) -> Result:
    """A result that was saved, or printed by the command with ``--json``.

    >>> import cogring
    >>> again = cogring.load_result(cogring.width("Q8").to_dict())
    >>> type(again).__name__, again.width
    ('Width', 12)
    """
    if isinstance(source, Mapping):
        fields = source
    else:
        name = as_path("source", source)
        try:
            with told(name, "cannot be read"), open(name, encoding="utf-8") as file:
                fields = json.load(file)
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise FormatError(f"{name}: not a result of cogring: {error}") from None
    if not isinstance(fields, Mapping):
        raise FormatError(f"not a result of cogring: an object is required, not a {type(fields).__name__}")
    return _BY_REPORT.get(str(fields.get("report")), Result)(fields)
