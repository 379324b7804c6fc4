"""A symbolic algebra engine for the semiring of two-layer network solutions.

After Y. Tian, *Composing Global Solutions to Reasoning Tasks via Algebraic Objects in Neural Nets* (CoGS, NeurIPS 2025,
arXiv:2410.01779). A network with quadratic activation that learns the multiplication of a finite group is a formal sum of
hidden nodes; global optimizers can be composed instead of trained, and what gradient descent found factored back into them.

>>> import cogring
>>> net = cogring.load(cogring.example("d23_seed3"))
>>> found = net.factor()
>>> found[2].form
'nu*syn'
"""

from __future__ import annotations

from ._cogring import __version__
from .certificate import Certificate, Check, check
from .compositions import Composition, Compositions, search
from .construct import (
    Construction,
    ConstructionInfo,
    Path,
    Width,
    Widths,
    construct,
    constructions,
    exact,
    path,
    width,
    widths,
)
from .discovery import Discovery, Exactification, Rank, discover, exactify, rank
from .errors import (
    AccessError,
    ArgumentError,
    CogringError,
    FileError,
    FormatError,
    InputTypeError,
    InternalError,
    MissingFileError,
    ParseError,
    ShapeError,
    UnsupportedError,
)
from .examples import example
from .experiment import Experiment
from .experiments import (
    PaperTable,
    boundary,
    curves,
    decoupling,
    energies,
    evolution,
    frequencies,
    grokking,
    modulation,
    orders,
    paper_table,
    parameters,
    potential_trajectory,
    rates,
    regimes,
)
from .expression import BlockEvaluation, ElementEvaluation, Expression
from .factorization import Factorization, FactorReport, FrequencyFactorization, IrrepFactorization
from .files import Conversion, compare, convert, factor, verify
from .filters import Features, Landscape, features, landscape
from .group import Group, GroupReport, Irrep
from .network import Comparison, Network, Reading, Verification, load
from .pages import Report, report
from .planning import plan
from .proofs import BlockProof, FieldProof, MatrixBlockProof, Proof, SolutionProof, prove, prove_on_irrep
from .result import Result, load_result
from .runs import Record, Run
from .snapping import Snapping, snap
from .solution import Solution
from .sum_potentials import Potentials, potentials
from .sweeps import Sweep, SweepRow, sweep
from .training import train

__all__ = [
    "AccessError",
    "ArgumentError",
    "BlockEvaluation",
    "BlockProof",
    "Certificate",
    "Check",
    "CogringError",
    "Comparison",
    "Composition",
    "Compositions",
    "Construction",
    "ConstructionInfo",
    "Conversion",
    "Discovery",
    "ElementEvaluation",
    "Exactification",
    "Experiment",
    "Expression",
    "FactorReport",
    "Factorization",
    "Features",
    "FieldProof",
    "FileError",
    "FormatError",
    "FrequencyFactorization",
    "Group",
    "GroupReport",
    "InputTypeError",
    "InternalError",
    "Irrep",
    "IrrepFactorization",
    "Landscape",
    "MatrixBlockProof",
    "MissingFileError",
    "Network",
    "PaperTable",
    "ParseError",
    "Path",
    "Potentials",
    "Proof",
    "Rank",
    "Reading",
    "Record",
    "Report",
    "Result",
    "Run",
    "ShapeError",
    "Snapping",
    "Solution",
    "SolutionProof",
    "Sweep",
    "SweepRow",
    "UnsupportedError",
    "Verification",
    "Width",
    "Widths",
    "__version__",
    "boundary",
    "check",
    "compare",
    "construct",
    "constructions",
    "convert",
    "curves",
    "decoupling",
    "discover",
    "energies",
    "evolution",
    "exact",
    "exactify",
    "example",
    "factor",
    "features",
    "frequencies",
    "grokking",
    "landscape",
    "load",
    "load_result",
    "modulation",
    "orders",
    "paper_table",
    "parameters",
    "path",
    "plan",
    "potential_trajectory",
    "potentials",
    "prove",
    "prove_on_irrep",
    "rank",
    "rates",
    "regimes",
    "report",
    "search",
    "snap",
    "sweep",
    "train",
    "verify",
    "width",
    "widths",
]
