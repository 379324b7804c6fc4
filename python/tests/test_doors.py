"""Two doors to one library: what the command prints with --json is what the package returns, and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, command_json, run_command, run_commands

import cogring
from cogring import Expression

NET1, NET3 = (f"examples/data/d23_seed{seed}_epoch9900.npz" for seed in (1, 3))
D5 = "examples/data/D5_s1_f0.9.npz"
EARLY = [f"tests/data/d23_seed1_epoch{epoch}.npz" for epoch in (0, 100, 500)]
EARLIER = " ".join(EARLY)


class Door(NamedTuple):
    """A command, its exit status, and the same from Python.

    ``OWN`` is a folder that both write the same files into, each its own; ``MADE`` one with runs, fits and certificates.
    """

    command: str
    call: Callable[[Path, Path], cogring.Result]
    status: int = 0


def figure(experiment: cogring.Experiment, own: Path) -> cogring.Experiment:
    assert len(experiment.write_figure(own)) == 4 and experiment.svg() == (own / f"{experiment.figure}.svg").read_text()
    assert experiment.plot().has_data()
    return experiment


def snapped(own: Path, path: str) -> cogring.Snapping:
    snapping = cogring.snap(cogring.load(path), output=own / "net.npz")
    snapping.certificate().save(own / "net.json")
    return snapping


def proved(own: Path, *what: Any) -> cogring.Proof:
    proof = cogring.prove(*what)
    proof.certificate().save(own / "proof.json")
    return proof


def checked(own: Path, path: Path) -> cogring.Check:
    cogring.Certificate(path.read_text()).network().save(own / "net.npz")
    return cogring.check(path)


def found(own: Path) -> cogring.Discovery:
    discovery = cogring.discover(3, 4)
    discovery.networks[0].save(own / "fit.npz")
    return discovery


def made_exact(own: Path, path: Path) -> cogring.Exactification:
    exactified = cogring.exactify(path, output=own / "exact.json")
    assert exactified
    exactified.certificate().save(own / "proof.json")
    (own / "weights.tex").write_text(exactified.weights_latex())
    return exactified


RUN: dict[str, Any] = {"width": 16, "epochs": 30, "checkpoint_every": 10}
AS_OPTIONS = "--group 5 --width 16 --epochs 30 --checkpoint-every 10"

DOORS: dict[str, Door] = {
    "check": Door("check MADE/narrow.json", lambda own, made: cogring.check(made / "narrow.json")),
    "check, values": Door("check MADE/values.json --network OWN/net.npz", lambda own, made: checked(own, made / "values.json")),
    "check, field": Door("check MADE/field.json --network OWN/net.npz", lambda own, made: checked(own, made / "field.json")),
    "check, network": Door("check MADE/snapped.json --network OWN/net.npz", lambda own, made: checked(own, made / "snapped.json")),
    "compare": Door(f"compare {NET1} {NET3}", lambda own, made: cogring.compare(NET1, NET3), 1),
    "construct": Door(
        "construct order6 --group 7 -o OWN/net.npz", lambda own, made: cogring.construct("order6", 7, output=own / "net.npz")
    ),
    "construct, drawn": Door(
        "construct order4 --group 2x9 --seed 3 --sigma=-1", lambda own, made: cogring.construct("order4", "2x9", seed=3, sigma=-1)
    ),
    "construct, values": Door(
        "construct order6 --group 7 --nu i --nu w3@2", lambda own, made: cogring.construct("order6", 7, nu=["i", "w3@2"])
    ),
    "convert": Door(f"convert {NET1} OWN/net.safetensors", lambda own, made: cogring.convert(NET1, own / "net.safetensors")),
    "discover": Door("discover --group 3 --width 4 -o OWN/fit.npz", lambda own, made: found(own)),
    "eval": Door("eval '1/4 * nu=i * xi'", lambda own, made: Expression("1/4 * nu=i * xi").potentials()),
    "eval, values": Door(
        "eval '1/6 * nu * syn' --set nu=exp(0.3i)", lambda own, made: Expression("1/6 * nu * syn").potentials(nu="exp(0.3i)")
    ),
    "eval, group": Door(
        "eval 'sum(k: 1/7 * nu * syn @ k)' --group 7 --set nu=i -o OWN/net.npz",
        lambda own, made: Expression("sum(k: 1/7 * nu * syn @ k)").evaluate(7, output=own / "net.npz", nu="i"),
    ),
    "exactify": Door(
        "exactify MADE/fit.npz -o OWN/exact.json --certificate OWN/proof.json --latex OWN/weights.tex",
        lambda own, made: made_exact(own, made / "fit.npz"),
    ),
    "factor": Door(f"factor {NET1} {NET3}", lambda own, made: cogring.factor([NET1, NET3])),
    "factor, paper": Door(f"factor {NET1} --method paper", lambda own, made: cogring.factor(NET1, method="paper")),
    "factor, irreps": Door(f"factor {D5}", lambda own, made: cogring.factor(D5)),
    "factor, snapped": Door(f"factor {NET3} --snap OWN/net.npz --certificate OWN/net.json", lambda own, made: snapped(own, NET3)),
    "factor, snapped irreps": Door(
        "factor MADE/S3.npz --snap OWN/net.npz --certificate OWN/net.json", lambda own, made: snapped(own, str(made / "S3.npz"))
    ),
    "features": Door(f"features {D5} -o OWN/page.html", lambda own, made: cogring.features(D5, own / "page.html")),
    "group": Door("group SL(2,3)", lambda own, made: cogring.Group("SL(2,3)").describe()),
    "landscape": Door("landscape --group S3 --starts 20 --seed 1", lambda own, made: cogring.landscape("S3", starts=20, seed=1)),
    "path": Door("path --group 7 --steps 3 -o OWN", lambda own, made: cogring.path(7, steps=3, output=own)),
    "path, drawn": Door(
        "path --group 2x3 --second order6-ab --seed 1 --steps 2",
        lambda own, made: cogring.path("2x3", second="order6-ab", seed=1, steps=2),
    ),
    "potentials": Door(f"potentials {NET1} --largest 5", lambda own, made: cogring.potentials(NET1, largest=5)),
    "potentials, exact": Door(
        "potentials order4 --group 7 --input a -k 2,-2,2", lambda own, made: cogring.potentials("order4", 7, [(2, -2, 2)], input="a")
    ),
    "prove": Door("prove '1/7 * nu * syn'", lambda own, made: cogring.prove("1/7 * nu * syn"), 1),
    "prove, group": Door("prove narrow --group S3 --certificate OWN/proof.json", lambda own, made: proved(own, "narrow", "S3")),
    "prove, field": Door("prove MADE/exact.json --certificate OWN/proof.json", lambda own, made: proved(own, made / "exact.json")),
    "prove, real": Door(
        "prove --self-conjugate '1/2 * ((1,1,1) + (1,-1,-1))'",
        lambda own, made: cogring.prove("1/2 * ((1,1,1) + (1,-1,-1))", self_conjugate=True),
    ),
    "prove, irrep": Door("prove open --irrep R2", lambda own, made: cogring.prove_on_irrep("open", "R2")),
    "rank": Door("rank MADE/fit.npz", lambda own, made: cogring.rank(made / "fit.npz")),
    "report": Door("report MADE/run -o OWN/page.html", lambda own, made: cogring.report(made / "run", own / "page.html")),
    "reproduce boundary": Door("reproduce boundary MADE/shares -o OWN", lambda own, made: figure(cogring.boundary(made / "shares"), own)),
    "reproduce curves": Door(f"reproduce curves {EARLIER} -o OWN", lambda own, made: figure(cogring.curves(EARLY), own)),
    "reproduce decoupling": Door(
        "reproduce decoupling --group 3 --widths 8,16 --samples 2 -o OWN",
        lambda own, made: figure(cogring.decoupling(3, [8, 16], samples=2), own),
    ),
    "reproduce energies": Door("reproduce energies MADE/shares -o OWN", lambda own, made: figure(cogring.energies(made / "shares"), own)),
    "reproduce evolution": Door(f"reproduce evolution {EARLIER} -o OWN", lambda own, made: figure(cogring.evolution(EARLY), own)),
    "reproduce frequencies": Door(f"reproduce frequencies {EARLIER} -o OWN", lambda own, made: figure(cogring.frequencies(EARLY), own)),
    "reproduce grokking": Door("reproduce grokking MADE/shares -o OWN", lambda own, made: figure(cogring.grokking(made / "shares"), own)),
    "reproduce modulation": Door(
        "reproduce modulation MADE/shares -o OWN", lambda own, made: figure(cogring.modulation(made / "shares"), own)
    ),
    "reproduce orders": Door(f"reproduce orders {NET1} {NET3} -o OWN", lambda own, made: figure(cogring.orders([NET1, NET3]), own)),
    "reproduce parameters": Door(f"reproduce parameters {NET1} -o OWN", lambda own, made: figure(cogring.parameters(NET1), own)),
    "reproduce potentials": Door(
        f"reproduce potentials {EARLIER} -o OWN", lambda own, made: figure(cogring.potential_trajectory(EARLY), own)
    ),
    "reproduce rates": Door("reproduce rates MADE/shares -o OWN", lambda own, made: figure(cogring.rates(made / "shares"), own)),
    "reproduce regimes": Door(
        "reproduce regimes --group S3 --activation relu --widths 16,64 --decays 0,0.001,1 -o OWN",
        lambda own, made: figure(cogring.regimes("S3", activation="relu", widths=[16, 64], decays=[0, 0.001, 1]), own),
    ),
    "reproduce table": Door(f"reproduce table {NET1} {NET3}", lambda own, made: cogring.paper_table([NET1, NET3])),
    "search": Door("search nu=i xi", lambda own, made: cogring.search(["nu=i", "xi"]), 1),
    "train": Door(f"train {AS_OPTIONS} --seed 3 -o OWN/run", lambda own, made: cogring.train(5, own / "run", seed=3, **RUN)),
    "train, sweep": Door(
        f"train {AS_OPTIONS} --seed 0,1 -o OWN/runs", lambda own, made: cogring.sweep({"group": 5, "seed": [0, 1], **RUN}, own / "runs")
    ),
    "train, operands": Door(
        f"train {AS_OPTIONS} --operands 3 --activation relu --criterion cross-entropy --train-fraction 0.6 -o OWN/run",
        lambda own, made: cogring.train(
            5, own / "run", operands=3, activation="relu", criterion="cross-entropy", train_fraction=0.6, **RUN
        ),
    ),
    "features, operands": Door("features MADE/triples -o OWN/page.html", lambda own, made: cogring.features(made / "triples", own / "page.html")),
    "verify": Door(f"verify {NET1}", lambda own, made: cogring.verify(NET1), 1),
    "width": Door("width D4", lambda own, made: cogring.width("D4")),
    "width, table": Door("width --table 8", lambda own, made: cogring.widths(8)),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs, fits and certificates that commands are asked about."""
    made = tmp_path_factory.mktemp("made")
    cogring.train(5, made / "run", seed=3, **RUN)
    cogring.train(5, made / "triples", operands=3, activation="silu", **RUN)
    cogring.sweep([{"group": 5, "train_fraction": share, **RUN} for share in (0.4, 0.8)], made / "shares")
    fit = cogring.discover(3, 4).networks[0]
    fit.save(made / "fit.npz")
    cogring.exactify(fit, output=made / "exact.json").certificate().save(made / "field.json")
    cogring.prove("narrow", 5).certificate().save(made / "narrow.json")
    cogring.prove("narrow", "S3").certificate().save(made / "values.json")
    cogring.load(ROOT / NET3).snap().certificate().save(made / "snapped.json")
    cogring.construct("narrow", "S3", output=made / "S3.npz")
    return made


@pytest.mark.parametrize("name", DOORS)
def test_both_doors_say_and_write_the_same(name: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    door = DOORS[name]
    mine, theirs = tmp_path / "package", tmp_path / "command"
    mine.mkdir()
    theirs.mkdir()
    arguments = re.findall(r"'([^']*)'|(\S+)", door.command)
    words = [(quoted or plain).replace("OWN", str(theirs)).replace("MADE", str(made)) for quoted, plain in arguments]
    printed = command_json(*words, status=door.status)
    result = door.call(mine, made)
    assert result.to_dict() == json.loads(json.dumps(printed).replace(str(theirs), str(mine)))
    assert contents(mine) == contents(theirs)
    assert type(cogring.load_result(printed)) is type(result)
    assert result._repr_html_() and repr(result) and str(result).strip()


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def help_of_commands() -> dict[str, str]:
    """The help of every command that has none below it, as the commands themselves list them."""
    helps: dict[str, str] = {}
    asked: list[tuple[str, ...]] = [()]
    while asked:
        below = []
        for command, text in zip(asked, run_commands(*((*command, "--help") for command in asked))):
            listed = text.split("Commands:")
            # Below `construct` are the names of constructions.
            names = re.findall(r"^  ([a-z-]+)\b", listed[1].split("\n\n")[0], re.MULTILINE) if len(listed) > 1 else []
            if names and command != ("construct",):
                below += [(*command, name) for name in names if name != "help"]
            else:
                helps[" ".join(command)] = text
        asked = below
    return helps


def test_every_command_that_prints_json_has_a_door() -> None:
    helps = help_of_commands()
    assert "train" in helps and "reproduce regimes" in helps and "construct" in helps and len(helps) > 30
    answering = {command for command, text in helps.items() if "--json" in text or command == "construct"}
    covered = {" ".join(door.command.split()[: 2 if door.command.startswith("reproduce ") else 1]) for door in DOORS.values()}
    assert answering == covered
    assert set(helps) - answering == {"completions", "man"}


def test_what_is_printed_without_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = cogring.factor([NET1, NET3])
    assert str(found) + "\n" == run_command("factor", NET1, NET3) and found.latex + "\n" == run_command("factor", NET1, NET3, "--latex")
    table = cogring.paper_table([NET1, NET3])
    assert str(table) + "\n" == run_command("reproduce", "table", NET1, NET3)
    assert table.latex + "\n" == run_command("reproduce", "table", NET1, NET3, "--latex")
    assert cogring.widths(8).latex + "\n" == run_command("width", "--table", 8, "--format", "latex")
    assert str(cogring.load(D5).factor()) == run_command("factor", D5).rstrip("\n")


def test_plans_are_the_runs_that_the_command_trains(tmp_path: Path) -> None:
    options = "--group 5 --width 16 --epochs 20 --seeds 1 --optimizer muon".split()
    command_json("reproduce", "grokking", *options, "--runs", tmp_path / "command", "-o", tmp_path)
    runs = cogring.plan("grokking", group=5, width=16, epochs=20, seed=1, optimizer="muon")
    assert cogring.sweep(runs, tmp_path / "package").finished
    mine, theirs = contents(tmp_path / "package"), contents(tmp_path / "command")
    assert mine == theirs and len(mine) > 10
    assert len(cogring.plan("boundary", groups=[17], constants=[2, 3], seeds=[0])) == 2
    for wrong, words in [({"widht": 3}, "`widht` is no setting"), ({"width": -1}, "width: invalid value"), ({"epochs": "x"}, "epochs: ")]:
        with pytest.raises(cogring.ArgumentError, match=words):
            cogring.plan("rates", **wrong)
    with pytest.raises(cogring.ArgumentError, match="none of boundary, grokking"):
        cogring.plan("orders")  # type: ignore[arg-type]


def test_certificates_of_networks(made: Path) -> None:
    field = cogring.Certificate((made / "field.json").read_text())
    for system in ("lean", "singular", "gap"):
        assert field.export(system) == run_command("check", made / "field.json", "--export", system)  # type: ignore[arg-type]
    potentials = cogring.prove("order6").certificate()
    with pytest.raises(cogring.ArgumentError, match="holds no network"):
        potentials.network()
    with pytest.raises(cogring.ArgumentError, match="only these are exported"):
        potentials.export("lean")
    with pytest.raises(cogring.ParseError, match="none of lean, singular, gap"):
        field.export("coq")  # type: ignore[arg-type]
