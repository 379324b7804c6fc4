//! The certificate of a snapped network.

use std::collections::BTreeMap;

use dashu_ratio::RBig;
use nalgebra::DMatrix;
use num_complex::Complex64;

use super::analysis::{SnappedNodes, SnappedPart};
use super::assembly::{Hosts, SHARES, constant_node};
use super::frequency::Outcome;
use super::{Piece, Snapping};
use crate::certificate::{
    EnclosedPart, ExactPart, FORMAT, NetworkCertificate, NetworkKind, ParameterValue, VERSION, WrittenNode,
};
use crate::check;
use crate::group::Group;
use crate::network::Network;
use crate::proof::NodeWriter;
use crate::{Error, Result};

/// What is known of the solution, the constant node last if there is one.
pub(super) fn parts(
    pieces: &[Piece<'_>],
    group: &Group,
    hosts: &Hosts,
    slots: &[Vec<usize>],
    scales: Option<Vec<f64>>,
) -> Vec<SnappedPart> {
    let mut scales = scales.unwrap_or_default().into_iter();
    let known = pieces.iter().enumerate().filter_map(|(place, piece)| {
        let nodes = match &piece.outcome {
            Outcome::Enclosed(enclosed) => SnappedNodes::Enclosed(enclosed.enclosure.clone()),
            _ => {
                let (frequencies, hat_closes_r_n) = (piece.frequencies.clone(), piece.leaves_r_n());
                SnappedNodes::Exact { frequencies, element: piece.symbols(group)?, hat_closes_r_n }
            }
        };
        Some((nodes, hosts.share(place)))
    });
    let lone = (*hosts == Hosts::ConstantNode).then(|| {
        let element = constant_node(group);
        (SnappedNodes::Exact { frequencies: Vec::new(), element, hat_closes_r_n: false }, SHARES)
    });
    let with_weights = known.chain(lone).zip(slots).map(|((nodes, hat_share), slots)| SnappedPart {
        nodes,
        hat_share,
        slots: slots.clone(),
        scales: scales.by_ref().take(slots.len()).collect(),
    });
    with_weights.collect()
}

/// Whether the parts and the hat make a solution, as a check of the certificate finds.
pub(super) fn is_solution(
    weights: &Network,
    parts: &[SnappedPart],
    assignment: &BTreeMap<String, Complex64>,
) -> Result<bool> {
    Ok(check::solution_refusal(&certificate(weights, parts, assignment)?)?.is_none())
}

impl Snapping {
    /// The certificate that an exact solution lies within a radius of the snapped weights, for
    /// [`check`](crate::check::NetworkCheck).
    ///
    /// # Errors
    /// When the loss is not proved to be 0, or a number of the certificate is too large.
    pub fn certificate(&self) -> Result<NetworkCertificate> {
        let proved = self.whole.network.as_ref().filter(|_| self.whole.proved && !self.parts.is_empty());
        let Some(weights) = proved else {
            return Err(Error::unsupported("only what is proved to be a solution is certified"));
        };
        let mut certificate = certificate(weights, &self.parts, &self.assignment)?;
        let distance = check::distance(&certificate)?
            .ok_or_else(|| Error::unsupported("the weights of a hat cannot be bounded"))?;
        let radius = (distance.log2().floor() + 1.0).max(-1000.0).exp2();
        certificate.radius = fraction(radius);
        Ok(certificate)
    }
}

/// The claims, with a radius that says nothing.
fn certificate(
    network: &Network,
    parts: &[SnappedPart],
    assignment: &BTreeMap<String, Complex64>,
) -> Result<NetworkCertificate> {
    let group = network.group();
    let coordinates = |k: &usize| group.coordinates(*k).into_iter().map(|x| x as i64).collect::<Vec<_>>();
    let (mut exact, mut enclosed, mut writer) = (Vec::new(), Vec::new(), NodeWriter::default());
    for part in parts {
        let places = part.slots.iter().zip(&part.scales);
        let weights: Vec<WrittenNode> = places.map(|(&place, &scale)| written(network, place, scale)).collect();
        match &part.nodes {
            SnappedNodes::Enclosed(enclosure) => {
                enclosed.push(EnclosedPart { enclosure: enclosure.clone(), weights });
            }
            SnappedNodes::Exact { frequencies, element, hat_closes_r_n } => exact.push(ExactPart {
                frequencies: frequencies.iter().map(coordinates).collect(),
                hat_closes_r_n: *hat_closes_r_n,
                hat_share: RBig::from_parts(part.hat_share.into(), SHARES.into()).to_string(),
                nodes: writer.nodes(element)?,
                weights,
            }),
        }
    }
    let (root_order, names) = writer.economy()?;
    let value = |name: String| {
        let angle = assignment.get(&name).map_or(0.0, |value| value.arg());
        let turn = (angle / std::f64::consts::TAU).rem_euclid(1.0);
        ParameterValue { turn: fraction(if turn < 1.0 { turn } else { 0.0 }), name }
    };
    Ok(NetworkCertificate {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: NetworkKind::Network,
        group: group.ranges().iter().map(|&n| n as u32).collect(),
        width: network.width(),
        root_order,
        parameters: names.into_iter().map(value).collect(),
        exact,
        enclosed,
        radius: "1".to_owned(),
    })
}

fn written(network: &Network, place: usize, scale: f64) -> WrittenNode {
    WrittenNode {
        place,
        scale: fraction(scale),
        a: network.w_a().row(place).iter().copied().collect(),
        b: network.w_b().row(place).iter().copied().collect(),
        c: network.w_c().column(place).iter().copied().collect(),
    }
}

/// The most weights of each kind that are made of a certificate, of which most may be zero.
const MAX_WEIGHTS: usize = 1 << 26;

impl NetworkCertificate {
    /// The network of the written weights.
    ///
    /// # Errors
    /// When the group or a node is not one of the certificate's own, or a weight is not a finite number.
    pub fn network(&self) -> Result<Network> {
        let group = Group::new(&self.group.iter().map(|&n| n as usize).collect::<Vec<_>>())?;
        let (q, d) = (self.width, group.order());
        if q.saturating_mul(d) > MAX_WEIGHTS {
            return Err(Error::unsupported(format!(
                "{q} nodes over {group}; at most {MAX_WEIGHTS} weights of a vector are built"
            )));
        }
        let exact = self.exact.iter().flat_map(|part| &part.weights);
        let nodes = exact.chain(self.enclosed.iter().flat_map(|part| &part.weights));
        let [mut a, mut b, mut c] = [(q, d), (q, d), (d, q)].map(|(rows, columns)| DMatrix::zeros(rows, columns));
        for WrittenNode { place, a: first, b: second, c: output, .. } in nodes {
            if *place >= q || [first, second, output].iter().any(|weights| weights.len() != d) {
                return Err(Error::shape(format!("node {place} of {q} needs {d} weights in each of three vectors")));
            }
            a.row_mut(*place).copy_from_slice(first);
            b.row_mut(*place).copy_from_slice(second);
            c.column_mut(*place).copy_from_slice(output);
        }
        Network::new(&group, a, b, c)
    }
}

/// The fraction that a finite float is.
fn fraction(x: f64) -> String {
    RBig::try_from(x).unwrap_or(RBig::ZERO).to_string()
}
