//! Which form every frequency has, over the course of training.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::factor::{Factorization, Form, FrequencyLabel, Method, Options, factor};
use crate::network::Network;

/// Orders and forms of one run over its epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evolution {
    /// The analysis of every network.
    pub method: Method,
    /// The representatives k of the pairs ±k.
    pub frequencies: Vec<FrequencyLabel>,
    /// The epochs that were kept, increasing.
    pub points: Vec<EvolutionPoint>,
}

/// The frequencies at one epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvolutionPoint {
    /// The epoch.
    pub epoch: usize,
    /// The number of live nodes.
    pub live_nodes: usize,
    /// One for each of the frequencies.
    pub forms: Vec<FormAtEpoch>,
}

/// What the nodes of one frequency are at one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FormAtEpoch {
    /// The number of live nodes.
    pub order: usize,
    /// Their form.
    pub form: Form,
    /// The paper's error.
    pub error: Option<f64>,
    /// Their distance from it, as in [`FrequencyFactorization`](crate::factor::FrequencyFactorization).
    pub distance: Option<f64>,
}

impl Evolution {
    /// The forms of `snapshots`, (epoch, network) of one run, each taken apart by `method`.
    #[must_use]
    pub fn of_snapshots(snapshots: &[(usize, Network)], method: Method) -> Self {
        let apart = |(epoch, network): &(usize, Network)| (*epoch, factor(network, &Options::with_method(method)));
        let apart: Vec<(usize, Factorization)> = snapshots.par_iter().map(apart).collect();
        let labels = apart.first().map(|(_, first)| first.frequencies.iter().map(|frequency| frequency.label.clone()));
        Evolution {
            method,
            frequencies: labels.into_iter().flatten().collect(),
            points: apart.iter().map(|(epoch, factorization)| point(*epoch, factorization)).collect(),
        }
    }
}

fn point(epoch: usize, factorization: &Factorization) -> EvolutionPoint {
    let forms = factorization.frequencies.iter();
    let forms = forms.map(|of| FormAtEpoch {
        order: of.order(),
        form: of.form(),
        error: of.paper.error,
        distance: of.distance,
    });
    EvolutionPoint { epoch, live_nodes: factorization.live_nodes, forms: forms.collect() }
}
