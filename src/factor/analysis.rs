//! What factoring a network returns: plain data, printed as a table or as JSON.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::equations::FrequencyEquations;
use super::form::{Form, Parameters};
use super::label::FrequencyLabel;
use super::outcome::Outcome;
use super::record::Record;
use crate::group::Group;
use crate::named::named;
use crate::network::Liveness;
use crate::semiring::Block;

named! {
    /// Which analysis to run.
    pub enum Method {
        /// The search over translations between nodes: any group, any order, gauge-aware.
        Translations,
        /// The analysis of the paper: orders 4 and 6, by all permutations.
        Paper,
    }
}

impl Method {
    /// Which nodes the method counts as live. The sizes of the coefficients of irreps depend on the form of their matrices:
    /// over a group that is given by its table no threshold of size is used.
    #[must_use]
    pub fn liveness(self, group: &Group) -> Liveness {
        match self {
            Method::Paper if group.moduli().is_some() => Liveness::Paper,
            Method::Paper | Method::Translations => Liveness::GaugeFree,
        }
    }
}

/// A network taken apart, frequency by frequency: an element of the semiring, [`Factorization::solution`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factorization {
    /// The analysis that was run.
    pub method: Method,
    /// The group.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// The number of hidden nodes that are not dead.
    pub live_nodes: usize,
    /// One entry for every pair ±k of characters with k ≠ 0, in increasing order of the representative.
    pub frequencies: Vec<FrequencyFactorization>,
    /// The live nodes that are not at one frequency: those that are spread over several are counted at the one with the largest share
    /// too, and are not looked for by the paper's method.
    #[serde(flatten)]
    pub others: OtherNodes<MixedNode>,
}

/// The live nodes that do not serve one frequency or irrep alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherNodes<M> {
    /// Those whose inputs are constant, at frequency 0 or the trivial irrep: biases and hats.
    pub constant_nodes: Vec<usize>,
    /// Those whose inputs are spread over several.
    pub mixed_nodes: Vec<M>,
}

/// A live node whose inputs are spread over several frequencies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MixedNode {
    /// Its index.
    pub node: usize,
    /// Its frequencies with at least 10 % of the inputs' energy, largest share first.
    pub frequencies: Vec<FrequencyShare>,
}

/// A frequency with its share of the energy of a node's inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrequencyShare {
    /// The representative of the pair ±k, 0 included.
    pub k: usize,
    /// The same as it is written.
    pub label: FrequencyLabel,
    /// The share, in \[0, 1\].
    pub share: f64,
}

/// The nodes of one pair of characters ±k, as an element of the semiring.
///
/// Serialized flat, with `order`, `form`, `factorable` and the paper's `error` added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Record", from = "Record")]
pub struct FrequencyFactorization {
    /// The representative of the pair.
    pub k: usize,
    /// The same as it is written.
    pub label: FrequencyLabel,
    /// The indices of the live nodes at this frequency, increasing, faint ones beside a named product left out; none when the
    /// network does not use it.
    pub nodes: Vec<usize>,
    /// Live nodes at this frequency that are not among `nodes`, because they carry at most 5 % of Σ|abc| and the others have
    /// a name without them.
    pub faint_nodes: Vec<usize>,
    /// The nodes among them whose inputs are spread over several frequencies.
    pub mixed_nodes: Vec<usize>,
    /// The element.
    pub outcome: Outcome,
    /// ‖nodes − product‖ / ‖nodes‖ for the product that they are, or for irreducible nodes the nearest one, in a common gauge
    /// with a, b and c of equal size; `None` where none was found to compare with.
    pub distance: Option<f64>,
    /// The equations of the frequency, and how well they are solved.
    pub equations: FrequencyEquations,
    /// The share of the energy of these nodes' outputs c that lies at other frequencies: the hat.
    pub hat_share: f64,
    /// What the paper's analysis says of the frequency.
    pub paper: PaperVerdict,
}

/// The verdict of the paper's analysis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PaperVerdict {
    /// The order that it counts.
    pub order: usize,
    /// The form.
    pub form: Form,
    /// The paper's error: the spread of the ratios of two halves; `None` for orders that it does not factor.
    pub error: Option<f64>,
}

impl FrequencyFactorization {
    /// The number of its nodes.
    #[must_use]
    pub fn order(&self) -> usize {
        self.nodes.len()
    }

    /// What the nodes are called; `nonfactorable` also for frequencies that are not used.
    #[must_use]
    pub fn form(&self) -> Form {
        self.outcome.form()
    }

    /// Whether the nodes are a product of factors of order 2 or more, or have a name.
    #[must_use]
    pub fn is_factorable(&self) -> bool {
        self.form() != Form::Nonfactorable
    }

    /// The parameters of a named form, none otherwise.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        static NONE: Parameters = Parameters::new();
        if let Outcome::Named(named) = &self.outcome { &named.parameters } else { &NONE }
    }

    /// The element, at the theory's scale s = 1/(2d).
    #[must_use]
    pub fn block(&self) -> Block<Complex64> {
        self.outcome.block()
    }
}
