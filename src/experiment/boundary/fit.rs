//! What the boundaries of one family of groups have in common.

use serde::{Deserialize, Serialize};

use super::point::{BoundaryPoint, constant_of};
use crate::factor::MeanAndError;
use crate::group::Group;
use crate::named::named;

named! {
    /// The kinds of groups that have a panel of their own.
    pub enum Family {
        /// Z_p, p prime
        Prime = "prime order",
        /// Z_n, n composite
        Composite = "composite order",
        /// Z_n × Z_m × …
        Product = "products",
        /// The others
        NonAbelian = "non-Abelian",
    }
}

impl Family {
    /// The family of a group.
    #[must_use]
    pub fn of(group: &Group) -> Self {
        let n = group.order();
        match group.moduli() {
            _ if !group.is_abelian() => Family::NonAbelian,
            Some([_]) if (2..n).take_while(|m| m * m <= n).all(|m| !n.is_multiple_of(m)) => Family::Prime,
            Some([_]) => Family::Composite,
            _ => Family::Product,
        }
    }
}

/// Where half of the held-out pairs are right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// The group.
    pub group: Group,
    /// The train fraction, by linear interpolation between the two around it.
    pub fraction: f64,
    /// c of p = c ln M / M.
    pub constant: f64,
}

/// The crossings of one family, and what they have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryFit {
    /// The family.
    pub family: Family,
    /// The crossings, by order.
    pub crossings: Vec<Crossing>,
    /// Groups whose fractions all lie on one side.
    pub open: Vec<Group>,
    /// The mean of c.
    pub constant: Option<MeanAndError>,
    /// The slope of c against ln M, which is 0 when the law holds; of two orders and more.
    pub trend: Option<f64>,
    /// The slope of ln p against ln M: that of ln M / M lies between −1 and −½.
    pub slope: Option<f64>,
}

impl BoundaryFit {
    /// What the points of the groups of one family, sorted by order and fraction, have in common.
    #[must_use]
    pub fn of(family: Family, points: &[BoundaryPoint]) -> Self {
        let of_family = points.iter().filter(|point| Family::of(&point.group) == family);
        let mut groups: Vec<Vec<&BoundaryPoint>> = Vec::new();
        for point in of_family {
            match groups.last_mut().filter(|group| group[0].group == point.group) {
                Some(group) => group.push(point),
                None => groups.push(vec![point]),
            }
        }
        let (mut crossings, mut open) = (Vec::new(), Vec::new());
        for group in groups {
            match crossing(&group) {
                Some(crossing) => crossings.push(crossing),
                None => open.push(group[0].group.clone()),
            }
        }
        let constants: Vec<f64> = crossings.iter().map(|crossing| crossing.constant).collect();
        let logarithm = |crossing: &Crossing| (crossing.group.order() as f64).ln();
        BoundaryFit {
            family,
            constant: MeanAndError::of(&constants),
            trend: slope(&crossings.iter().map(|c| (logarithm(c), c.constant)).collect::<Vec<_>>()),
            slope: slope(&crossings.iter().map(|c| (logarithm(c), c.fraction.ln())).collect::<Vec<_>>()),
            crossings,
            open,
        }
    }
}

/// Where the accuracy first rises through ½, over points sorted by their fraction.
fn crossing(points: &[&BoundaryPoint]) -> Option<Crossing> {
    let (low, high) = points.windows(2).find_map(|pair| {
        let is_crossed = pair[0].accuracy.mean < 0.5 && pair[1].accuracy.mean >= 0.5;
        is_crossed.then_some((pair[0], pair[1]))
    })?;
    let share = (0.5 - low.accuracy.mean) / (high.accuracy.mean - low.accuracy.mean);
    let fraction = low.fraction + share * (high.fraction - low.fraction);
    Some(Crossing { group: low.group.clone(), fraction, constant: constant_of(&low.group, fraction) })
}

/// The slope of the least-squares line; `None` where all x are the same.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let (x, y) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let spread: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    (spread > 0.0).then(|| points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread)
}
