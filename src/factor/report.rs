//! A factored file: the factorization with the numbers that head it.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::analysis::Factorization;
use super::engine::{Options, factor};
use super::summary::{SummaryRow, summarize};
use crate::format::Reading;
use crate::network::{Activation, Network, PairMask};

/// One network of a [`Report`].
///
/// Serialized flat: `path`, `group`, `order_of_group`, `width`, `live_nodes`, `loss`, `accuracy`, `frequencies`, and more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NetworkReport {
    /// Where the network came from.
    pub path: String,
    /// The zero-mean loss on all pairs.
    pub loss: f64,
    /// The one-hot loss on all pairs.
    pub one_hot_loss: f64,
    /// The accuracy on all pairs.
    pub accuracy: f64,
    /// The network taken apart.
    #[serde(flatten)]
    pub factorization: Factorization,
    /// How the arrays of its file were understood, where it came from one.
    pub reading: Option<Reading>,
}

impl NetworkReport {
    /// Evaluates and factors a network.
    #[must_use]
    pub fn new(path: impl Into<String>, network: &Network, options: &Options) -> Self {
        let all: Vec<_> = PairMask::all(network.group()).pairs().collect();
        let fit = network.fit_on(Activation::Square, &all);
        NetworkReport {
            path: path.into(),
            loss: fit.loss,
            one_hot_loss: fit.one_hot_loss,
            accuracy: fit.accuracy,
            factorization: factor(network, options),
            reading: None,
        }
    }

    /// The same with what is known of the file.
    #[must_use]
    pub fn read_as(self, reading: Reading) -> Self {
        NetworkReport { reading: Some(reading), ..self }
    }
}

impl Serialize for NetworkReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NetworkReport { path, loss, one_hot_loss, accuracy, factorization, reading } = self;
        let mut fields = serializer.serialize_struct("NetworkReport", 17)?;
        fields.serialize_field("path", path)?;
        fields.serialize_field("group", &factorization.group)?;
        fields.serialize_field("order_of_group", &factorization.group.order())?;
        fields.serialize_field("width", &factorization.width)?;
        fields.serialize_field("live_nodes", &factorization.live_nodes)?;
        fields.serialize_field("loss", loss)?;
        fields.serialize_field("accuracy", accuracy)?;
        fields.serialize_field("frequencies", &factorization.frequencies)?;
        fields.serialize_field("method", &factorization.method)?;
        fields.serialize_field("one_hot_loss", one_hot_loss)?;
        fields.serialize_field("constant_nodes", &factorization.others.constant_nodes)?;
        fields.serialize_field("mixed_nodes", &factorization.others.mixed_nodes)?;
        if let Some(Reading { element_order, output_bias_node, does, .. }) = reading {
            fields.serialize_field("element_order", element_order)?;
            fields.serialize_field("output_bias_node", output_bias_node)?;
            fields.serialize_field("better_group", &does.better_group)?;
            fields.serialize_field("reading", reading)?;
            fields.serialize_field("remarks", &reading.as_ref().map(Reading::remarks))?;
        }
        fields.end()
    }
}

/// Several networks, with the rows of the paper's table that they make up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The networks.
    pub networks: Vec<NetworkReport>,
    /// One row per group.
    pub table: Vec<SummaryRow>,
}

impl Report {
    /// The report of the given networks.
    #[must_use]
    pub fn new(networks: Vec<NetworkReport>) -> Self {
        let table = summarize(networks.iter().map(|network| &network.factorization));
        Report { networks, table }
    }
}
