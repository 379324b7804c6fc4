//! The blocks of characters of degree 1.

use std::collections::BTreeMap;

use super::NarrowKind;
use crate::dual::Dual;
use crate::number;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Node, Solution, Spectrum, Triple};

/// Characters that are served together, as indices of the dual.
enum Class {
    /// A real character.
    Real(usize),
    /// A pair of order 4, whose square is real.
    Order4(usize),
    /// A pair of order 3 that is no square of another pair.
    Order3(usize),
    /// The pairs k and 2k of order 5 that are squares of each other only.
    Order5(usize, usize),
    /// All pairs whose squares are ψ or ψ̄, each by the member whose square is ψ.
    Squares(Vec<usize>),
}

impl Class {
    /// What it is, and the number of its nodes.
    fn part(&self) -> (NarrowKind, usize) {
        match self {
            Class::Real(_) => (NarrowKind::Real, 1),
            Class::Order4(_) => (NarrowKind::Order4, 3),
            Class::Order3(_) => (NarrowKind::Order3, 3),
            Class::Order5(..) => (NarrowKind::Order5, 7),
            Class::Squares(members) => (NarrowKind::Squares, 3 * members.len() + 1),
        }
    }
}

/// The index of φ_k².
fn square(dual: &Dual, k: usize) -> usize {
    dual.product(k, k)[0].index
}

/// The characters of degree 1 but for the trivial one, by how they are served.
fn classes(dual: &Dual) -> Vec<Class> {
    let linear = || dual.representatives().filter(|&k| dual.degree(k) == 1);
    let mut classes: Vec<Class> = linear().filter(|&k| dual.is_self_conjugate(k)).map(Class::Real).collect();
    let mut by_square: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for k in linear().filter(|&k| !dual.is_self_conjugate(k)) {
        let square = square(dual, k);
        if dual.is_self_conjugate(square) {
            classes.push(Class::Order4(k));
        } else {
            let psi = dual.representative(square);
            by_square.entry(psi).or_default().push(if square == psi { k } else { dual.conjugate(k) });
        }
    }
    for (&psi, members) in &by_square {
        let alone = |psi: usize| by_square.get(&psi).is_some_and(|members| members.len() == 1);
        let (k, other) = (members[0], dual.representative(square(dual, psi)));
        match (members.len(), dual.order_of(k)) {
            (1, 3) => classes.push(Class::Order3(k)),
            (1, 5) if alone(other) => {
                // the orbit is listed at the one of its two squares that comes first
                if psi < other {
                    classes.push(Class::Order5(k, square(dual, k)));
                }
            }
            _ => classes.push(Class::Squares(members.clone())),
        }
    }
    classes
}

/// What the characters are, and how many nodes each class takes.
pub(super) fn parts(dual: &Dual) -> Vec<(NarrowKind, usize)> {
    classes(dual).iter().map(Class::part).collect()
}

/// The width over Z_n1 × … × Z_nm: (3d − r)/2 + s − saved.
pub(super) fn width_of(moduli: &[usize]) -> usize {
    let d: usize = moduli.iter().product();
    let count = |t: u64| moduli.iter().map(|n| number::gcd(*n as u64, t) as usize).product::<usize>();
    let (real, of_order_4) = (count(2), count(4));
    let classes = (d - of_order_4) / 2 / real;
    let saved = if real == 1 { (count(3) - 1) / 2 + (count(5) - 1) / 4 } else { 0 };
    (3 * d - real) / 2 + classes - saved
}

/// One element for every class of characters.
pub(super) fn blocks<S: Cyclotomic>(dual: &Dual) -> Vec<Solution<S>> {
    let block = |class: &Class| match class {
        Class::Real(k) => Solution::at_frequency(dual.group(), *k, &Block::one()),
        Class::Order4(k) => three_nodes(dual, *k).0,
        Class::Order3(k) => order_3(dual, *k),
        Class::Order5(k, l) => order_5(dual, *k, *l),
        Class::Squares(members) => squares(dual, members),
    };
    classes(dual).iter().map(block).collect()
}

fn ratio<S: Cyclotomic>(numerator: i64, denominator: u64) -> S {
    S::from_ratio(numerator, denominator)
}

/// exp(2πi · numerator / denominator).
fn turn<S: Cyclotomic>(numerator: i64, denominator: u64) -> S {
    S::root_of_unity(numerator, denominator)
}

/// x C + y S, C = Re φ, S = Im φ, by x and y.
#[derive(Clone)]
struct Wave<S>([S; 2]);

impl<S: Cyclotomic> Wave<S> {
    fn new(x: (i64, u64), y: (i64, u64)) -> Self {
        Wave([x, y].map(|(numerator, denominator)| ratio(numerator, denominator)))
    }

    fn plus(&self, other: &Self) -> Self {
        Wave([0, 1].map(|at| self.0[at].clone() + other.0[at].clone()))
    }

    fn times(&self, factor: &S) -> Self {
        Wave([0, 1].map(|at| self.0[at].clone() * factor))
    }

    fn negative(&self) -> Self {
        self.times(&-S::one())
    }

    /// The entry at k of an input: (x − iy)/2.
    fn input(&self) -> S {
        let [x, y] = &self.0;
        (x.clone() - y.clone() * &turn(1, 4)) * &ratio(1, 2)
    }

    /// The entry at k of an output, which is written in conjugates: (x + iy)/2.
    fn output(&self) -> S {
        let [x, y] = &self.0;
        (x.clone() + y.clone() * &turn(1, 4)) * &ratio(1, 2)
    }
}

/// The node with the inputs u and ±u at k and outputs at several characters.
fn node<S: Cyclotomic>(dual: &Dual, k: usize, u: &Wave<S>, negated: bool, output: &[(usize, Wave<S>)]) -> Node<S> {
    let input = Spectrum::single(dual, k, u.input());
    let other = if negated { input.map(|_, value| -value.clone()) } else { input.clone() };
    Node { a: input, b: other, c: Spectrum::from_pairs(dual, output.iter().map(|(k, wave)| (*k, wave.output()))) }
}

/// With t = ½, the inputs C − tS, C + tS (twice) and tC + S (with the sign turned) with the outputs c1 = −S/t,
/// c3 − c1 and c3 = 2C/(1 − t²): exact at k but for 2t (c3 − c1)\[h\] (Im φ²(x) + Im φ²(y)), which is 0 at order 4. Also
/// the output c3 − c1.
fn three_nodes<S: Cyclotomic>(dual: &Dual, k: usize) -> (Solution<S>, Wave<S>) {
    let (c1, c3) = (Wave::new((0, 1), (-2, 1)), Wave::new((8, 3), (0, 1)));
    let c2 = c3.plus(&c1.negative());
    let nodes = [
        node(dual, k, &Wave::new((1, 1), (-1, 2)), false, &[(k, c1)]),
        node(dual, k, &Wave::new((1, 1), (1, 2)), false, &[(k, c2.clone())]),
        node(dual, k, &Wave::new((1, 2), (1, 1)), true, &[(k, c3)]),
    ];
    (Solution::from_nodes(dual.group(), nodes), c2)
}

/// Three nodes for each pair but the first, and four at the first, which take what the others leave at ψ.
fn squares<S: Cyclotomic>(dual: &Dual, members: &[usize]) -> Solution<S> {
    let mut rest = Vec::new();
    let others: Vec<Solution<S>> = members[1..]
        .iter()
        .map(|&k| {
            let (block, left) = three_nodes(dual, k);
            rest.push((k, left.times(&ratio(1, 2))));
            block
        })
        .collect();
    let k = members[0];
    let (p, q) = (Wave::new((4, 3), (0, 1)), Wave::new((0, 1), (1, 1)));
    let output = |sign_of_q: i64, sign_of_rest: i64| -> Vec<(usize, Wave<S>)> {
        let own = (k, p.plus(&q.times(&ratio(sign_of_q, 1))));
        std::iter::once(own).chain(rest.iter().map(|(l, g)| (*l, g.times(&ratio(sign_of_rest, 1))))).collect()
    };
    let nodes = [
        node(dual, k, &Wave::new((1, 1), (-1, 2)), false, &output(-1, 1)),
        node(dual, k, &Wave::new((1, 1), (1, 2)), false, &output(1, -1)),
        node(dual, k, &Wave::new((1, 2), (1, 1)), true, &output(-1, -1)),
        node(dual, k, &Wave::new((1, 2), (-1, 1)), true, &output(1, 1)),
    ];
    Solution::sum_over(dual.group(), others) + Solution::from_nodes(dual.group(), nodes)
}

/// For j = 0, 1, 2 the inputs 8 Re(ω⁻ʲφ) − 1, twice, with the output Re(ω⁻²ʲφ)/24.
fn order_3<S: Cyclotomic>(dual: &Dual, k: usize) -> Solution<S> {
    let nodes = (0..3).map(|j| {
        let input = Spectrum::from_pairs(dual, [(0, -S::one()), (k, turn::<S>(-j, 3) * &ratio(4, 1))]);
        let output = Spectrum::single(dual, k, turn::<S>(2 * j, 3) * &ratio(1, 48));
        Node { a: input.clone(), b: input, c: output }
    });
    Solution::from_nodes(dual.group(), nodes)
}

/// √3 · numerator / denominator.
fn sqrt3_times<S: Cyclotomic>(numerator: i64, denominator: u64) -> S {
    (turn::<S>(1, 12) + turn(-1, 12)) * &ratio(numerator, denominator)
}

/// ½ (e^{iα}, e^{iα}, e^{iφ}) + √3/6 (−ie^{iα}, ie^{iα}, −ie^{iφ}), φ = 2π · `numerator` / `denominator`, α = π/6 − φ/2:
/// leaves a one-sided term at the square.
fn pure_nodes<S: Cyclotomic>(numerator: i64, denominator: u64) -> Block<S> {
    // α in units of 2π/(12·denominator)
    let alpha: S = turn(denominator as i64 - 6 * numerator, 12 * denominator);
    let phi: S = turn(numerator, denominator);
    let minus_i: S = turn(-1, 4);
    let plus = Block::from_nodes([Triple::new(alpha.clone(), alpha.clone(), phi.clone())]);
    let alpha = alpha * &minus_i;
    let minus = Block::from_nodes([Triple::new(alpha.clone(), -alpha, phi * &minus_i)]);
    plus.scaled(&ratio(1, 2)) + minus.scaled(&sqrt3_times(1, 6))
}

/// Two pure nodes at k and at l = 2k, φ = −2π/15 and 2π/5, and three mixed ones, t = 1, 2, ½, whose products a_0 a_l cancel
/// what these leave: −4√3/9 with a_0 = ¼(t² − 7t/2), a_k = e^{2πi/5}, a_l = t e^{2πi/15}, c_k = (n/t) e^{i(7π/6 − 2π/15)},
/// c_l = n e^{i(7π/6 + 2π/5)}, n = 3/2, −1/2, −1.
fn order_5<S: Cyclotomic>(dual: &Dual, k: usize, l: usize) -> Solution<S> {
    // t, a_0, n and n/t, each as numerator and denominator
    let values: [[(i64, u64); 4]; 3] =
        [[(1, 1), (-5, 8), (3, 2), (3, 2)], [(2, 1), (-3, 4), (-1, 2), (-1, 4)], [(1, 2), (-3, 8), (-1, 1), (-2, 1)]];
    let mixed = values.map(|values| {
        let [t, constant, n, n_over_t] = values.map(|(numerator, denominator)| ratio::<S>(numerator, denominator));
        let input = Spectrum::from_pairs(dual, [(0, constant), (k, turn(1, 5)), (l, t * &turn(1, 15))]);
        let output = Spectrum::from_pairs(dual, [(k, n_over_t * &turn(31, 60)), (l, n * &turn(47, 60))]);
        Node { a: input.clone(), b: input, c: output }
    });
    let pure = [(k, pure_nodes(-1, 15)), (l, pure_nodes(1, 5))];
    let pure = pure.map(|(k, block)| Solution::at_frequency(dual.group(), k, &block));
    let mixed = Solution::from_nodes(dual.group(), mixed).scaled(&sqrt3_times(-4, 9));
    Solution::sum_over(dual.group(), pure.into_iter().chain([mixed]))
}
