//! Real and complex numbers that are known up to an error: multiples of 2⁻¹⁹² with a radius.

use dashu_int::IBig;
use dashu_ratio::RBig;

use super::arithmetic::Ring;

/// Numbers are multiples of 2 to the power of minus this.
const BITS: usize = 192;

/// A real number within `radius` of `middle`, both in units of 2⁻¹⁹².
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interval {
    middle: IBig,
    radius: IBig,
}

fn absolute(x: &IBig) -> IBig {
    if *x < IBig::ZERO { -x } else { x.clone() }
}

impl Interval {
    pub fn integer(n: i64) -> Self {
        Interval { middle: IBig::from(n) << BITS, radius: IBig::ZERO }
    }

    pub fn rational(x: &RBig) -> Self {
        let shifted = x.numerator() << BITS;
        let middle = &shifted / x.denominator();
        let exact = &middle * x.denominator() == shifted;
        Interval { middle, radius: if exact { IBig::ZERO } else { IBig::ONE } }
    }

    /// A finite float.
    pub fn float(x: f64) -> Self {
        Interval::rational(&RBig::try_from(x).unwrap_or(RBig::ZERO))
    }

    pub fn plus(&self, other: &Self) -> Self {
        Interval { middle: &self.middle + &other.middle, radius: &self.radius + &other.radius }
    }

    pub fn minus(&self, other: &Self) -> Self {
        Interval { middle: &self.middle - &other.middle, radius: &self.radius + &other.radius }
    }

    pub fn times(&self, other: &Self) -> Self {
        let middle = (&self.middle * &other.middle) >> BITS;
        if self.radius == IBig::ZERO && other.radius == IBig::ZERO {
            return Interval { middle, radius: IBig::ONE };
        }
        let error = absolute(&self.middle) * &other.radius + (absolute(&other.middle) + &other.radius) * &self.radius;
        Interval { middle, radius: (error >> BITS) + IBig::from(2) }
    }

    /// The quotient by a positive integer.
    pub fn over(&self, n: i64) -> Self {
        let n = IBig::from(n);
        Interval { middle: &self.middle / &n, radius: &self.radius / &n + IBig::from(2) }
    }

    /// 1/x; `None` when x may be 0.
    pub fn inverse(&self) -> Option<Self> {
        let least = absolute(&self.middle) - &self.radius;
        if least <= IBig::ZERO {
            return None;
        }
        let one = IBig::ONE << (2 * BITS);
        let middle = &one / &self.middle;
        // |1/x − 1/m| ≤ radius / (least · |m|).
        let error = (&one * &self.radius) / (least * absolute(&self.middle));
        Some(Interval { middle, radius: error + IBig::from(2) })
    }

    /// The interval made larger by `by` on both sides.
    pub fn widened(&self, by: &Self) -> Self {
        Interval { middle: self.middle.clone(), radius: &self.radius + &by.largest().middle }
    }

    /// The least number that no |x| exceeds.
    pub fn largest(&self) -> Self {
        Interval { middle: absolute(&self.middle) + &self.radius, radius: IBig::ZERO }
    }

    /// Whether every number of this interval is at most every number of the other.
    pub fn is_at_most(&self, other: &Self) -> bool {
        &self.middle + &self.radius <= &other.middle - &other.radius
    }

    /// The larger of two numbers without error.
    pub fn larger(self, other: Self) -> Self {
        if other.middle > self.middle { other } else { self }
    }

    pub fn to_f64(&self) -> f64 {
        RBig::from_parts(self.middle.clone(), dashu_int::UBig::ONE << BITS).to_f64().value()
    }
}

/// A complex number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Complex {
    pub re: Interval,
    pub im: Interval,
}

impl Complex {
    pub fn integer(n: i64) -> Self {
        Complex { re: Interval::integer(n), im: Interval::integer(0) }
    }

    pub fn conj(&self) -> Self {
        Complex { re: self.re.clone(), im: Interval::integer(0).minus(&self.im) }
    }

    pub fn plus(&self, other: &Self) -> Self {
        Complex { re: self.re.plus(&other.re), im: self.im.plus(&other.im) }
    }

    pub fn times(&self, other: &Self) -> Self {
        Complex { re: self.real_product(other), im: self.re.times(&other.im).plus(&self.im.times(&other.re)) }
    }

    pub fn scaled(&self, by: &Interval) -> Self {
        Complex { re: self.re.times(by), im: self.im.times(by) }
    }

    /// The real part of the product.
    pub fn real_product(&self, other: &Self) -> Interval {
        self.re.times(&other.re).minus(&self.im.times(&other.im))
    }

    /// |z|².
    pub fn norm_squared(&self) -> Interval {
        self.re.times(&self.re).plus(&self.im.times(&self.im))
    }
}

/// Complex intervals as a ring: sums and products contain the sums and products of all their numbers.
pub(super) struct Intervals;

impl Ring for Intervals {
    type Value = Complex;

    fn integer(&self, n: i64) -> Complex {
        Complex::integer(n)
    }

    fn add(&self, to: &mut Complex, value: &Complex) {
        *to = to.plus(value);
    }

    fn times(&self, x: &Complex, y: &Complex) -> Complex {
        x.times(y)
    }
}

/// exp(2πi·turn) by the Taylor series of cos and sin at an angle of at most π.
pub(super) fn unit(turn: &RBig) -> Complex {
    /// π¹²⁸/128! < 2⁻²⁰⁰, and the terms fall by more than half from there on.
    const TERMS: i64 = 64;
    let reduced = turn - RBig::from(turn.round());
    let angle = Interval::rational(&(RBig::from(2) * reduced)).times(&pi());
    let square = angle.times(&angle);
    let (mut cos, mut sin) = (Interval::integer(0), Interval::integer(0));
    let (mut even, mut odd) = (Interval::integer(1), angle);
    for n in 1..=TERMS {
        cos = if n % 2 == 1 { cos.plus(&even) } else { cos.minus(&even) };
        sin = if n % 2 == 1 { sin.plus(&odd) } else { sin.minus(&odd) };
        even = even.times(&square).over((2 * n - 1) * (2 * n));
        odd = odd.times(&square).over(2 * n * (2 * n + 1));
    }
    // What is left of either series is less than its next term.
    Complex { re: cos.widened(&even), im: sin.widened(&odd) }
}

/// π = 16 arctan(1/5) − 4 arctan(1/239).
fn pi() -> Interval {
    let arctan = |n: i64| {
        let mut power = Interval::integer(1).over(n);
        let mut sum = power.clone();
        for at in 1..=BITS as i64 {
            power = power.over(n * n);
            let term = power.over(2 * at + 1);
            sum = if at % 2 == 1 { sum.minus(&term) } else { sum.plus(&term) };
        }
        sum.widened(&power)
    };
    arctan(5).times(&Interval::integer(16)).minus(&arctan(239).times(&Interval::integer(4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_contain_known_values() {
        // √3/2 and 1/2 at a twelfth of a turn, by their squares.
        let z = unit(&RBig::from_parts(IBig::ONE, dashu_int::UBig::from(12u8)));
        let three_quarters = z.re.times(&z.re).minus(&Interval::rational(&"3/4".parse().expect("a fraction")));
        let half = z.im.minus(&Interval::rational(&"1/2".parse().expect("a fraction")));
        for difference in [three_quarters, half] {
            assert!(absolute(&difference.middle) <= difference.radius, "0 is not inside");
            assert!(difference.largest().to_f64() < 1e-54);
        }
        assert!((pi().to_f64() - std::f64::consts::PI).abs() < 1e-15);
    }

    #[test]
    fn operations_widen() {
        let third = Interval::rational(&"1/3".parse().expect("a fraction"));
        let one = third.times(&third.inverse().expect("not 0"));
        let error = one.minus(&Interval::integer(1));
        assert!(absolute(&error.middle) <= error.radius && error.largest().to_f64() < 1e-55);
        assert!(Interval::integer(0).inverse().is_none());
        assert!(!third.is_at_most(&third) && third.is_at_most(&Interval::integer(1)));
    }
}
