//! One frequency of a network: its nodes → factors → a name, or what stands in the way of one.

use super::analysis::{Detail, Factor, FrequencyFactorization, Nearest};
use super::form::{FactorKind, Form, Parameter, Parameters};
use super::gauge::{Entries, GaugedBlock, ProductFit, normalized};
use super::product::{Product, Split};
use super::recognize::{NAMED, Recognition, kind_of, named_products};
use super::translations::{Grid, MAX_ORDER};
use crate::potential::ZeroSet;

/// Nodes that carry at most this share of Σ|abc| are faint: on their way out, they may stand beside a named product.
const FAINT: f64 = 0.05;

/// The nodes of one frequency, with what is known of them beforehand.
#[derive(Clone)]
pub(super) struct FrequencyNodes {
    /// The answer so far: label, nodes, and the paper's verdict in its detail.
    pub answer: FrequencyFactorization,
    /// The nodes' entries at the frequency, raw (s = 1).
    pub entries: Vec<Entries>,
    /// The nodes that the paper's method takes, and the pairs by which it factors them, if it does.
    pub paper: (Vec<usize>, Option<Vec<usize>>),
    /// d.
    pub group_order: usize,
}

impl FrequencyNodes {
    /// Fills in everything that the search over translations finds: of all nodes, or where these have no name, of the
    /// strongest that have one beside faint nodes.
    pub fn factor(self, tolerance: f64) -> FrequencyFactorization {
        let whole = self.clone().factor_all(tolerance);
        if whole.form.is_named() {
            return whole;
        }
        let cores = [6, 4].into_iter().filter_map(|order| self.core(order));
        cores.map(|core| core.factor_all(tolerance)).find(|core| core.form.is_named()).unwrap_or(whole)
    }

    /// The strongest nodes alone, when the others are faint.
    fn core(&self, order: usize) -> Option<Self> {
        let (kept, rest) = strongest(&self.entries, order)?;
        if rest > FAINT {
            return None;
        }
        let mut core = self.clone();
        let FrequencyFactorization { nodes, detail, .. } = &mut core.answer;
        let detail = detail.as_mut()?;
        detail.faint_nodes = (0..nodes.len()).filter(|at| !kept.contains(at)).map(|at| nodes[at]).collect();
        *nodes = kept.iter().map(|&at| nodes[at]).collect();
        detail.mixed_nodes.retain(|node| nodes.contains(node));
        core.answer.order = order;
        core.entries = kept.iter().map(|&at| self.entries[at]).collect();
        Some(core)
    }

    fn factor_all(self, tolerance: f64) -> FrequencyFactorization {
        let FrequencyNodes { mut answer, entries, paper: (paper_nodes, paper_grid), group_order } = self;
        let paper_grid = paper_grid.filter(|_| answer.nodes == paper_nodes);
        let Some(detail) = &mut answer.detail else { return answer };
        let Some(block) = GaugedBlock::new(&entries) else {
            detail.reading = unused(answer.order);
            return answer;
        };
        let nodes = &block.nodes;
        let split = match (Product::split(nodes, tolerance), &paper_grid) {
            (Split::Irreducible { .. }, Some(layout)) => match ProductFit::new(nodes, layout, 2) {
                Some(fit) => {
                    let grid = Grid { p: 2, layout: layout.clone(), fit };
                    Split::Product(Product::from_grid(nodes, &grid, tolerance))
                }
                None => Split::Irreducible { nearest: None },
            },
            (split, _) => split,
        };
        match split {
            Split::Product(product) => {
                answer.factorable = true;
                answer.error = Some(product.residual(nodes));
                let name = name(nodes, &product.factors, detail.paper.form);
                answer.form = name.as_ref().map_or(Form::Other, |name| name.form);
                detail.factors = described(&product.factors, answer.form);
                detail.nearest =
                    name.is_none().then(|| nearest(&answer.nodes, nodes, Some(&product.factors))).flatten();
                if let Some(name) = name {
                    let [a, b, c] = name.base;
                    detail.distance = Some(name.distance);
                    detail.coefficient =
                        Some((a * b * c).norm() * block.scale.iter().product::<f64>() * 2.0 * group_order as f64);
                    answer.parameters = name.parameters;
                    answer.parameters.extend(phases(name.base));
                }
                detail.reading = reading_of_product(answer.form, detail);
            }
            Split::Irreducible { nearest: grid } => {
                answer.error = grid.as_ref().map(|grid| grid.fit.residual);
                let factors = grid.map(|grid| vec![grid.fit.x, normalized(&grid.fit.y).1]);
                detail.nearest = nearest(&answer.nodes, nodes, factors.as_deref());
                detail.factors = described(&[normalized(nodes).1], Form::Nonfactorable);
                detail.reading = reading_of_irreducible(answer.order, answer.error, detail);
            }
        }
        if !detail.faint_nodes.is_empty() {
            detail.reading += &format!("; faint nodes besides: {}", detail.faint_nodes.len());
        }
        if !detail.mixed_nodes.is_empty() {
            detail.reading += &format!("; nodes carrying several frequencies: {}", detail.mixed_nodes.len());
        }
        answer
    }
}

/// The named product that factors are, if any; where several are near enough, the paper's choice among them.
fn name(nodes: &[Entries], factors: &[Vec<Entries>], paper: Form) -> Option<Recognition> {
    let mut near: Vec<Recognition> = named_products(nodes, factors);
    near.retain(|recognition| recognition.distance <= NAMED);
    let chosen = near.iter().position(|recognition| recognition.form == paper).unwrap_or(0);
    (!near.is_empty()).then(|| near.swap_remove(chosen))
}

/// The phases of the unit factor: α, β of (α, β, conj(αβ)).
fn phases([a, b, _]: Entries) -> Parameters {
    let unit = |x: num_complex::Complex64| Parameter(x / x.norm());
    Parameters::from([("phase_a", unit(a)), ("phase_b", unit(b))])
}

fn described(factors: &[Vec<Entries>], form: Form) -> Vec<Factor> {
    factors
        .iter()
        .map(|factor| {
            let kind = match (form, factor.len()) {
                (Form::NuSyn, 2) => FactorKind::Nu,
                (Form::NuSyn, _) => FactorKind::Syn,
                (Form::NuISynAb, 2) => FactorKind::NuI,
                (Form::NuISynAb, _) => FactorKind::SynAb,
                (Form::NuIXi, _) if kind_of(factor) != FactorKind::NuI => FactorKind::Xi,
                _ => kind_of(factor),
            };
            Factor { kind, order: factor.len(), nodes: factor.iter().map(|node| node.map(Parameter)).collect() }
        })
        .collect()
}

/// The nearest named product: of all nodes by the given factors, or of the strongest four or six.
fn nearest(indices: &[usize], nodes: &[Entries], factors: Option<&[Vec<Entries>]>) -> Option<Nearest> {
    let mut candidates = Vec::new();
    if let Some(recognition) = factors.and_then(|factors| named_products(nodes, factors).into_iter().next()) {
        candidates.push((recognition, (0..nodes.len()).collect::<Vec<_>>(), 0.0));
    }
    for order in [4, 6] {
        let Some((strongest, rest)) = strongest(nodes, order) else { continue };
        let part: Vec<Entries> = strongest.iter().map(|&at| nodes[at]).collect();
        // However rough, a product says which name to compare with: the distance decides.
        if let Split::Product(product) = Product::split(&part, 2.0 * NAMED) {
            let named = named_products(&part, &product.factors).into_iter().next();
            candidates.extend(named.map(|recognition| (recognition, strongest, rest)));
        }
    }
    let (recognition, at, rest) = candidates.into_iter().min_by(|u, v| u.0.distance.total_cmp(&v.0.distance))?;
    Some(Nearest {
        form: recognition.form,
        nodes: at.iter().map(|&at| indices[at]).collect(),
        distance: recognition.distance,
        rest,
    })
}

/// The `order` nodes of largest |abc|, indices increasing, and the share of Σ|abc| that the others carry; `None` when there
/// are no others.
fn strongest(nodes: &[Entries], order: usize) -> Option<(Vec<usize>, f64)> {
    if order >= nodes.len() {
        return None;
    }
    let sizes: Vec<f64> = nodes.iter().map(|node| node.iter().map(|entry| entry.norm()).product::<f64>()).collect();
    let mut by_size: Vec<usize> = (0..nodes.len()).collect();
    by_size.sort_by(|&u, &v| sizes[v].total_cmp(&sizes[u]));
    let (rest, total) = (by_size[order..].iter().map(|&at| sizes[at]).sum::<f64>(), sizes.iter().sum::<f64>());
    by_size.truncate(order);
    by_size.sort_unstable();
    Some((by_size, if total > 0.0 { rest / total } else { 1.0 }))
}

fn unused(order: usize) -> String {
    match order {
        0 => "not used".to_owned(),
        _ => "the nodes have no output at their own frequency".to_owned(),
    }
}

fn product_of(form: Form, factors: &[Factor]) -> String {
    match form {
        Form::NuIXi => "z_{nu=i} * z_xi".to_owned(),
        Form::NuISynAb => "z_{nu=i} * z_{syn,ab}".to_owned(),
        Form::NuSyn => "z_nu * z_syn".to_owned(),
        _ => {
            let factors: Vec<String> = factors
                .iter()
                .map(|factor| match factor.kind {
                    FactorKind::Unnamed => format!("(order {})", factor.order),
                    kind => format!("z_{{{kind}}}"),
                })
                .collect();
            factors.join(" * ")
        }
    }
}

fn reading_of_product(form: Form, detail: &Detail) -> String {
    let product = product_of(form, &detail.factors);
    match (&detail.distance, &detail.nearest) {
        (Some(distance), _) => format!("{product}, distance {distance:.1e}"),
        (None, Some(nearest)) if nearest.rest == 0.0 => {
            format!("{product}; nearest named product {} at distance {:.2}", nearest.form, nearest.distance)
        }
        _ => product,
    }
}

fn reading_of_irreducible(order: usize, error: Option<f64>, detail: &Detail) -> String {
    let mut reading = match (order, detail.factors.first().map(|factor| factor.kind)) {
        (1, _) => "a single node".to_owned(),
        (_, Some(kind)) if kind != FactorKind::Unnamed => format!("z_{{{kind}}}, irreducible"),
        (2 | 3 | 5 | 7, _) => format!("{order} nodes, a prime order"),
        _ if order > MAX_ORDER => format!("{order} nodes, too many to search"),
        _ => match error {
            Some(error) => format!("not a product (nearest one at distance {error:.2})"),
            None => "not a product, nor near one".to_owned(),
        },
    };
    if let Some(nearest) = detail.nearest.as_ref().filter(|nearest| nearest.distance <= 2.0 * NAMED) {
        if nearest.nodes.len() == order {
            reading += &format!("; nearest name {} at distance {:.2}", nearest.form, nearest.distance);
        } else {
            reading += &format!(
                "; {} on the {} strongest nodes at distance {:.2}, the others carry {:.0} %",
                nearest.form,
                nearest.nodes.len(),
                nearest.distance,
                100.0 * nearest.rest
            );
        }
    }
    let equations = &detail.equations;
    if equations.are_solved_alone() {
        reading += "; solves all equations of its frequency";
    } else if equations.are_solved_alone_but_for_r_n() && equations.are_solved() {
        reading += "; solves all equations of its frequency, R_n with the hats of others";
    } else if equations.are_solved() {
        reading += "; solves all equations of its frequency together with other nodes";
    } else if equations.are_solved_alone_but_for_r_n() {
        reading += &format!("; solves all equations but R_n, which misses by {:.2}", equations.worst(ZeroSet::Norm));
    }
    reading
}
