//! The loss in closed form, put together from the claimed potentials.

use std::collections::BTreeMap;

use dashu_ratio::RBig;

use super::FalseClaim;
use super::arithmetic::{Arithmetic, constant};
use super::characters::Characters;
use super::potentials::Places;
use super::reading::Claims;
use super::reading::Potential;
use crate::certificate::{ClaimedTarget, Inputs};

/// The input frequencies of a Fourier coefficient of output minus target; (m, 0) and (0, m) for one input alone.
type Frequencies = (i64, i64);

/// A number and its complex conjugate.
type Pair<V> = (V, V);

/// Refuses losses that are not those of the claimed potentials, and a zero-mean loss that is not 0.
pub(super) fn check<A: Arithmetic>(claims: &Claims, places: &Places, arithmetic: &A) -> Option<FalseClaim> {
    let characters = &claims.characters;
    // r_kkk must be 1, so a certificate without it is refused before anything as large as the group is built.
    for k in characters.required() {
        let goal = Potential { k, inputs: Inputs::AB, k1: k, k2: k };
        if !places.contains_key(&goal) {
            return Some(FalseClaim::new(
                goal.label(characters),
                "is not listed, so that it is 0, but zero loss requires 1",
            ));
        }
    }
    let residuals = residuals(claims, arithmetic);
    let violated = residuals.iter().find(|((k, _), (value, _))| *k != 0 && !arithmetic.is_zero(value));
    if let Some(((k, (k1, k2)), _)) = violated {
        let [k1, k2, k] = [k1, k2, k].map(|k| characters.label(*k));
        let reason = "is not 0, so that the loss is not";
        return Some(FalseClaim::new(
            format!("output minus target at input frequencies {k1}, {k2} and k = {k}"),
            reason,
        ));
    }
    for (target, claimed) in &claims.losses {
        let mut loss = arithmetic.zero();
        if *target == ClaimedTarget::OneHot {
            // With every other term 0, only the constant outputs k = 0 are left: ℓ = (1/d) Σ |residual|².
            for (_, (value, conjugate)) in residuals.iter().filter(|((k, _), _)| *k == 0) {
                arithmetic.add(&mut loss, &arithmetic.times(value, conjugate));
            }
            let order = RBig::ONE / RBig::from(characters.order());
            loss = arithmetic.times(&loss, &arithmetic.read(&constant(order), false));
        }
        if !arithmetic.equal(&loss, &arithmetic.read(claimed, false)) {
            let reason = format!("is not what the potentials add up to, {}", arithmetic.name());
            return Some(FalseClaim::new(format!("the claimed {target} loss"), reason));
        }
    }
    None
}

/// The Fourier coefficients of output minus target, by output frequency and input frequencies:
/// r_{k1 k2 k} − δ_{k1=k2=k}; ½(2 r_{m0k} + S_a(m,k)); ½(2 r_{00k} + S_a(0,k) + S_b(0,k)) − δ_{k0},
/// where S_p(m,k) = Σ_{k'} r_{p,k',m−k',k}.
fn residuals<A: Arithmetic>(claims: &Claims, arithmetic: &A) -> BTreeMap<(i64, Frequencies), Pair<A::Value>> {
    let characters = &claims.characters;
    let minus_one = arithmetic.read(&constant(RBig::from(-1)), false);
    let half = arithmetic.read(&constant(RBig::ONE / RBig::from(2)), false);
    let targets = characters.required().map(|k| (k, (k, k)));
    // The one-hot target has mean 1/d: the constant at k = 0.
    let mean = matches!(characters, Characters::Product(_)).then_some((0, (0, 0)));
    let mut residuals: BTreeMap<_, _> =
        targets.chain(mean).map(|index| (index, (minus_one.clone(), minus_one.clone()))).collect();
    for (potential, value) in &claims.identities {
        let Potential { k, inputs, k1, k2 } = *potential;
        let frequencies = match inputs {
            Inputs::AB => (k1, k2),
            Inputs::AA => (characters.sum(k1, k2), 0),
            Inputs::BB => (0, characters.sum(k1, k2)),
        };
        // Of r_{p k1 k2 k} = r_{p k2 k1 k} only k1 ≤ k2 is listed.
        let once = inputs == Inputs::AB || k1 != k2;
        let weighted = |conjugated| {
            let value = arithmetic.read(value, conjugated);
            if once { value } else { arithmetic.times(&value, &half) }
        };
        let zero = || (arithmetic.zero(), arithmetic.zero());
        let (sum, conjugate) = residuals.entry((k, frequencies)).or_insert_with(zero);
        arithmetic.add(sum, &weighted(false));
        arithmetic.add(conjugate, &weighted(true));
    }
    residuals
}
