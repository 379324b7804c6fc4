"""Arrays of every kind: accepted, or refused with the array, what it is and what is needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import cogring

Q, D = 6, 5


def weights(dtype: Any = np.float64) -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)
    shapes = {"W_a": (Q, D), "W_b": (Q, D), "W_c": (D, Q)}
    return {name: random.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def spread(array: np.ndarray) -> np.ndarray:
    """The same numbers at every third place of a larger array."""
    wide = np.zeros((array.shape[0] * 2, array.shape[1] * 3), array.dtype)
    wide[::2, ::3] = array
    return wide[::2, ::3]


def frozen(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.flags.writeable = False
    return array


FORMS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "strided": spread,
    "reversed": lambda array: array[::-1, ::-1][::-1, ::-1],
    "read-only": frozen,
    "list": lambda array: array.tolist(),
    "big-endian": lambda array: array.astype(array.dtype.newbyteorder(">")),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_weights_in_every_form_are_the_same_network(dtype: Any, form: str) -> None:
    plain = weights(dtype)
    formed = {name: FORMS[form](array) for name, array in plain.items()}
    nets = [cogring.Network(**formed), cogring.load(formed, scale=1), cogring.load(list(formed.values()), scale=1)]
    for net in nets:
        for name, array in plain.items():
            assert np.array_equal(getattr(net, name), array.astype(np.float64)), (form, name)
    stored = "float64" if form == "list" else np.dtype(dtype).name
    assert nets[1].reading.stored == stored


def test_views_are_read_only_not_copied_and_outlive_the_network() -> None:
    net = cogring.Network(**weights())
    view = net.W_a
    assert np.shares_memory(view, net.W_a) and not view.flags.writeable and not view.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0] = 1.0
    with pytest.raises(ValueError, match="WRITEABLE"):
        view.flags.writeable = True
    before = view.copy()
    del net
    assert np.array_equal(view, before)


def test_the_caller_may_change_what_was_given() -> None:
    given = weights()
    net = cogring.Network(**given)
    given["W_a"][:] = 0.0
    assert net.W_a.any()


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"W_a": np.ones(3)}, cogring.ShapeError, r"W_a has shape \(3,\); a matrix is required"),
    ({"W_a": np.ones((Q, D), complex)}, cogring.InputTypeError, "W_a is an array of complex128; real numbers are required"),
    ({"W_b": [["x"] * D] * Q}, cogring.InputTypeError, "W_b is an array of <U1; real numbers are required"),
    ({"W_b": [[1.0, 2.0], [3.0]]}, cogring.InputTypeError, "W_b: an object of type list is no array"),
    ({"W_b": None}, cogring.InputTypeError, "W_b is an array of object; real numbers are required"),
    ({"W_b": np.ones((Q, D + 1))}, cogring.ShapeError, r"W_b has shape \(6, 6\), but \(6, 5\) is required"),
    ({"W_c": np.ones((D, Q - 1))}, cogring.ShapeError, r"W_c has shape \(5, 5\), but \(5, 6\) is required"),
    ({"W_c": np.full((D, Q), np.nan)}, cogring.ShapeError, r"W_c\[0, 0\] is NaN; weights must be finite numbers"),
    ({"W_a": np.ones((0, D))}, cogring.ShapeError, "W_a has no rows"),
    ({"group": "S3"}, cogring.ShapeError, "W_a has shape .* group S3 of order 6"),
    ({"group": "X9"}, cogring.ParseError, "X9"),
]


@pytest.mark.parametrize(("wrong", "kind", "words"), REFUSED)
def test_what_is_wrong_is_refused_with_the_right_words(wrong: dict[str, Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        cogring.Network(**(weights() | wrong))


def test_wrong_arrays_of_a_dict_are_named() -> None:
    with pytest.raises(cogring.CogringError, match="W_c"):
        cogring.load(weights() | {"W_c": np.ones((D, Q), complex)})
    with pytest.raises(cogring.CogringError, match="W_b"):
        cogring.load({name: array for name, array in weights().items() if name != "W_b"})
    with pytest.raises(cogring.ShapeError, match="three arrays W_a, W_b, W_c, not 2"):
        cogring.load([np.ones((2, 2))] * 2)
    with pytest.raises(cogring.InputTypeError, match="not an object of type int"):
        cogring.load(3)


def test_arrays_that_are_stacked() -> None:
    random = np.random.default_rng(0)
    stacked = random.normal(size=(3, D, D))
    assert cogring.load(stacked, scale=1) == cogring.Network(*stacked)
    with pytest.raises(cogring.ShapeError, match="three arrays W_a, W_b, W_c, not 2"):
        cogring.load(stacked[:2])
    with pytest.raises(cogring.InputTypeError, match=r"not an object of type ndarray of shape \(5, 5\)"):
        cogring.load(stacked[0])


def test_nested_dicts_and_modules_are_read() -> None:
    plain = weights()
    nested = {"model": {"layera.weight": plain["W_a"], "layerb.weight": plain["W_b"], "layerc.weight": plain["W_c"]}}

    class Module:
        def state_dict(self) -> dict[str, Any]:
            return nested

    for source in (nested, Module()):
        net = cogring.load(source, scale=1)
        assert np.array_equal(net.W_c, plain["W_c"])
        assert net.reading.mapping == "a=model.layera.weight,b=model.layerb.weight,c=model.layerc.weight"


def test_tensors_of_torch() -> None:
    torch = pytest.importorskip("torch")
    plain = weights(np.float32)
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in plain.items()}
    assert np.array_equal(cogring.Network(**tensors).W_a, plain["W_a"].astype(float))
    stacked = torch.randn(3, D, D, requires_grad=True)
    assert cogring.load(stacked, scale=1) == cogring.Network(*stacked)
    strided = torch.randn(2 * D, Q, 2)[::2, :, 1].T.requires_grad_()
    assert np.array_equal(cogring.Network(strided, tensors["W_b"], tensors["W_c"]).W_a, strided.detach().numpy().astype(float))
    half = {name: tensor.to(torch.bfloat16) for name, tensor in tensors.items()}
    assert cogring.load(half, scale=1).reading.stored == "bfloat16"
    assert cogring.load(tensors, scale=1).reading.stored == "float32"
    module = torch.nn.Module()
    for name, tensor in tensors.items():
        module.register_parameter(name, torch.nn.Parameter(tensor.detach()))
    assert cogring.load(module, scale=1) == cogring.Network(**tensors)


def test_outputs_are_the_formula(net: cogring.Network) -> None:
    x, y = np.meshgrid(np.arange(23), np.arange(23), indexing="ij")
    by_hand = np.einsum("hj,jxy->xyh", net.W_c, (net.W_a[:, :, None] + net.W_b[:, None, :]) ** 2)
    assert np.allclose(net(x, y), by_hand) and np.allclose(net(3, 4), by_hand[3, 4])
    right = net(x, y).argmax(-1) == net.group.table
    assert net.accuracy() == right.mean() == 1.0
    onehot = np.eye(23)[net.group.table]
    assert np.isclose(net.loss("one-hot"), ((by_hand - onehot) ** 2).sum(-1).mean())
    assert np.isclose(net.loss("one-hot", x <= y), ((by_hand - onehot) ** 2).sum(-1)[x <= y].mean())
    for wrong in (np.ones((2, 2), bool), np.ones((23, 23))):
        with pytest.raises(cogring.ShapeError, match="pairs has shape"):
            net.loss(pairs=wrong)
    with pytest.raises(cogring.ArgumentError, match="element 23 of a group of order 23"):
        net(23, 0)
