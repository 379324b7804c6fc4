//! Characters of a group, or the formal multiples of one that stands for any character of any group.

/// The dual of Z_n1 × … × Z_nm, or the integers: the multiples of a character whose order is not known.
#[derive(Debug, Clone)]
pub(super) enum Characters {
    Product(Vec<i64>),
    Multiples,
}

/// The most factors of a group, and its largest order.
const MAX_FACTORS: usize = 64;
const MAX_ORDER: i64 = 1 << 26;

impl Characters {
    /// The characters of Z_n1 × … × Z_nm; `None` when there is no factor or more than 64, one is 0, or the order
    /// exceeds 2²⁶.
    pub fn product(moduli: &[u32]) -> Option<Self> {
        let order = moduli.iter().try_fold(1i64, |order, &n| {
            order.checked_mul(i64::from(n)).filter(|order| (1..=MAX_ORDER).contains(order))
        });
        (order.is_some() && (1..=MAX_FACTORS).contains(&moduli.len()))
            .then(|| Characters::Product(moduli.iter().map(|&n| i64::from(n)).collect()))
    }

    /// The order of the group; 0 when it is not known.
    pub fn order(&self) -> i64 {
        match self {
            Characters::Product(moduli) => moduli.iter().product(),
            Characters::Multiples => 0,
        }
    }

    /// The number of the character with the given coordinates, which must be reduced.
    pub fn number(&self, coordinates: &[i64]) -> Option<i64> {
        match self {
            Characters::Product(moduli) => {
                let fits = coordinates.len() == moduli.len()
                    && coordinates.iter().zip(moduli).all(|(k, n)| (0..*n).contains(k));
                fits.then(|| coordinates.iter().zip(moduli).fold(0, |number, (k, n)| number * n + k))
            }
            Characters::Multiples => match coordinates {
                [k @ -1..=1] => Some(*k),
                _ => None,
            },
        }
    }

    pub fn negative(&self, k: i64) -> i64 {
        self.combine(0, k, |x, y| x - y)
    }

    pub fn sum(&self, k: i64, l: i64) -> i64 {
        self.combine(k, l, |x, y| x + y)
    }

    fn combine(&self, k: i64, l: i64, operation: impl Fn(i64, i64) -> i64) -> i64 {
        let Characters::Product(moduli) = self else { return operation(k, l) };
        let (mut k, mut l, mut stride, mut result) = (k, l, 1, 0);
        for n in moduli.iter().rev() {
            result += operation(k % n, l % n).rem_euclid(*n) * stride;
            (k, l, stride) = (k / n, l / n, stride * n);
        }
        result
    }

    /// Entries at representatives, and after each its conjugate at −k: `value` of what is known of it.
    pub fn with_partners<T, V>(&self, entries: &[(i64, T)], value: impl Fn(&T, bool) -> V) -> Vec<(i64, V)> {
        let both = entries.iter().flat_map(|(k, known)| {
            let partner = self.negative(*k);
            let conjugate = (partner != *k).then(|| (partner, value(known, true)));
            std::iter::once((*k, value(known, false))).chain(conjugate)
        });
        both.collect()
    }

    /// Whether k stands for the pair ±k.
    pub fn is_representative(&self, k: i64) -> bool {
        match self {
            Characters::Product(_) => k <= self.negative(k),
            Characters::Multiples => k > 0,
        }
    }

    /// The representatives k ≠ 0 at which the network must work.
    pub fn required(&self) -> Box<dyn Iterator<Item = i64> + '_> {
        match self {
            Characters::Product(_) => Box::new((1..self.order()).filter(|&k| self.is_representative(k))),
            Characters::Multiples => Box::new(std::iter::once(1)),
        }
    }

    /// The exponent e with φ_k(g) = exp(2πi·e/`exponent`), for a multiple `exponent` of all factors.
    pub fn phase(&self, k: i64, g: i64, exponent: i64) -> i64 {
        let Characters::Product(moduli) = self else { return 0 };
        let (mut k, mut g, mut phase) = (k, g, 0);
        for n in moduli.iter().rev() {
            phase = (phase + (k % n) * (g % n) % n * (exponent / n)) % exponent;
            (k, g) = (k / n, g / n);
        }
        phase
    }

    /// `3`, `(1,2)`.
    pub fn label(&self, k: i64) -> String {
        let Characters::Product(moduli) = self else { return k.to_string() };
        let mut rest = k;
        let mut coordinates: Vec<String> = Vec::new();
        for n in moduli.iter().rev() {
            coordinates.push((rest % n).to_string());
            rest /= n;
        }
        coordinates.reverse();
        if coordinates.len() == 1 { coordinates.remove(0) } else { format!("({})", coordinates.join(",")) }
    }
}
