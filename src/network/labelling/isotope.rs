//! The loop with a neutral element that is isotopic to a table of answers, and the group that it is.

use super::answers::Answers;
use super::{AGREEMENT, inverse};
use crate::group::{Group, MAX_TABLE_ORDER};

/// u ∘ v = T(α⁻¹(u), β⁻¹(v)).
pub(super) struct Isotope<'a> {
    pub order: usize,
    pub neutral: usize,
    pub table: &'a Answers,
    pub alpha: &'a [usize],
    pub beta: &'a [usize],
}

impl Isotope<'_> {
    fn of(&self, u: usize, v: usize) -> usize {
        self.table.at(self.alpha[u], self.beta[v])
    }

    pub fn is_commutative(&self) -> bool {
        let d = self.order;
        let same = (0..d * d).filter(|at| self.of(at / d, at % d) == self.of(at % d, at / d)).count();
        same as f64 >= AGREEMENT * (d * d) as f64
    }

    /// The group by its table, with the name of one that it is up to relabelling, and the element of the loop for each of its
    /// elements; `None` when the table is none of a group that is supported, or not that of `wanted`.
    pub fn group(&self, wanted: Option<&Group>) -> Option<(Group, Vec<usize>)> {
        if self.order > MAX_TABLE_ORDER {
            return None;
        }
        let rows: Vec<Vec<usize>> = (0..self.order).map(|u| (0..self.order).map(|v| self.of(u, v)).collect()).collect();
        let table = Group::from_table(&rows).ok()?;
        let (group, map) = match wanted.filter(|wanted| wanted.moduli().is_none()) {
            Some(wanted) => (wanted.clone(), table.isomorphism(wanted)?),
            None if table.is_named() => (table.clone(), (0..self.order).collect()),
            None => table.recognized().unwrap_or_else(|| (table.clone(), (0..self.order).collect())),
        };
        Some((group, inverse(&map)?))
    }

    /// (u ∘ v) ∘ w = u ∘ (v ∘ w) for all triples, or a hundred thousand spread over all.
    pub fn is_associative(&self) -> bool {
        const MOST: usize = 100_003;
        let d = self.order;
        let all = d.saturating_pow(3);
        let (count, step) = if all <= MOST { (all, 1) } else { (MOST, all / MOST) };
        let holds = |at: &usize| {
            let at = at * step;
            let (u, v, w) = (at / d / d % d, at / d % d, at % d);
            self.of(self.of(u, v), w) == self.of(u, self.of(v, w))
        };
        (0..count).filter(holds).count() as f64 >= AGREEMENT * count as f64
    }

    /// The order of an element; more than d where its powers do not return.
    fn order_of(&self, u: usize) -> usize {
        let (mut power, mut order) = (u, 1);
        while power != self.neutral && order <= self.order {
            (power, order) = (self.of(power, u), order + 1);
        }
        order
    }

    /// The factors Z_n1 × … of a commutative group, largest first unless they are given, and its elements in lexicographic order.
    pub fn basis(&self, moduli: Option<&[usize]>) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut orders: Vec<(usize, usize)> = (0..self.order).map(|u| (self.order_of(u), u)).collect();
        orders.sort_unstable_by_key(|&(order, u)| (std::cmp::Reverse(order), u));
        self.extend(&orders, &mut Vec::new(), vec![self.neutral], moduli)
    }

    /// The same, where the elements of the factors so far are known. A cyclic subgroup of largest order that meets them only in
    /// the neutral element is always a factor of a commutative group; given factors may need another choice.
    fn extend(
        &self,
        orders: &[(usize, usize)],
        factors: &mut Vec<usize>,
        elements: Vec<usize>,
        moduli: Option<&[usize]>,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        if elements.len() == self.order {
            let ones = moduli.map_or(0, |moduli| moduli.len() - factors.len());
            return Some(([&factors[..], &vec![1; ones]].concat(), elements))
                .filter(|(factors, _)| !factors.is_empty());
        }
        let wanted = moduli.map(|moduli| moduli.get(factors.len()).copied().unwrap_or(1));
        if wanted == Some(1) {
            factors.push(1);
            return self.extend(orders, factors, elements, moduli);
        }
        for &(order, u) in orders.iter().filter(|(order, _)| *order > 1 && wanted.is_none_or(|n| n == *order)) {
            let Some(more) = self.products(&elements, u, order) else { continue };
            factors.push(order);
            let found = self.extend(orders, factors, more, moduli);
            if found.is_some() || moduli.is_none() {
                return found;
            }
            factors.pop();
        }
        None
    }

    /// s ∘ uᵏ for all s and k, where they are all different.
    fn products(&self, elements: &[usize], u: usize, order: usize) -> Option<Vec<usize>> {
        let mut is_new = vec![true; self.order];
        let mut products = Vec::with_capacity(elements.len() * order);
        for &element in elements {
            let mut power = self.neutral;
            for _ in 0..order {
                let product = self.of(element, power);
                if !std::mem::replace(&mut is_new[product], false) {
                    return None;
                }
                products.push(product);
                power = self.of(power, u);
            }
        }
        Some(products)
    }
}
