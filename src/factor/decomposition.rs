//! A network taken apart by what its entries are indexed by: frequencies, or irreps.

use serde::{Deserialize, Serialize};

use super::analysis::{Factorization, Method};
use super::engine::{Options, factor};
use super::form::Form;
use super::irreps::{FactoredIrrep, IrrepFactorization, IrrepForm, factor_irreps};
use super::label::FrequencyLabel;
use crate::group::Group;
use crate::network::Network;

/// A network taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Decomposition {
    /// Frequency by frequency, over a group that is given by its factors.
    Frequencies(Factorization),
    /// Irrep by irrep, over a group that is given by its table.
    Irreps(IrrepFactorization),
}

/// What the nodes of a frequency or of an irrep are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SiteForm {
    /// Those of a frequency.
    Frequency(Form),
    /// Those of an irrep.
    Irrep(IrrepForm),
}

impl SiteForm {
    /// The name, by which the two kinds can be told.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SiteForm::Frequency(form) => form.name(),
            SiteForm::Irrep(form) => form.name(),
        }
    }

    /// Whether nodes of this form are understood: a product with a name, or nodes that are aligned.
    #[must_use]
    pub fn is_named(self) -> bool {
        match self {
            SiteForm::Frequency(form) => form.is_named(),
            SiteForm::Irrep(form) => !matches!(form, IrrepForm::Other | IrrepForm::Unused),
        }
    }
}

/// The nodes of a frequency or of an irrep.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DecomposedSite {
    /// How many live nodes it has.
    pub order: usize,
    /// What they are.
    pub form: SiteForm,
    /// The paper's error, of a frequency.
    pub error: Option<f64>,
    /// How far they are from it: as in [`FrequencyFactorization`](super::FrequencyFactorization), or how far their potentials
    /// are from those of matrix multiplication.
    pub distance: Option<f64>,
}

impl Decomposition {
    /// Takes a network apart: by `method` over a group that is given by its factors. Over any other there is one analysis,
    /// irrep by irrep.
    #[must_use]
    pub fn of(network: &Network, method: Method) -> Self {
        if network.group().moduli().is_some() {
            Decomposition::Frequencies(factor(network, &Options::with_method(method)))
        } else {
            Decomposition::Irreps(factor_irreps(network))
        }
    }

    /// The frequencies, over a group that is given by its factors.
    #[must_use]
    pub fn frequencies(&self) -> Option<&Factorization> {
        if let Decomposition::Frequencies(found) = self { Some(found) } else { None }
    }

    /// The irreps, over a group that is given by its table.
    #[must_use]
    pub fn irreps(&self) -> Option<&IrrepFactorization> {
        if let Decomposition::Irreps(found) = self { Some(found) } else { None }
    }

    /// The analysis of frequencies; `None` of irreps, for which there is one.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        self.frequencies().map(|found| found.method)
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        match self {
            Decomposition::Frequencies(found) => &found.group,
            Decomposition::Irreps(found) => &found.group,
        }
    }

    /// The number of hidden nodes.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Decomposition::Frequencies(found) => found.width,
            Decomposition::Irreps(found) => found.width,
        }
    }

    /// How many of them matter.
    #[must_use]
    pub fn live_nodes(&self) -> usize {
        match self {
            Decomposition::Frequencies(found) => found.live_nodes,
            Decomposition::Irreps(found) => found.live_nodes,
        }
    }

    /// The order at every representative: of a matrix coefficient that of its irrep.
    #[must_use]
    pub fn orders(&self) -> Vec<usize> {
        match self {
            Decomposition::Frequencies(found) => found.frequencies.iter().map(|of| of.order()).collect(),
            Decomposition::Irreps(found) => {
                let dual = found.group.dual();
                let order = |k: usize| {
                    let irrep = dual.place(k).map_or(k, |(irrep, ..)| irrep);
                    found.irreps.iter().find(|of| of.irrep == irrep).map_or(0, FactoredIrrep::order)
                };
                dual.representatives().map(order).collect()
            }
        }
    }

    /// The frequencies or irreps but for the trivial one, one of each conjugate pair, and what is there.
    #[must_use]
    pub fn sites(&self) -> Vec<(FrequencyLabel, DecomposedSite)> {
        match self {
            Decomposition::Frequencies(found) => {
                let site = |of: &super::FrequencyFactorization| {
                    let (form, error) = (SiteForm::Frequency(of.form()), of.paper.error);
                    (of.label.clone(), DecomposedSite { order: of.order(), form, error, distance: of.distance })
                };
                found.frequencies.iter().map(site).collect()
            }
            Decomposition::Irreps(found) => {
                let site = |of: &FactoredIrrep| {
                    let label = FrequencyLabel::Irrep { irrep: of.irrep, kind: of.kind, degree: of.degree };
                    let distance = (of.order() > 0).then_some(of.product.multiplication_error);
                    let form = SiteForm::Irrep(of.form);
                    (label, DecomposedSite { order: of.order(), form, error: None, distance })
                };
                found.irreps.iter().map(site).collect()
            }
        }
    }
}
