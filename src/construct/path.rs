//! Zero-loss paths from one global optimizer to a smaller one (CoGS, "Occam's razor").

use num_complex::Complex64;

use super::description::format_complex;
use super::optimizers::blocks;
use super::parameter::Parameter;
use crate::expr::{Assignment, Expression, Value};
use crate::group::Group;
use crate::potential::{BlockPotential, Homomorphism};
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Solution, Term, Triple};
use crate::{Error, Result};

/// Potentials of floats count as 0 or 1 within this distance.
const TOLERANCE: f64 = 1e-9;

/// A path of solutions of zero loss from y * z to e * z, where e is one node of ones and otherwise zero nodes: the
/// hidden nodes that y multiplies z by are switched off without the loss ever rising.
///
/// Both factors are given by one block per pair ±k. The path moves y alone: as long as Σ abc = 1 over every block of
/// y(t), the sum potentials of y(t) * z, being products, are those that z's zeros require. In each block one node with
/// a, b ≠ 0, the *hub*, is kept. With w = (1−t)³ and s the hub's m·abc,
///
/// - the other nodes get the coefficient w·m_j (their weights shrink like 1−t),
/// - the hub's a and b go to 1 without meeting 0, its coefficient is 1 − w(1−m), and its c is what makes its m·abc equal
///   1 − w(1−s), so that the sum stays 1.
///
/// Blocks whose hub is (1, 1, c) are moved without any division, so that over the exact scalars every step is exact.
///
/// ```
/// use cogring::construct::optimizers::blocks;
/// use cogring::construct::ZeroLossPath;
/// use cogring::{Group, Target, loss::closed_form};
/// use num_complex::Complex64;
/// let group = Group::cyclic(7)?;
/// let y = blocks::order6(&Complex64::i());
/// let z = blocks::order6_ab(&Complex64::cis(0.3), &Complex64::ONE);
/// let path = ZeroLossPath::uniform(&group, &y, &z)?;
/// let start = path.at(0, 10)?; // order 36 at every frequency
/// let middle = path.at(5, 10)?;
/// let end = path.at(10, 10)?; // 30 of them have no weight any more
/// for solution in [&start, &middle, &end] {
///     assert!(closed_form(solution, Target::ZeroMean).norm() < 1e-28);
/// }
/// assert!(end.weight_norm_squared() < start.weight_norm_squared());
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ZeroLossPath<S: Cyclotomic> {
    group: Group,
    frequencies: Vec<Frequency<S>>,
}

/// What happens at one pair ±k.
#[derive(Debug, Clone)]
struct Frequency<S: Cyclotomic> {
    k: usize,
    y: Block<S>,
    /// The position of the node of y that is kept.
    hub: usize,
    z: Block<S>,
}

/// # Construction
impl<S: Cyclotomic> ZeroLossPath<S> {
    /// The path for the blocks y and z at every pair ±k, given in the order of [`Dual::representatives`](crate::Dual::representatives).
    ///
    /// # Errors
    /// When there are not as many blocks as pairs; when Σ abc of a block is not 1; when another potential of a block of
    /// z does not vanish (a²c and b²c alone at a self-conjugate character); when a block of y at a self-conjugate
    /// character, where entries are real, has no node with a, b > 0.
    pub fn new(group: &Group, y: Vec<Block<S>>, z: Vec<Block<S>>) -> Result<Self> {
        let pairs = group.dual().representatives().count();
        if y.len() != pairs || z.len() != pairs {
            return Err(Error::shape(format!(
                "{} and {} blocks for the {pairs} pairs of frequencies of {group}",
                y.len(),
                z.len()
            )));
        }
        let mut frequencies = Vec::with_capacity(pairs);
        for (k, (y, z)) in group.dual().representatives().zip(y.into_iter().zip(z)) {
            let at = |error: Error| error.context(format!("frequency {}", group.label(k)));
            let y = with_positive_coefficients(y);
            let hub = check(&y, &z, group.dual().is_self_conjugate(k)).map_err(at)?;
            frequencies.push(Frequency { k, y, hub, z });
        }
        Ok(ZeroLossPath { group: group.clone(), frequencies })
    }

    /// The path with the same blocks at every complex pair; at a self-conjugate character y is the unit and z the two
    /// real nodes of the [optimizers](crate::construct::optimizers).
    ///
    /// # Errors
    /// As [`ZeroLossPath::new`].
    pub fn uniform(group: &Group, y: &Block<S>, z: &Block<S>) -> Result<Self> {
        let real = blocks::self_conjugate();
        let blocks = group.dual().representatives().map(|k| match group.dual().is_self_conjugate(k) {
            true => (Block::one(), real.clone()),
            false => (y.clone(), z.clone()),
        });
        let (y, z) = blocks.unzip();
        Self::new(group, y, z)
    }
}

/// The parameters of the generators, which need not be given values.
const PARAMETERS: [&str; 4] = ["nu", "xi", "alpha", "beta"];

/// Weight matrices with more entries than this are not made.
const MAX_WEIGHTS: u128 = 1 << 24;

impl ZeroLossPath<Complex64> {
    /// The path for one expression per factor, evaluated at every complex pair; at a self-conjugate character as
    /// [`ZeroLossPath::uniform`]. Of the parameters that are not `given`, those of the generators are drawn from `seed`, for
    /// each factor and frequency anew, or are 1 without one.
    ///
    /// # Errors
    /// As [`ZeroLossPath::new`]; when the group is trivial, another parameter is not given, or the networks would have more
    /// than 2²⁴ weights.
    pub fn of_expressions(
        group: &Group,
        [y, z]: [&Expression; 2],
        given: &Assignment,
        seed: Option<u64>,
    ) -> Result<Self> {
        let d = group.order();
        if d < 2 {
            return Err(Error::argument("the trivial group, whose optimizers have no hidden nodes"));
        }
        let nodes = y.order().zip(z.order()).and_then(|(y, z)| y.checked_mul(z));
        let weights = nodes.and_then(|nodes| nodes.checked_mul((d.div_ceil(2) * d) as u128));
        if weights.is_none_or(|weights| weights > MAX_WEIGHTS) {
            return Err(Error::unsupported(format!(
                "a path from `{y}` * `{z}` over the group {group} of order {d}, whose weights are more than {MAX_WEIGHTS}"
            )));
        }
        let second = PARAMETERS.len() as u64;
        let y = blocks_of(group, y, given, seed.map(|seed| (seed, 0)), &Block::one());
        let z = blocks_of(group, z, given, seed.map(|seed| (seed, second)), &blocks::self_conjugate());
        Self::new(
            group,
            y.map_err(|error| error.context("the first factor"))?,
            z.map_err(|error| error.context("the second factor"))?,
        )
    }
}

/// The blocks of a factor, `real` at self-conjugate characters; the parameters that are not given are drawn from a seed,
/// each from a stream of its own, the first of which is named.
fn blocks_of(
    group: &Group,
    factor: &Expression,
    given: &Assignment,
    random: Option<(u64, u64)>,
    real: &Block<Complex64>,
) -> Result<Vec<Block<Complex64>>> {
    let parameter = |at: usize| match random {
        Some((seed, stream)) => Parameter::random(seed, stream + at as u64),
        None => Value::one().into(),
    };
    let values = PARAMETERS.iter().enumerate().map(|(at, name)| Ok((*name, parameter(at).values::<Complex64>(group)?)));
    let values = values.collect::<Result<Vec<_>>>()?;
    let block = |k: usize| {
        if group.dual().is_self_conjugate(k) {
            return Ok(real.clone());
        }
        let mut assignment = Assignment::default();
        for (name, values) in &values {
            assignment.set(*name, Value::phase(values.at(k).arg()));
        }
        assignment.extend(given.clone());
        factor.to_lazy::<Complex64>(&assignment)?.expand()
    };
    group.dual().representatives().map(block).collect()
}

/// # Walking
impl<S: Cyclotomic> ZeroLossPath<S> {
    /// The solution at t = `step` / `steps`: y * z at t = 0, e * z at t = 1, of the same order all along.
    ///
    /// # Errors
    /// When `step` > `steps` or `steps` is 0, or a division is needed that `S` cannot express.
    pub fn at(&self, step: u32, steps: u32) -> Result<Solution<S>> {
        if steps == 0 || step > steps {
            return Err(Error::argument(format!("step {step} of {steps} on a path")));
        }
        let ratio = |numerator: u32| S::from_ratio(i64::from(numerator), u64::from(steps));
        let (t, rest) = (ratio(step), ratio(steps - step));
        let mut terms = Vec::new();
        for frequency in &self.frequencies {
            let block = frequency.y_at(&t, &rest)?.try_mul(&frequency.z)?;
            terms.extend(Solution::at_frequency(&self.group, frequency.k, &block).into_terms());
        }
        Ok(Solution::from_terms(&self.group, terms))
    }

    /// The solutions at t = 0, 1/`steps`, 2/`steps`, …, 1.
    pub fn solutions(&self, steps: u32) -> impl Iterator<Item = Result<Solution<S>>> + '_ {
        (0..=steps).map(move |step| self.at(step, steps))
    }

    /// The number of hidden nodes of every network of the path.
    #[must_use]
    pub fn width(&self) -> usize {
        self.frequencies.iter().map(|frequency| frequency.y.order() * frequency.z.order()).sum()
    }

    /// The group G.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }
}

impl<S: Cyclotomic> Frequency<S> {
    /// y(t), `rest` = 1 − t.
    fn y_at(&self, t: &S, rest: &S) -> Result<Block<S>> {
        let w = rest.power(3);
        let towards_one = |value: &S| S::one() - w.clone() * &(S::one() - value.clone());
        let terms = self.y.terms().iter().enumerate().map(|(j, term)| {
            if j != self.hub {
                return Ok(Term { coefficient: term.coefficient.clone() * &w, node: term.node.clone() });
            }
            let Triple { a, b, c } = &term.node;
            let share = term.coefficient.clone() * a * b * c;
            let coefficient = towards_one(&term.coefficient);
            let (a, b) = (around_zero(a, t, rest), around_zero(b, t, rest));
            let (share, scale) = (towards_one(&share), coefficient.clone() * &a * &b);
            let c = if share == scale {
                S::one()
            } else {
                share.checked_div(&scale).ok_or_else(|| {
                    Error::unsupported(format!("the path divides {share} by {scale}, which these numbers cannot do"))
                })?
            };
            Ok(Term { coefficient, node: Triple::new(a, b, c) })
        });
        Ok(Block::from_terms(terms.collect::<Result<_>>()?))
    }
}

/// The point at t on a path from `value` to 1 that does not meet 0: straight, or by way of ±i when the real part is
/// negative.
fn around_zero<S: Cyclotomic>(value: &S, t: &S, rest: &S) -> S {
    if value.is_one() {
        return S::one();
    }
    let (straight, quarter) = match value.to_complex() {
        Some(number) if number.re < 0.0 => (false, if number.im >= 0.0 { 1 } else { -1 }),
        _ => (true, 0),
    };
    let between = |from: &S, to: &S, t: &S, rest: &S| from.clone() * rest + to.clone() * t;
    if straight {
        return between(value, &S::one(), t, rest);
    }
    // A quadratic Bézier curve: between its ends the imaginary part has the sign of the control point ±i.
    let corner = S::root_of_unity(quarter, 4);
    between(&between(value, &corner, t, rest), &between(&corner, &S::one(), t, rest), t, rest)
}

/// The same weights written with positive coefficients: −m·(a, b, c) is m·(−a, −b, −c).
fn with_positive_coefficients<S: Cyclotomic>(block: Block<S>) -> Block<S> {
    let negative = |value: &S| value.to_complex().is_some_and(|value| value.re < 0.0);
    let terms = block.into_terms().into_iter().map(|term| match negative(&term.coefficient) {
        true => Term { coefficient: -term.coefficient, node: Triple::new(-term.node.a, -term.node.b, -term.node.c) },
        false => term,
    });
    Block::from_terms(terms.collect())
}

/// Checks the potentials that the path relies on, and returns the position of the hub in y.
fn check<S: Cyclotomic>(y: &Block<S>, z: &Block<S>, self_conjugate: bool) -> Result<usize> {
    let expect = |name: &str, block: &Block<S>, potential: BlockPotential, expected: S| {
        let value = potential.evaluate(block);
        if value.is_close(&expected, TOLERANCE) {
            return Ok(());
        }
        let shown = value.to_complex().map_or_else(|| value.to_string(), |number| format_complex(&number));
        let expected = if expected.is_zero() { 0 } else { 1 };
        Err(Error::argument(format!("the potential {potential} of {name} is {shown}; {expected} is required")))
    };
    expect("the first factor", y, BlockPotential::ABC, S::one())?;
    expect("the second factor", z, BlockPotential::ABC, S::one())?;
    let zeros: &[BlockPotential] =
        if self_conjugate { &[BlockPotential::AAC, BlockPotential::BBC] } else { &BlockPotential::ALL[1..] };
    for &potential in zeros {
        expect("the second factor", z, potential, S::zero())?;
    }
    let positive = |value: &S| value.to_complex().is_some_and(|value| value.re > 0.0);
    let ready = |term: &Term<Triple<S>, S>| term.node.a.is_one() && term.node.b.is_one() && positive(&term.coefficient);
    let movable = |term: &Term<Triple<S>, S>| {
        let Triple { a, b, .. } = &term.node;
        let inputs = if self_conjugate { positive(a) && positive(b) } else { !a.is_zero() && !b.is_zero() };
        inputs && positive(&term.coefficient)
    };
    y.terms().iter().position(ready).or_else(|| y.terms().iter().position(movable)).ok_or_else(|| {
        Error::unsupported(
            "no node of the first factor has a positive coefficient and inputs that can be moved to 1 without meeting 0",
        )
    })
}
