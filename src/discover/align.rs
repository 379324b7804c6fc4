//! Translations of a network that bring out its symmetry under an exchange of the inputs.

use crate::variety::ResidualMap;

/// The translation u ↦ u(g·), v ↦ v(g·) of a network, again exact, after which the inputs of its nodes are most nearly
/// proportional to each other's images under the [`exchange`] of the inputs: Σ_j 1 − |cos ∠(u_j, w_j ∘ σ)| without means is
/// smallest.
#[must_use]
pub(super) fn align(map: &ResidualMap, x: &[f64]) -> Vec<f64> {
    let exchange = exchange(map);
    let shifts = (0..map.order()).map(|g| translated(map, x, g));
    let misalignment = |x: &Vec<f64>| misalignment(map, &exchange, x);
    let best =
        shifts.map(|x| (misalignment(&x), x)).reduce(|best, next| if next.0 < best.0 - 1e-9 { next } else { best });
    best.map_or_else(|| x.to_vec(), |(_, x)| x)
}

/// σ of the exchange (a, b) ↦ (σb, σa) that takes products to products: the identity of an Abelian group, else g ↦ g⁻¹, with
/// b⁻¹a⁻¹ = (ab)⁻¹. It takes networks to networks, the node u, w, v to w ∘ σ, u ∘ σ, v ∘ σ.
#[must_use]
pub(super) fn exchange(map: &ResidualMap) -> Vec<usize> {
    let group = map.group();
    (0..map.order()).map(|g| if group.is_abelian() { g } else { group.inverse(g) }).collect()
}

/// f(ga, b)\[gh\] for f(a, b)\[h\].
fn translated(map: &ResidualMap, x: &[f64], g: usize) -> Vec<f64> {
    let (d, length) = (map.order(), map.order() * map.width());
    let mut y = x.to_vec();
    for part in [0, 2 * length] {
        for j in 0..map.width() {
            for a in 0..d {
                y[part + j * d + a] = x[part + j * d + map.group().multiply(g, a)];
            }
        }
    }
    y
}

fn misalignment(map: &ResidualMap, exchange: &[usize], x: &[f64]) -> f64 {
    let (d, length) = (map.order(), map.order() * map.width());
    let centered = |from: usize| -> Vec<f64> {
        let values = &x[from..from + d];
        let mean = values.iter().sum::<f64>() / d as f64;
        values.iter().map(|value| value - mean).collect()
    };
    let of_node = |j: usize| {
        let (u, w) = (centered(j * d), centered(length + j * d));
        let w: Vec<f64> = exchange.iter().map(|&g| w[g]).collect();
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let norms = (dot(&u, &u).sqrt(), dot(&w, &w).sqrt());
        if norms.0.min(norms.1) > 1e-6 { 1.0 - dot(&u, &w).abs() / (norms.0 * norms.1) } else { 0.0 }
    };
    (0..map.width()).map(of_node).sum()
}
