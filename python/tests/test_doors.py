"""Two doors to one library: what the command prints with --json is what the package returns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, command_json, run_command

import cogring

NET1, NET3 = (f"examples/data/d23_seed{seed}_epoch9900.npz" for seed in (1, 3))
D5 = "examples/data/D5_s1_f0.9.npz"
EARLY = [f"tests/data/d23_seed1_epoch{epoch}.npz" for epoch in (0, 100, 500)]

DOORS: dict[str, tuple[tuple[object, ...], int, Callable[[], cogring.Result]]] = {
    "construct": (("construct", "order6", "--group", "7"), 0, lambda: cogring.construct("order6", 7)),
    "construct, drawn": (
        ("construct", "order4", "--group", "2x9", "--seed", "3", "--sigma=-1"),
        0,
        lambda: cogring.construct("order4", "2x9", seed=3, sigma=-1),
    ),
    "construct, values": (
        ("construct", "order6", "--group", "7", "--nu", "i", "--nu", "w3@2"),
        0,
        lambda: cogring.construct("order6", 7, nu=["i", "w3@2"]),
    ),
    "compare": (("compare", NET1, NET3), 1, lambda: cogring.compare(NET1, NET3)),
    "eval": (("eval", "1/4 * nu=i * xi"), 0, lambda: cogring.Expression("1/4 * nu=i * xi").potentials()),
    "eval, values": (
        ("eval", "1/6 * nu * syn", "--set", "nu=exp(0.3i)"),
        0,
        lambda: cogring.Expression("1/6 * nu * syn").potentials(nu="exp(0.3i)"),
    ),
    "eval, group": (
        ("eval", "sum(k: 1/7 * nu(nu_k) * syn @ k)", "--group", "7"),
        0,
        lambda: cogring.Expression("sum(k: 1/7 * nu(nu_k) * syn @ k)").evaluate(group=7),
    ),
    "factor": (("factor", NET1, NET3), 0, lambda: cogring.factor([NET1, NET3])),
    "factor, paper": (("factor", NET1, "--method", "paper"), 0, lambda: cogring.factor(NET1, method="paper")),
    "factor, irreps": (("factor", D5), 0, lambda: cogring.factor(D5)),
    "features": (("features", D5), 0, lambda: cogring.features(D5)),
    "group": (("group", "SL(2,3)"), 0, lambda: cogring.Group("SL(2,3)").describe()),
    "landscape": (
        ("landscape", "--group", "S3", "--starts", "20", "--seed", "1"),
        0,
        lambda: cogring.landscape("S3", starts=20, seed=1),
    ),
    "path": (("path", "--group", "7", "--steps", "3"), 0, lambda: cogring.path(7, steps=3)),
    "path, drawn": (
        ("path", "--group", "2x3", "--second", "order6-ab", "--seed", "1", "--steps", "2"),
        0,
        lambda: cogring.path("2x3", second="order6-ab", seed=1, steps=2),
    ),
    "potentials": (("potentials", NET1, "--largest", "5"), 0, lambda: cogring.potentials(NET1, largest=5)),
    "potentials, exact": (
        ("potentials", "order4", "--group", "7", "--input", "a", "-k", "2,-2,2"),
        0,
        lambda: cogring.potentials("order4", 7, [(2, -2, 2)], input="a"),
    ),
    "prove": (("prove", "1/7 * nu * syn"), 1, lambda: cogring.prove("1/7 * nu * syn")),
    "prove, group": (("prove", "narrow", "--group", "S3"), 0, lambda: cogring.prove("narrow", "S3")),
    "prove, real": (
        ("prove", "--self-conjugate", "1/2 * ((1,1,1) + (1,-1,-1))"),
        0,
        lambda: cogring.prove("1/2 * ((1,1,1) + (1,-1,-1))", self_conjugate=True),
    ),
    "prove, irrep": (("prove", "open", "--irrep", "R2"), 0, lambda: cogring.prove_on_irrep("open", "R2")),
    "reproduce decoupling": (
        ("reproduce", "decoupling", "--group", "3", "--widths", "8,16", "--samples", "2"),
        0,
        lambda: cogring.decoupling(3, [8, 16], samples=2),
    ),
    "reproduce table": (("reproduce", "table", NET1, NET3), 0, lambda: cogring.paper_table([NET1, NET3])),
    "reproduce orders": (("reproduce", "orders", NET1, NET3), 0, lambda: cogring.orders([NET1, NET3])),
    "reproduce parameters": (("reproduce", "parameters", NET1), 0, lambda: cogring.parameters(NET1)),
    "reproduce frequencies": (("reproduce", "frequencies", *EARLY), 0, lambda: cogring.frequencies(EARLY)),
    "reproduce potentials": (("reproduce", "potentials", *EARLY), 0, lambda: cogring.potential_trajectory(EARLY)),
    "reproduce evolution": (("reproduce", "evolution", *EARLY), 0, lambda: cogring.evolution(EARLY)),
    "reproduce curves": (("reproduce", "curves", *EARLY), 0, lambda: cogring.curves(EARLY)),
    "search": (("search", "nu=i", "xi"), 1, lambda: cogring.search(["nu=i", "xi"])),
    "verify": (("verify", NET1), 1, lambda: cogring.verify(NET1)),
    "width": (("width", "D4"), 0, lambda: cogring.width("D4")),
    "width table": (("width", "--table", "8"), 0, lambda: cogring.widths(8)),
}


@pytest.mark.parametrize("name", DOORS)
def test_both_doors_say_the_same(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    arguments, status, call = DOORS[name]
    if arguments[0] == "reproduce" and arguments[1] != "table":
        arguments = (*arguments, "-o", tmp_path)
    printed = command_json(*arguments, status=status)
    result = call()
    assert result.to_dict() == printed
    assert type(cogring.load_result(printed)) is type(result)
    assert result._repr_html_() and repr(result)
    if isinstance(result, cogring.Experiment):
        svg = (tmp_path / f"{result.figure}.svg").read_text()
        assert result.svg() == result._repr_svg_() == svg
        assert result.plot().has_data()
    elif "width table" != name and arguments[:2] != ("reproduce", "table"):
        assert str(result).strip()


def test_files_that_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    assert cogring.convert(NET1, other).to_dict() | {"output": str(one)} == command_json("convert", NET1, one)
    assert one.read_bytes() == other.read_bytes()
    printed = command_json("factor", NET3, "--snap", one, "--certificate", tmp_path / "one.json")
    snapping = cogring.snap(cogring.load(NET3), output=other)
    snapping.certificate().save(tmp_path / "other.json")
    assert snapping.to_dict() | {"written": str(one)} == printed and one.read_bytes() == other.read_bytes()
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    checked = cogring.check(tmp_path / "other.json")
    assert checked and checked.to_dict() == command_json("check", tmp_path / "other.json")
    run_command("prove", "narrow", "--group", "5", "--certificate", tmp_path / "narrow.json")
    certificate = cogring.prove("narrow", 5).certificate()
    assert certificate.text == (tmp_path / "narrow.json").read_text() and cogring.check(certificate)
    assert cogring.check(tmp_path / "narrow.json").to_dict() == command_json("check", tmp_path / "narrow.json")


def test_runs_and_pages(tmp_path: Path) -> None:
    settings = ("--group", 5, "--width", 16, "--epochs", 30, "--checkpoint-every", 10)
    printed = command_json("train", *settings, "--seed", 3, "-o", tmp_path / "command")
    run = cogring.train(5, tmp_path / "package", width=16, epochs=30, checkpoint_every=10, seed=3)
    assert run.to_dict() | {"directory": printed["directory"]} == printed
    files = sorted(path.relative_to(tmp_path / "command") for path in (tmp_path / "command").rglob("*.*"))
    assert len(files) > 8
    for file in files:
        assert (tmp_path / "command" / file).read_bytes() == (tmp_path / "package" / file).read_bytes(), file
    printed = command_json("train", *settings, "--seed", "0,1", "-o", tmp_path / "sweep")
    swept = cogring.sweep({"group": 5, "width": 16, "epochs": 30, "checkpoint_every": 10, "seed": [0, 1]}, tmp_path / "swept")
    assert swept.to_dict() == printed
    assert (tmp_path / "sweep" / "sweep.csv").read_bytes() == (tmp_path / "swept" / "sweep.csv").read_bytes()
    configs = [{"group": 5, "width": 16, "epochs": 30, "train_fraction": share} for share in (0.4, 0.8)]
    assert len(cogring.sweep(configs, tmp_path / "shares")) == 2
    doors = {"boundary": cogring.boundary, "grokking": cogring.grokking, "rates": cogring.rates}
    doors |= {"energies": cogring.energies, "modulation": cogring.modulation}
    for what, door in doors.items():
        printed = command_json("reproduce", what, tmp_path / "shares", "-o", tmp_path)
        experiment = door(tmp_path / "shares")
        assert experiment.to_dict() == printed and experiment.svg() == (tmp_path / f"{what}.svg").read_text()
        assert experiment.plot().has_data()
    printed = command_json("report", tmp_path / "command", "-o", tmp_path / "page.html")
    report = cogring.report(tmp_path / "command")
    assert report.to_dict() == printed and report.html == (tmp_path / "page.html").read_text()
    assert json.loads(json.dumps(report.to_dict()))["report"] == "page"


def test_networks_that_are_found_and_made_exact(tmp_path: Path) -> None:
    fit, exact = tmp_path / "fit.npz", tmp_path / "exact.json"
    printed = command_json("discover", "--group", 3, "--width", 4, "-o", fit)
    found = cogring.discover(3, 4)
    assert found.to_dict() == printed and found.networks[0] == cogring.load(fit, scale=1)
    assert cogring.rank(fit).to_dict() == command_json("rank", fit)
    certificate = tmp_path / "proof.json"
    printed = command_json("exactify", fit, "-o", exact, "--certificate", certificate)
    exactified = cogring.exactify(fit)
    assert exactified and exactified.to_dict() == printed
    assert exactified.certificate().text == certificate.read_text() and cogring.check(exactified.certificate())
    for result in (found, exactified, cogring.rank(fit)):
        assert str(result).strip() and type(cogring.load_result(result.to_dict())) is type(result)


def test_every_command_has_a_door() -> None:
    listed = run_command("--help").split("Commands:")[1].split("Options:")[0]
    commands = set(re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE))
    covered = {str(arguments[0]) for arguments, _, _ in DOORS.values()} | {"check", "convert", "train", "report"}
    covered |= {"discover", "exactify", "rank"}
    assert commands - covered == {"completions", "man", "help"}
