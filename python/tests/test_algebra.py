"""Elements with operators: what is written, what is built, what is proved."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import cogring
from cogring import Expression, Solution


def test_operators_are_the_language() -> None:
    nu, syn, xi = Expression("nu"), Expression("syn"), Expression("xi")
    assert nu * syn / 6 == Expression("1/6 * nu * syn") == Fraction(1, 6) * nu * syn
    assert str(nu + syn - xi) == str(Expression("nu + syn - xi"))
    assert (1 + nu) ** 3 == Expression("(1 + nu)^3") and -nu == Expression("-nu")
    assert (syn @ 3) == Expression("syn @ 3") and (syn @ (1, 2)) == Expression("syn @ (1,2)")
    assert "nu" + syn == Expression("nu + syn") and 2 - nu == Expression("2 - nu")
    for again in (pickle.loads(pickle.dumps(nu * syn)), copy.deepcopy(nu * syn)):
        assert again == nu * syn and hash(again) == hash(nu * syn)
    assert (nu * syn)._repr_latex_() == r"$z_{\nu} * z_{\mathrm{syn}}$"


def test_operators_refuse_what_is_no_element() -> None:
    nu = Expression("nu")
    for wrong in (0.5, None, [1], np.ones(2), True):
        with pytest.raises(TypeError):
            nu * wrong  # type: ignore[operator]
    with pytest.raises(TypeError):
        nu**1.5  # type: ignore[operator]
    with pytest.raises(cogring.ArgumentError, match="exponents are 0 to"):
        nu**-1
    with pytest.raises(cogring.ArgumentError, match="not"):
        nu + Expression("syn @ 1")
    with pytest.raises(cogring.ArgumentError, match="twice"):
        Expression("syn @ 1") @ 2
    with pytest.raises(ZeroDivisionError):
        nu / 0
    with pytest.raises(cogring.ParseError):
        Expression("nu * ")
    with pytest.raises(cogring.ArgumentError, match="modulus 2"):
        nu.with_values(nu=2.0)
    with pytest.raises(cogring.ArgumentError, match="no parameter `xi`"):
        nu.potentials(xi=1)


def test_the_library_multiplies_the_same_as_its_parts() -> None:
    x = Expression("sum(k: nu(i) @ k)").solution(5)
    y = Expression("sum(k: syn @ k)").solution(5)
    assert (x.order, y.order, (x * y).order, (x + y).order, (x**2).order) == (4, 6, 24, 10, 16)
    assert (x * y).is_close(y * x) and (x + y).is_close(y + x) and not x.is_close(y)
    assert (x * (y + x)).is_close(x * y + x * x)
    assert x.is_exact and not (x * 0.5).is_exact and (x / 2 * 2).is_close(x) and (x - x).order == 8
    assert (x @ 1).order == 2 and ((x @ 1) + (x @ 2)).is_close(x)
    with pytest.raises(cogring.ShapeError, match="different spaces"):
        x + Expression("syn @ 1").solution(7)
    with pytest.raises(cogring.UnsupportedError, match="hidden nodes; evaluate it lazily"):
        x ** (1 << 40)


def test_frequencies_are_written_in_several_ways() -> None:
    syn, group = Expression("syn"), cogring.Group("2x3")
    places: list[Any] = [(1, 2), [1, 2], "(1,2)", "1,2", np.array([1, 2]).tolist(), (np.int64(1), np.int8(2))]
    assert all(syn @ k == Expression("syn @ (1,2)") for k in places) and syn @ np.int64(3) == syn @ "3" == syn @ 3
    for wrong in ((), True, (True, 1), 1.5, "x", None, (1, "y")):
        with pytest.raises(TypeError):
            syn @ wrong
    assert group.frequencies == [(0, 1), (1, 0), (1, 1)] and cogring.Group(6).frequencies == [1, 2, 3]
    with pytest.raises(cogring.UnsupportedError, match="irreps, not frequencies"):
        cogring.Group("S3").frequencies
    group = cogring.Group("3x3")
    z = sum(syn @ k for k in group.frequencies)
    assert z == Expression("syn @ (0,1) + syn @ (1,0) + syn @ (1,1) + syn @ (1,2)")
    parts = [(z + 0).solution(group) @ k for k in group.frequencies]
    assert sum(parts).is_close(z.solution(group))


def test_potentials_are_homomorphisms() -> None:
    x, y = Expression("(1, i, -i) + syn"), Expression("nu(exp(0.3i)) + 3c")
    names = [potential.potential for potential in x.potentials().potentials]
    value = {
        element: np.array([complex(*potential.numeric) for potential in element.potentials().potentials])
        for element in (x, y, x + y, x * y)
    }
    assert len(names) == 10
    assert np.allclose(value[x] + value[y], value[x + y]) and np.allclose(value[x] * value[y], value[x * y])


@pytest.mark.parametrize("group", [7, "2x3", 12])
def test_exact_elements_become_networks_that_solve_the_task(group: object) -> None:
    z = cogring.exact("order6", group)
    assert z.is_exact and z.prove().proved
    free = sorted({name for name in _parameters(z)})
    assert free and all(name.startswith("nu_") for name in free)
    with pytest.raises(cogring.ArgumentError, match="free parameters"):
        z.evaluated()
    numeric = z.with_values(**{name: f"exp({at + 0.1}i)" for at, name in enumerate(free)})
    net = numeric.network()
    assert not numeric.is_exact and net.loss() < 1e-26 and net.accuracy() == 1.0 and numeric.loss() < 1e-26
    assert cogring.Network.is_solution(net) if hasattr(cogring.Network, "is_solution") else net.verify().is_solution


def _parameters(z: Solution) -> list[str]:
    import re

    return re.findall(r"nu_\w+", str(z.nodes()))


def test_solutions_pickle() -> None:
    for z in (cogring.exact("order6", 5), cogring.construct("order6", 5, seed=1).element):
        again = pickle.loads(pickle.dumps(z))
        assert again == z and again.is_close(z, 0.0) and copy.deepcopy(z) == z
        assert again.order == z.order == len(z.nodes())
    assert cogring.exact("narrow", "S3").is_exact


def test_false_twins_are_not_proved() -> None:
    assert cogring.prove("1/6 * nu * syn") and not cogring.prove("1/6 * nu * xi")
    wrong = cogring.exact("order6", 7) * Fraction(7, 6)
    assert not wrong.prove().proved and wrong.prove().loss != "0"
    with pytest.raises(cogring.CogringError):
        cogring.prove("1/7 * nu * syn").certificate()
    certificate = cogring.prove("narrow", 5).certificate()
    spoiled = cogring.Certificate(certificate.text.replace('"1/2', '"1/3', 1))
    assert spoiled != certificate
    try:
        assert not cogring.check(spoiled)
    except cogring.CogringError:
        pass
    with pytest.raises(cogring.CogringError):
        cogring.check(cogring.Certificate("{}"))


def test_constructions() -> None:
    for info in cogring.constructions():
        assert info.about and isinstance(info.arguments, dict)
    built = cogring.construct("order6", 7, nu={1: 1j, 2: "w3"})
    assert built.network.verify().is_solution and built.element.network() == built.network
    with pytest.raises(cogring.ArgumentError, match="no such argument `mu`"):
        cogring.construct("order6", 7, mu=1)
    with pytest.raises(cogring.UnsupportedError, match="are written"):
        cogring.construct("order6", 9001).network
    with pytest.raises(cogring.UnsupportedError, match="construct it anew"):
        cogring.load_result(built.to_dict()).network  # noqa: B018
