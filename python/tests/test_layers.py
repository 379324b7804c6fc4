"""The modules of the package lie in layers: each is made of those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import cogring

PACKAGE = Path(cogring.__file__).parent

#: From the ground up; a module uses those before it. Names for annotations alone may come from above.
ORDER = """
    errors checks kinds handles result labels plotting group over_group loading experiment factorization network expression solution
    certificate proofs snapping compositions construct discovery examples experiments files filters pages sum_potentials
    runs watching settings training sweeps planning command
""".split()


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules of the package that a module imports when it runs, at its top or in a function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            yield from [node.module] if node.module else [name.name for name in node.names]
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            assert "cogring" not in ast.unparse(node).split(), ast.unparse(node)
        yield from imports(node)


def test_every_module_has_its_place() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert modules == set(ORDER) and len(ORDER) == len(modules)


def test_modules_use_those_below_them() -> None:
    above = []
    for place, module in enumerate(ORDER):
        used = set(imports(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))))
        above += [f"{module} uses {other}" for other in used - {"_cogring"} - set(ORDER[:place])]
    assert above == []


def test_an_import_from_above_is_noticed() -> None:
    inside = "def f():\n    from .training import train\n"
    assert list(imports(ast.parse(inside))) == ["training"]
    assert list(imports(ast.parse("from . import _cogring, sweeps"))) == ["_cogring", "sweeps"]
    assert list(imports(ast.parse("if TYPE_CHECKING:\n    from .training import train\n"))) == []
