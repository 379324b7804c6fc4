//! Automorphisms of a finite Abelian group.

use super::Group;
use crate::{Error, Result};

/// A bijective homomorphism α of a group onto itself, as the table of its values on the elements.
///
/// How it acts on frequencies follows: see [`Dual::moved`](crate::Dual::moved).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automorphism {
    images: Vec<usize>,
    preimages: Vec<usize>,
}

impl Automorphism {
    /// The automorphism that sends the l-th generator (0, …, 1, …, 0) to `generator_images[l]`.
    ///
    /// # Errors
    /// When the number of images is not m, an image has an order that does not divide n_l, or the map is not
    /// bijective.
    pub fn new(group: &Group, generator_images: &[usize]) -> Result<Self> {
        let moduli = group.moduli();
        let bad = |why: String| Error::argument(format!("not an automorphism of {group}: {why}"));
        if generator_images.len() != moduli.len() {
            return Err(bad(format!("{} images for {} generators", generator_images.len(), moduli.len())));
        }
        for (&image, &n) in generator_images.iter().zip(moduli) {
            if image >= group.order() || n % group.element_order(image) != 0 {
                return Err(bad(format!("{image} is not the image of a generator of order {n}")));
            }
        }
        let images: Vec<usize> = (0..group.order())
            .map(|g| {
                let coordinates = group.coordinates(g);
                let parts = coordinates.iter().zip(generator_images);
                parts.fold(0, |sum, (&x, &image)| group.multiply(sum, group.power(image, x as i64)))
            })
            .collect();
        let mut preimages = vec![usize::MAX; group.order()];
        for (g, &image) in images.iter().enumerate() {
            if std::mem::replace(&mut preimages[image], g) != usize::MAX {
                return Err(bad(format!("two elements have the image {image}")));
            }
        }
        Ok(Automorphism { images, preimages })
    }

    /// Multiplication by `t` in every coordinate.
    ///
    /// # Errors
    /// When t is not coprime to the exponent of the group.
    pub fn multiplication(group: &Group, t: i64) -> Result<Self> {
        let generators = (0..group.moduli().len()).map(|l| group.power(group.generator(l), t));
        Self::new(group, &generators.collect::<Vec<_>>())
    }

    /// α(g).
    ///
    /// # Panics
    /// When `g` is not an element of the group.
    #[must_use]
    pub fn apply(&self, g: usize) -> usize {
        self.images[g]
    }

    /// α⁻¹(g).
    ///
    /// # Panics
    /// When `g` is not an element of the group.
    #[must_use]
    pub fn apply_inverse(&self, g: usize) -> usize {
        self.preimages[g]
    }
}
