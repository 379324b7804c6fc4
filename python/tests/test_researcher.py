"""Three programs of a researcher, in ten lines each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import cogring
from cogring import Expression


def test_invent_a_block_and_prove_it() -> None:
    nodes = [Expression(f"(zeta(5)^{n}, zeta(5)^{n}, zeta(5)^{-2 * n % 5})") for n in range(5)]
    phases = sum(nodes, Expression(0)) / 5
    assert [r.potential for r in phases.potentials().potentials if not r.holds] == ["a²c", "b²c"]
    repaired, narrow = phases * Expression("nu") / 2, Expression("1/4 * nu=i * xi")
    assert repaired.prove() and not narrow.prove()
    group = cogring.Group("3x5")
    z = repaired @ (1, 1) + sum(narrow @ k for k in group.frequencies if k != (1, 1))
    assert not z.prove(group)
    closed = z.solution(group).closed(nodes=slice(0, 10))
    assert closed.prove()
    assert closed.with_values(nu="exp(0.3i)", xi="exp(0.7i)").network().loss() < 1e-28


def test_rebuild_a_network_from_its_factorization() -> None:
    net = cogring.load(cogring.example())
    found = net.factor()
    for frequency in found:
        print(f"k = {frequency.k:2}: {frequency.form:12} {found.block(frequency.k).order} nodes, {frequency.distance:.4f}")
    rebuilt = found.element(net).network()
    assert rebuilt.width == found.live_nodes == 58
    assert rebuilt.accuracy() == 1.0 and abs(rebuilt.loss() / net.loss() - 1) < 0.7
    assert cogring.compare(net, rebuilt).distance < 0.2


def test_train_on_half_of_the_pairs(tmp_path: Path) -> None:
    x, y = np.meshgrid(range(11), range(11), indexing="ij")
    seen = []

    def watch(epoch: int, record: cogring.Record, network: cogring.Network) -> None:
        if epoch in (0, 10, 100, 500):
            diagonal = network.potentials([(k, k, k) for k in network.group.frequencies])
            seen.append((epoch, record.train_accuracy, record.test_accuracy, [r.abs for r in diagonal]))

    run = cogring.train(11, tmp_path / "run", width=128, epochs=500, pairs=x <= y, seed=1, callback=watch)
    assert run.finished and [epoch for epoch, *_ in seen] == [0, 10, 100, 500]
    assert np.mean(seen[-1][3]) > 5 * np.mean(seen[0][3]) and seen[-1][1] == 1.0
