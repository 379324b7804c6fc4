//! How alike two networks are, up to everything that does not matter: the order of the nodes, their gauge, and the
//! symmetries of the task.

use itertools::Itertools as _;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::live::{LiveNode, Liveness};
use super::weights::Network;
use crate::group::{Automorphism, Group};
use crate::{Error, Result};

/// A symmetry of the task g1·g2: with the inputs exchanged or not, a'\[g\] = a\[α(g)·s\], b'\[g\] = b\[s⁻¹·α(g)·s·t\] and
/// c'\[h\] = c\[α(h)·s·t\], as α(g)s · s⁻¹α(h)st = α(gh)st. In an Abelian group b'\[g\] = b\[α(g) + t\]; in another one all three
/// translations (u g w⁻¹, w g v⁻¹, u h v⁻¹) are of this form, with an inner automorphism α.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskSymmetry {
    /// α(g) for every element g.
    pub automorphism: Vec<usize>,
    /// s and t.
    pub translations: [usize; 2],
    /// Whether a and b are exchanged first; in a group that is given by its table and does not commute everything is, moreover,
    /// taken at the inverse: b\[g⁻¹\], a\[g⁻¹\] and c\[h⁻¹\], as (gh)⁻¹ = h⁻¹g⁻¹.
    pub swapped: bool,
}

/// Two networks, and the symmetry and the pairs of nodes by which they are most alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The group of both.
    pub group: Group,
    /// The numbers of live nodes, which alone are compared: of the left and of the right network.
    pub live_nodes: [usize; 2],
    /// What is done to the right network.
    pub symmetry: TaskSymmetry,
    /// √(Σ‖x_i − y_j‖² over matched nodes + Σ‖rest‖²) / √(‖x‖² + ‖y‖²) in the gauge ‖a‖² + ‖b‖² = 2‖c‖², ā = b̄ of every
    /// node: 0 for networks that are one and the same, 1 for networks without anything in common.
    pub distance: f64,
    /// The same without a symmetry of the task: nodes in the best order and gauge alone.
    pub distance_without_symmetry: f64,
    /// The nodes that belong together, by the left index.
    pub matched: Vec<MatchedNodes>,
}

/// A node of the left network and the one of the right network that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MatchedNodes {
    /// Its index on the left.
    pub left: usize,
    /// Its index on the right.
    pub right: usize,
    /// Whether a and b have the opposite sign.
    pub flipped: bool,
    /// ‖x − y‖ / √(‖x‖² + ‖y‖²).
    pub distance: f64,
}

/// More symmetries than this are not searched.
const MOST_AUTOMORPHISMS: usize = 1 << 12;
/// Pairs of nodes whose comparison takes more multiplications than this are not compared.
const MOST_WORK: usize = 1 << 30;
/// This many symmetries are tried on all nodes; the others on the nodes of one frequency alone.
const TRIED: usize = 64;
/// Over a table this many are tried on the nodes of irreps of one type and degree; the others on one node.
const TRIED_BESIDE: usize = 256;
/// This many shifts are tried for each input of a pair of nodes.
const SHIFTS: usize = 3;
/// And at most this many, where several are as good.
const MOST_SHIFTS: usize = 64;

impl Comparison {
    /// Compares two networks. Symmetries are found from the node of the left network that pins them down best, and those
    /// under which its frequency agrees best are tried on all nodes; so networks that are equal up to noise are found to
    /// be, and of unlike ones the distance is an upper bound.
    ///
    /// # Errors
    /// When the groups differ, or comparing every pair of nodes takes more than 2³⁰ multiplications.
    pub fn new(left: &Network, right: &Network) -> Result<Self> {
        let group = left.group();
        if group != right.group() {
            return Err(Error::argument(format!(
                "networks over the groups {} and {}",
                group.symbol(),
                right.group().symbol()
            )));
        }
        let (x, y) = (Nodes::of(left), Nodes::of(right));
        let work = x.0.len().saturating_mul(y.0.len()).saturating_mul(3 * group.order());
        if work > MOST_WORK {
            let found = format!("{} and {} live nodes over the group {}", x.0.len(), y.0.len(), group.symbol());
            return Err(Error::unsupported(format!(
                "{found} take {work} multiplications to compare; at most {MOST_WORK}"
            )));
        }
        let identity = TaskSymmetry::identity(group);
        let plain = Matching::of(&x, &y);
        let candidates = candidates(group, &x, &y);
        let tried = candidates.into_par_iter().map(|symmetry| (Matching::of(&x, &y.moved(group, &symmetry)), symmetry));
        let best = tried.max_by(|(x, _), (y, _)| x.gain.total_cmp(&y.gain));
        let distance_without_symmetry = plain.distance(&x, &y);
        // A symmetry that explains nothing is not worth naming.
        let better = best.filter(|(matching, _)| matching.distance(&x, &y) < distance_without_symmetry - 1e-9);
        let (matching, symmetry) = better.unwrap_or((plain, identity));
        Ok(Comparison {
            group: group.clone(),
            live_nodes: [x.0.len(), y.0.len()],
            distance: matching.distance(&x, &y),
            distance_without_symmetry,
            matched: matching.nodes(&x, &y.moved(group, &symmetry)),
            symmetry,
        })
    }
}

impl TaskSymmetry {
    /// The symmetry that changes nothing.
    #[must_use]
    pub fn identity(group: &Group) -> Self {
        let one = group.identity();
        TaskSymmetry { automorphism: (0..group.order()).collect(), translations: [one, one], swapped: false }
    }
}

/// A node in its standard gauge: a, b and c one after the other.
#[derive(Debug, Clone)]
struct Standard {
    index: usize,
    /// The pair ±k where its inputs are largest; in a group that is given by its table the first
    /// coefficient of the irrep.
    frequency: usize,
    weights: Vec<f64>,
    norm_squared: f64,
}

/// The live nodes of a network.
struct Nodes(Vec<Standard>);

impl Nodes {
    fn of(network: &Network) -> Self {
        let (spectrum, dual) = (network.spectrum(), network.group().dual());
        let live = Liveness::GaugeFree.live_nodes(network, &spectrum);
        let inputs =
            |k: usize, j: usize| (spectrum.a[(k, j)].norm_sqr() + spectrum.b[(k, j)].norm_sqr()) * dual.norm(k);
        let frequency = |node: &LiveNode| {
            let irrep = dual.strongest_irrep(|k| if k == 0 { 0.0 } else { inputs(k, node.node) });
            dual.at(irrep, 0, 0).unwrap_or_else(|| node.frequency())
        };
        Nodes(live.iter().filter_map(|node| standard(network, node.node, frequency(node))).collect())
    }

    fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        Nodes(self.0.iter().filter(|node| keep(node.frequency)).cloned().collect())
    }

    /// The largest node of those whose frequency tells most shifts apart.
    fn anchor(&self, group: &Group) -> Option<&Standard> {
        self.0.iter().max_by(|x, y| {
            let dual = group.dual();
            let degrees = dual.degree(x.frequency).cmp(&dual.degree(y.frequency));
            let orders = dual.order_of(x.frequency).cmp(&dual.order_of(y.frequency));
            degrees.then(orders).then(x.norm_squared.total_cmp(&y.norm_squared))
        })
    }

    fn norm_squared(&self) -> f64 {
        self.0.iter().map(|node| node.norm_squared).sum()
    }

    fn moved(&self, group: &Group, symmetry: &TaskSymmetry) -> Self {
        Nodes(self.0.iter().map(|node| node.moved(group, symmetry)).collect())
    }
}

impl Standard {
    fn moved(&self, group: &Group, symmetry: &TaskSymmetry) -> Self {
        let d = group.order();
        let TaskSymmetry { automorphism, translations: [s, t], swapped } = symmetry;
        let (a, b) = if *swapped { (d, 0) } else { (0, d) };
        let is_inverted = *swapped && !group.is_abelian();
        let place = |g: usize| if is_inverted { group.inverse(g) } else { g };
        let (both, back) = (group.multiply(*s, *t), group.inverse(*s));
        let channel = |start: usize, left: usize, right: usize| {
            let at = move |&image: &usize| group.multiply(group.multiply(left, image), right);
            automorphism.iter().map(move |image| self.weights[start + place(at(image))])
        };
        let one = group.identity();
        let weights = channel(a, one, *s).chain(channel(b, back, both)).chain(channel(2 * d, one, both));
        Standard { weights: weights.collect(), ..*self }
    }

    /// 2⟨x, y⟩ for the better sign of (a, b), at least 0: what ‖x‖² + ‖y‖² falls by when the two are compared.
    fn gain(&self, other: &Self) -> (f64, bool) {
        let inputs = 2 * self.weights.len() / 3;
        let product = |range: std::ops::Range<usize>| -> f64 {
            self.weights[range.clone()].iter().zip(&other.weights[range]).map(|(x, y)| x * y).sum()
        };
        let (inputs, outputs) = (product(0..inputs), product(inputs..self.weights.len()));
        ((2.0 * (inputs.abs() + outputs)).max(0.0), inputs < 0.0)
    }
}

/// The node (t(a + τ), t(b − τ), c/t²) with equal means of a and b and ‖a‖² + ‖b‖² = 2‖c‖²; `None` when it computes nothing.
fn standard(network: &Network, j: usize, frequency: usize) -> Option<Standard> {
    let (a, b, c) = (network.w_a().row(j), network.w_b().row(j), network.w_c().column(j));
    let shift = (b.mean() - a.mean()) / 2.0;
    let inputs = a.iter().map(|x| x + shift).chain(b.iter().map(|x| x - shift));
    let (of_inputs, of_outputs) = (inputs.clone().map(|x| x * x).sum::<f64>(), c.norm_squared());
    let t = (2.0 * of_outputs / of_inputs).powf(1.0 / 6.0);
    if !(of_inputs > 0.0 && of_outputs > 0.0 && t.is_normal()) {
        return None;
    }
    let weights: Vec<f64> = inputs.map(|x| t * x).chain(c.iter().map(|x| x / (t * t))).collect();
    let norm_squared = weights.iter().map(|x| x * x).sum();
    Some(Standard { index: j, frequency, weights, norm_squared })
}

/// The symmetries that are worth trying on all nodes.
fn candidates(group: &Group, x: &Nodes, y: &Nodes) -> Vec<TaskSymmetry> {
    let Some(anchor) = x.anchor(group) else { return Vec::new() };
    let dual = group.dual();
    let found: Vec<_> = match dual.characters("symmetries of the task") {
        Ok(characters) => {
            let beside = x.filtered(|k| k == anchor.frequency);
            let of_automorphism = |automorphism: &Automorphism| {
                let partner = dual.representative(characters.moved(anchor.frequency, automorphism));
                of_automorphism(group, anchor, &beside, &y.filtered(|k| k == partner), automorphism)
            };
            automorphisms(group).par_iter().flat_map_iter(of_automorphism).collect()
        }
        Err(_) => {
            let (kind, degree) = (dual.kind(anchor.frequency), dual.degree(anchor.frequency));
            let alike = |k: usize| dual.kind(k) == kind && dual.degree(k) == degree;
            let (beside, partners) = (x.filtered(alike), y.filtered(alike));
            let of_automorphism =
                |automorphism: &Automorphism| of_table_automorphism(group, anchor, &partners, automorphism);
            let all: Vec<_> = table_automorphisms(group).par_iter().flat_map_iter(of_automorphism).collect();
            // First by the anchor alone, then by all nodes at such irreps.
            let all = best(all, TRIED_BESIDE).into_par_iter();
            all.map(|(_, symmetry)| (Matching::of(&beside, &partners.moved(group, &symmetry)).gain, symmetry)).collect()
        }
    };
    best(found, TRIED).into_iter().map(|(_, symmetry)| symmetry).collect()
}

/// The symmetries with one automorphism that take nodes of a frequency to those beside the anchor.
fn of_automorphism(
    group: &Group,
    anchor: &Standard,
    beside: &Nodes,
    partners: &Nodes,
    automorphism: &Automorphism,
) -> Vec<(f64, TaskSymmetry)> {
    let automorphism: Vec<usize> = (0..group.order()).map(|g| automorphism.apply(g)).collect();
    let mut found = Vec::new();
    for swapped in [false, true] {
        let still = TaskSymmetry { automorphism: automorphism.clone(), translations: [0, 0], swapped };
        let moved = partners.moved(group, &still);
        let shifts = moved.0.iter().flat_map(|node| shifts(group, anchor, node));
        for [u, v] in shifts.sorted_unstable().dedup() {
            let translations = [automorphism[u], automorphism[v]];
            let symmetry = TaskSymmetry { translations, ..still.clone() };
            found.push((Matching::of(beside, &partners.moved(group, &symmetry)).gain, symmetry));
        }
    }
    best(found, TRIED)
}

/// The symmetries with one automorphism that take a node to the anchor, by how alike these two become.
fn of_table_automorphism(
    group: &Group,
    anchor: &Standard,
    partners: &Nodes,
    automorphism: &Automorphism,
) -> Vec<(f64, TaskSymmetry)> {
    let automorphism: Vec<usize> = (0..group.order()).map(|g| automorphism.apply(g)).collect();
    let (d, one) = (group.order(), group.identity());
    let mut found = Vec::new();
    for (swapped, node) in [false, true].into_iter().cartesian_product(&partners.0) {
        let still = TaskSymmetry { automorphism: automorphism.clone(), translations: [one, one], swapped };
        // α(g)s = α(gu) with s = α(u), and s⁻¹α(g)st = α(u⁻¹gv) with st = α(v).
        let moved = node.moved(group, &still);
        let likeness = |start: usize, left: usize, right: usize| -> f64 {
            let at = |g: usize| group.multiply(group.multiply(left, g), right);
            (0..d).map(|g| anchor.weights[start + g] * moved.weights[start + at(g)]).sum()
        };
        let of_a: Vec<f64> = (0..d).map(|u| likeness(0, one, u)).collect();
        for u in largest(&of_a, 1.0).into_iter().chain(largest(&of_a, -1.0)) {
            let of_b: Vec<f64> = (0..d).map(|v| likeness(d, group.inverse(u), v)).collect();
            for v in largest(&of_b, of_a[u].signum()) {
                let both = automorphism[v];
                let translations = [automorphism[u], group.multiply(group.inverse(automorphism[u]), both)];
                let gain = 2.0 * (of_a[u] + of_b[v]).abs() + 2.0 * likeness(2 * d, one, v);
                found.push((gain, TaskSymmetry { translations, ..still.clone() }));
            }
        }
    }
    best(found, TRIED_BESIDE)
}

/// Those of the largest gains.
fn best(mut found: Vec<(f64, TaskSymmetry)>, count: usize) -> Vec<(f64, TaskSymmetry)> {
    found.sort_by(|x, y| y.0.total_cmp(&x.0));
    found.truncate(count);
    found
}

/// The pairs (u, v) for which a\[g + u\] and b\[g + v\] of `node` are most like the anchor's, for either sign of both.
fn shifts(group: &Group, anchor: &Standard, node: &Standard) -> Vec<[usize; 2]> {
    let d = group.order();
    let likeness = |start: usize, u: usize| -> f64 {
        (0..d).map(|g| anchor.weights[start + g] * node.weights[start + group.multiply(g, u)]).sum()
    };
    let of_channel = |start: usize| (0..d).map(|u| likeness(start, u)).collect::<Vec<f64>>();
    let (a, b) = (of_channel(0), of_channel(d));
    let pairs = |sign: f64| largest(&a, sign).into_iter().cartesian_product(largest(&b, sign));
    pairs(1.0).chain(pairs(-1.0)).map(|(u, v)| [u, v]).collect()
}

/// Where `sign`·value is largest, and wherever it is as large but for a thousandth.
fn largest(values: &[f64], sign: f64) -> Vec<usize> {
    let falling = (0..values.len()).sorted_by(|&u, &v| (sign * values[v]).total_cmp(&(sign * values[u])));
    let most = values.iter().map(|value| sign * value).fold(0.0, f64::max);
    let chosen = falling.enumerate().take_while(|&(at, u)| at < SHIFTS || sign * values[u] >= 0.999 * most);
    chosen.map(|(_, u)| u).take(MOST_SHIFTS).collect()
}

/// All automorphisms of a group that is given by its table, or where there are too many the inner ones.
fn table_automorphisms(group: &Group) -> Vec<Automorphism> {
    Automorphism::all(group, MOST_AUTOMORPHISMS).unwrap_or_else(|| Automorphism::inner(group))
}

/// All automorphisms, or where there are too many the multiplications.
fn automorphisms(group: &Group) -> Vec<Automorphism> {
    let of_order = |n: usize| (0..group.order()).filter(move |&g| n.is_multiple_of(group.element_order(g)));
    let images: Vec<Vec<usize>> = group.ranges().iter().map(|&n| of_order(n).collect()).collect();
    let count = images.iter().try_fold(1usize, |count, images| count.checked_mul(images.len()));
    if count.is_some_and(|count| count <= MOST_AUTOMORPHISMS) {
        let all = images.into_iter().multi_cartesian_product();
        return all.filter_map(|images| Automorphism::new(group, &images).ok()).collect();
    }
    let factors = (1..group.exponent() as i64).take(MOST_AUTOMORPHISMS);
    factors.filter_map(|factor| Automorphism::multiplication(group, factor).ok()).collect()
}

/// Which nodes are compared with which.
struct Matching {
    gain: f64,
    pairs: Vec<(usize, usize)>,
}

impl Matching {
    /// The pairs with the largest total gain.
    fn of(x: &Nodes, y: &Nodes) -> Self {
        let gains: Vec<Vec<f64>> =
            x.0.iter().map(|node| y.0.iter().map(|other| node.gain(other).0).collect()).collect();
        let pairs = assignment(&gains);
        Matching { gain: pairs.iter().map(|&(i, j)| gains[i][j]).sum(), pairs }
    }

    fn distance(&self, x: &Nodes, y: &Nodes) -> f64 {
        let all = x.norm_squared() + y.norm_squared();
        if all > 0.0 { ((all - self.gain).max(0.0) / all).sqrt() } else { 0.0 }
    }

    fn nodes(&self, x: &Nodes, y: &Nodes) -> Vec<MatchedNodes> {
        let pair = |&(i, j): &(usize, usize)| {
            let (node, other) = (&x.0[i], &y.0[j]);
            let (gain, flipped) = node.gain(other);
            let all = node.norm_squared + other.norm_squared;
            let distance = ((all - gain).max(0.0) / all).sqrt();
            (gain > 0.0).then_some(MatchedNodes { left: node.index, right: other.index, flipped, distance })
        };
        self.pairs.iter().filter_map(pair).sorted_by_key(|pair| pair.left).collect()
    }
}

/// Pairs (row, column), no row or column twice, with the largest total of `gains` (all at least 0): the Hungarian method with
/// potentials, O(n² m) for the smaller number n of rows and columns.
fn assignment(gains: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (gains.len(), gains.first().map_or(0, Vec::len));
    if rows > columns {
        let turned: Vec<Vec<f64>> = (0..columns).map(|j| gains.iter().map(|row| row[j]).collect()).collect();
        return assignment(&turned).into_iter().map(|(j, i)| (i, j)).collect();
    }
    // Rows and columns count from 1; column 0 holds the row that looks for a column.
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_at = vec![0; columns + 1];
    for row in 1..=rows {
        row_at[0] = row;
        let (mut least, mut before, mut done) =
            (vec![f64::INFINITY; columns + 1], vec![0; columns + 1], vec![false; columns + 1]);
        let mut at = 0;
        while row_at[at] != 0 {
            done[at] = true;
            let (from, mut delta, mut next) = (row_at[at], f64::INFINITY, 0);
            for column in (1..=columns).filter(|&column| !done[column]) {
                let cost = -gains[from - 1][column - 1] - of_row[from] - of_column[column];
                if cost < least[column] {
                    (least[column], before[column]) = (cost, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    of_row[row_at[column]] += delta;
                    of_column[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            let previous = before[at];
            row_at[at] = row_at[previous];
            at = previous;
        }
    }
    (1..=columns).filter(|&column| row_at[column] != 0).map(|column| (row_at[column] - 1, column - 1)).collect()
}
