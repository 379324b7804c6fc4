"""Networks taken apart, and results as objects."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
from conftest import command_json, run_command

import cogring


def test_frequencies_by_number_and_sign(net: cogring.Network) -> None:
    found = net.factor()
    assert len(found) == 11 and [frequency.k for frequency in found] == list(range(1, 12))
    assert found[3] == found[-3] == found["3"] == found[20]
    with pytest.raises(KeyError, match="is no frequency of 23"):
        found[0]
    product = cogring.load(product_network()).factor()
    assert product[1, 2] == product["(1,2)"] == product[1, -2]


def product_network() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    shapes = {"W_a": (9, 8), "W_b": (9, 8), "W_c": (8, 9)}
    return {name: random.normal(size=shape) for name, shape in shapes.items()} | {"group": np.array([2, 4])}


def test_the_command_says_the_same(net: cogring.Network) -> None:
    for name in ("d23_seed3", "D5"):
        path = cogring.example(name)
        network = cogring.load(path)
        assert network.factor().to_dict() == command_json("factor", path)["networks"][0]
        said, of_one = run_command("factor", path), str(network.factor())
        assert said.startswith(of_one) and len(of_one) > 800
        assert network.verify().to_dict() == command_json("verify", path, status=1)
        assert network.group.describe().to_dict() == command_json("group", network.group.name)


def test_tables(net: cogring.Network) -> None:
    frame = net.factor().to_pandas()
    assert frame.loc[2, "form"] == "nu*syn" and frame.loc[2, "nu"] == pytest.approx(63.9, abs=0.1)
    irreps = cogring.load(cogring.example("D5")).factor()
    assert irreps.to_pandas().loc[2, "order"] == 10
    assert irreps[1].form == "frame × design"


def test_results_in_a_notebook(net: cogring.Network) -> None:
    html = net.factor()._repr_html_()
    assert html.count("<tr>") == 12 and "ξ" not in html and "nu*syn" in html
    assert "<script>" not in cogring.Result({"a": "<script>"})._repr_html_()
    assert "512" in net._repr_html_() and "512 hidden nodes" in repr(net)


def test_results_pickle_copy_and_save(net: cogring.Network, tmp_path: Path) -> None:
    found = net.verify()
    assert pickle.loads(pickle.dumps(found)) == found == copy.deepcopy(found)
    found.save(tmp_path / "verified.json")
    again = cogring.load_result(tmp_path / "verified.json")
    assert type(again) is cogring.Verification and again == found and str(again) == str(found)
    found.to_dict()["loss"] = 1
    assert "loss" not in found.to_dict()
    with pytest.raises(AttributeError, match="has no field 'losses'; there are .*direct_loss"):
        found.losses  # noqa: B018


def test_what_a_snapping_says(net: cogring.Network, tmp_path: Path) -> None:
    exact = cogring.construct("order6", 5).network
    for network in (net, exact):
        path = tmp_path / "net.npz"
        network.save(path)
        snapping = cogring.load(path).snap()
        assert snapping.network is not None and "not kept" not in str(snapping)
        printed = run_command("factor", path, "--snap", tmp_path / "snapped.npz")
        assert printed.startswith(f"{path}\n") and str(snapping) in printed
        again = str(cogring.load_result(snapping.to_dict()))
        assert "loss exactly 0" in again and "not kept" not in again


def test_networks_and_groups_pickle_and_copy(net: cogring.Network) -> None:
    for network in (net, cogring.load(cogring.example("D5"))):
        again = pickle.loads(pickle.dumps(network))
        assert again == network == copy.deepcopy(network) and again.source == network.source
        assert again.reading == network.reading and again.factor() == network.factor()
    renumbered = np.array([1, 0, 2])
    nameless = renumbered[np.array([[0, 1, 2], [1, 2, 0], [2, 0, 1]])[np.ix_(renumbered, renumbered)]]
    for group in (cogring.Group("SL(2,3)"), cogring.Group([4, 9]), cogring.Group(nameless.tolist())):
        assert pickle.loads(pickle.dumps(group)) == group == copy.deepcopy(group)
        assert hash(group) == hash(copy.copy(group))


def test_irreps_are_representations() -> None:
    for name in ("S4", "Q8", "2x3"):
        group = cogring.Group(name)
        table = group.table
        assert sum(irrep.degree**2 for irrep in group.irreps) == group.order
        for irrep in group.irreps:
            product = np.einsum("gij,hjk->ghik", irrep.matrices, irrep.matrices)
            assert np.allclose(product, irrep.matrices[table])
            assert np.allclose(irrep.character.conj(), group.irreps[irrep.partner].character)
    assert all(irrep.matrices[1, 0, 0] != 1 for irrep in cogring.Group(5).irreps[1:])
