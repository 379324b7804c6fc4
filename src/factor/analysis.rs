//! What factoring a network returns: plain data, printed as a table or as JSON.

use serde::Serialize;

use super::equations::FrequencyEquations;
use super::form::{FactorKind, Form, Parameter, Parameters};
use super::label::FrequencyLabel;
use crate::group::Group;
use crate::named::named;
use crate::network::Liveness;

named! {
    /// Which analysis to run.
    pub enum Method {
        /// The search over translations between nodes: any group, any order, gauge-aware.
        Translations = "translations",
        /// The analysis of the paper: orders 4 and 6, by all permutations.
        Paper = "paper",
    }
}

impl Method {
    /// Which nodes the method counts as live.
    #[must_use]
    pub fn liveness(self) -> Liveness {
        match self {
            Method::Translations => Liveness::GaugeFree,
            Method::Paper => Liveness::Paper,
        }
    }
}

/// A network taken apart, frequency by frequency.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Live nodes whose inputs are constant (frequency 0): biases and hats.
    pub constant_nodes: Vec<usize>,
    /// Live nodes whose inputs are spread over several frequencies; each is counted at the one with the largest share.
    /// Empty for the paper's method, which does not look.
    pub mixed_nodes: Vec<MixedNode>,
}

/// A live node whose inputs are spread over several frequencies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MixedNode {
    /// Its index.
    pub node: usize,
    /// Its frequencies with at least 10 % of the inputs' energy, largest share first.
    pub frequencies: Vec<FrequencyShare>,
}

/// A frequency with its share of the energy of a node's inputs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrequencyShare {
    /// The representative of the pair ±k, 0 included.
    pub k: FrequencyLabel,
    /// The share, in \[0, 1\].
    pub share: f64,
}

/// The nodes of one pair of characters ±k, as an element of the semiring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrequencyFactorization {
    /// The representative of the pair.
    pub k: FrequencyLabel,
    /// The number of live nodes at this frequency, faint ones beside a named product left out; 0 when the network does not
    /// use it.
    pub order: usize,
    /// The indices of these nodes, increasing.
    pub nodes: Vec<usize>,
    /// The form; `nonfactorable` also for orders that the method does not factor.
    pub form: Form,
    /// Whether the nodes are a product of factors of order 2 or more, within the method's tolerance.
    pub factorable: bool,
    /// How far the nodes are from the nearest product, by the measure of the method; `None` where it found none to compare
    /// with. [`Method::Paper`]: the spread of the ratios of two halves, as the paper defines it.
    /// [`Method::Translations`]: ‖nodes − product‖ / ‖nodes‖.
    pub error: Option<f64>,
    /// The parameters of a named form, and of the unit factor (α, β, conj(αβ)) that it is multiplied by, as `phase_a` = α
    /// and `phase_b` = β.
    pub parameters: Parameters,
    /// What only the search over translations knows.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// What the search over translations says of a frequency beyond the paper's analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detail {
    /// What the nodes are, in words.
    pub reading: String,
    /// The irreducible factors, orders increasing; a single one when nothing factors.
    pub factors: Vec<Factor>,
    /// The real coefficient of a named form: 1/4 or 1/6 in exact solutions, at the theory's scale s = 1/(2d).
    pub coefficient: Option<f64>,
    /// ‖nodes − named product‖ / ‖nodes‖ for a named form.
    pub distance: Option<f64>,
    /// For nodes without a name: the nearest named product, where one is in sight.
    pub nearest: Option<Nearest>,
    /// The equations of the frequency, and how well they are solved.
    pub equations: FrequencyEquations,
    /// The share of the energy of these nodes' outputs c that lies at other frequencies: the hat.
    pub hat_share: f64,
    /// The nodes among them whose inputs are spread over several frequencies.
    pub mixed_nodes: Vec<usize>,
    /// Live nodes at this frequency that are not among `nodes`, because they carry at most 5 % of Σ|abc| and the others have
    /// a name without them.
    pub faint_nodes: Vec<usize>,
    /// What the paper's analysis says of the frequency.
    pub paper: PaperVerdict,
}

/// An irreducible factor, normalized to first node (1, 1, 1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// The generator that it is, up to gauge and translation.
    pub kind: FactorKind,
    /// Its order.
    pub order: usize,
    /// Its nodes (a, b, c).
    pub nodes: Vec<[Parameter; 3]>,
}

/// The named product nearest to nodes that are not one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nearest {
    /// Its form.
    pub form: Form,
    /// The nodes that it describes, all or the strongest of the frequency.
    pub nodes: Vec<usize>,
    /// ‖these nodes − named product‖ / ‖these nodes‖.
    pub distance: f64,
    /// The share of Σ|abc| that the other nodes carry.
    pub rest: f64,
}

/// The verdict of the paper's analysis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PaperVerdict {
    /// The order that it counts.
    pub order: usize,
    /// The form.
    pub form: Form,
    /// The error, by the paper's measure.
    pub error: Option<f64>,
}
