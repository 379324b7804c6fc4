//! Real functions by real coordinates: the parts of their Fourier coefficients.

use num_complex::Complex64;
use num_traits::Zero;

use crate::dual::{Dual, IrrepType};
use crate::scalar::{Cyclotomic, Exact, Scalar};
use crate::semiring::Spectrum;

/// The real functions with entries at some places, one coordinate for the real part of each entry, and one for the imaginary part
/// where there is one.
pub(super) struct RealFunctions<'a> {
    dual: &'a Dual,
    coordinates: Vec<Coordinate>,
}

#[derive(Debug, Clone, Copy)]
struct Coordinate {
    k: usize,
    is_imaginary: bool,
}

/// The entry at k, with the one that it determines at an irrep of type H.
pub(super) fn with_twin<S: Scalar>(dual: &Dual, k: usize, value: S) -> impl Iterator<Item = (usize, S)> {
    let twin = (dual.kind(k) == IrrepType::Quaternionic).then(|| {
        let conjugate = value.conj();
        (dual.conjugate(k), if dual.is_sign_flipped(k) { -conjugate } else { conjugate })
    });
    std::iter::once((k, value)).chain(twin)
}

/// The places of the entries that a real function is known by: of entries that are conjugates of each other the first.
pub(super) fn first_places(dual: &Dual, places: impl Iterator<Item = usize>) -> Vec<usize> {
    places.filter(|&k| dual.is_self_conjugate(k) || k < dual.conjugate(k)).collect()
}

impl<'a> RealFunctions<'a> {
    pub fn new(dual: &'a Dual, places: impl Iterator<Item = usize>) -> Self {
        let parts = |k: usize| {
            let imaginary = (!dual.is_self_conjugate(k)).then_some(Coordinate { k, is_imaginary: true });
            std::iter::once(Coordinate { k, is_imaginary: false }).chain(imaginary)
        };
        RealFunctions { dual, coordinates: first_places(dual, places).into_iter().flat_map(parts).collect() }
    }

    /// How many coordinates there are.
    pub fn len(&self) -> usize {
        self.coordinates.len()
    }

    /// Where the coordinates of `part`, whose places are some of these, stand among these.
    pub fn positions(&self, part: &RealFunctions<'_>) -> Vec<usize> {
        let is_same = |x: &Coordinate, y: &Coordinate| x.k == y.k && x.is_imaginary == y.is_imaginary;
        let position = |own: &Coordinate| self.coordinates.iter().position(|of| is_same(of, own));
        part.coordinates.iter().map(|own| position(own).expect("a part of these places")).collect()
    }

    /// The coordinates of the function with the given entries.
    pub fn read(&self, entry: impl Fn(usize) -> Complex64) -> Vec<f64> {
        let part = |of: &Coordinate| if of.is_imaginary { entry(of.k).im } else { entry(of.k).re };
        self.coordinates.iter().map(part).collect()
    }

    /// The coordinates of an exact function.
    pub fn read_exact(&self, spectrum: &Spectrum<Exact>) -> Vec<Exact> {
        let part = |of: &Coordinate| real_part(&spectrum.get(self.dual, of.k), of.is_imaginary);
        self.coordinates.iter().map(part).collect()
    }

    /// The function with the given coordinates.
    pub fn spectrum<S: Cyclotomic>(&self, values: &[S]) -> Spectrum<S> {
        let entries = self.coordinates.iter().zip(values).filter(|(_, value)| !value.is_zero());
        let turned = |(of, value): (&Coordinate, &S)| {
            let value = value.clone();
            let value = if of.is_imaginary { value * &S::root_of_unity(1, 4) } else { value };
            with_twin(self.dual, of.k, value)
        };
        Spectrum::from_pairs(self.dual, entries.flat_map(turned))
    }

    /// The function whose coordinate `at` is 1, and the others 0.
    pub fn unit<S: Cyclotomic>(&self, at: usize) -> Spectrum<S> {
        let value = |place: usize| if place == at { S::one() } else { S::zero() };
        self.spectrum(&(0..self.len()).map(value).collect::<Vec<S>>())
    }

    /// The coordinate `at` as a sum over entries.
    fn functional(&self, at: usize) -> Vec<(usize, Exact)> {
        let Coordinate { k, is_imaginary } = self.coordinates[at];
        if self.dual.is_self_conjugate(k) {
            return vec![(k, Exact::from_ratio(1, 1))];
        }
        // z and ±z̄ stand at k and its conjugate
        let half = Exact::from_ratio(1, 2);
        let own = if is_imaginary { -(half * &Exact::i()) } else { half };
        let twin = if is_imaginary { -own.clone() } else { own.clone() };
        let twin = if self.dual.is_sign_flipped(k) { -twin } else { twin };
        vec![(k, own), (self.dual.conjugate(k), twin)]
    }

    /// The coordinates in `outputs` of what the label asks for at the product of the inputs' coordinates e and f.
    pub fn goal(&self, (e, f): (usize, usize), outputs: &RealFunctions<'_>) -> Vec<Exact> {
        let mut entries: Vec<(usize, Exact)> = Vec::new();
        for (k1, x) in self.functional(e) {
            for (k2, y) in self.functional(f) {
                entries.extend(self.dual.goal(k1, k2).map(|k| (k, x.clone() * &y)));
            }
        }
        let coordinate = |of: &Coordinate| {
            let own = entries.iter().filter(|(k, _)| *k == of.k);
            real_part(&own.fold(Exact::zero(), |sum, (_, value)| sum + value.clone()), of.is_imaginary)
        };
        outputs.coordinates.iter().map(coordinate).collect()
    }
}

/// The real part, or the imaginary one.
fn real_part(value: &Exact, is_imaginary: bool) -> Exact {
    if value.is_zero() {
        return Exact::zero();
    }
    let half = Exact::from_ratio(1, 2);
    let sum = if is_imaginary { (value.clone() - value.conj()) * &-Exact::i() } else { value.clone() + value.conj() };
    (sum * &half).shortened()
}
