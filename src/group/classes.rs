//! Subgroups and conjugacy classes.

use super::Group;

impl Group {
    /// The conjugacy classes, each in increasing order, by their smallest elements; the one of the identity first.
    #[must_use]
    pub fn classes(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.order()];
        let mut classes = Vec::new();
        for g in std::iter::once(self.identity()).chain(0..self.order()) {
            if seen[g] {
                continue;
            }
            let mut class = self.conjugates(g);
            class.sort_unstable();
            class.dedup();
            class.iter().for_each(|&x| seen[x] = true);
            classes.push(class);
        }
        classes
    }

    /// h·g·h⁻¹ for every h; the element alone, in a group that is given by its factors.
    fn conjugates(&self, g: usize) -> Vec<usize> {
        match self.as_table() {
            None => vec![g],
            Some(table) => (0..table.order).map(|h| self.multiply(self.multiply(h, g), self.inverse(h))).collect(),
        }
    }

    /// The elements that the given ones generate, in increasing order.
    ///
    /// Time O(order of the subgroup · number of generators).
    #[must_use]
    pub fn subgroup(&self, generators: &[usize]) -> Vec<usize> {
        let mut reached = vec![false; self.order()];
        reached[self.identity()] = true;
        let mut elements = vec![self.identity()];
        let mut next = 0;
        while let Some(&x) = elements.get(next) {
            next += 1;
            for &s in generators {
                let y = self.multiply(x, s);
                if !std::mem::replace(&mut reached[y], true) {
                    elements.push(y);
                }
            }
        }
        elements.sort_unstable();
        elements
    }
}
