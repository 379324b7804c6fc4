//! Automorphisms of a finite group.

use std::ops::ControlFlow;

use itertools::Itertools as _;

use super::{Group, identify};
use crate::{Error, Result};

/// A bijective homomorphism α of a group onto itself, as the table of its values on the elements.
///
/// How it acts on frequencies follows: see [`Characters::moved`](crate::dual::Characters::moved).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automorphism {
    images: Vec<usize>,
    preimages: Vec<usize>,
}

impl Automorphism {
    /// The automorphism that sends the l-th of the group's [`generators`](Group::generators) to `generator_images[l]`.
    ///
    /// # Errors
    /// When there is not one image for each generator, or no automorphism has these images.
    pub fn new(group: &Group, generator_images: &[usize]) -> Result<Self> {
        let bad = |why: String| Error::argument(format!("not an automorphism of {group}: {why}"));
        let generators = group.generators();
        if generator_images.len() != generators.len() {
            return Err(bad(format!("{} images for {} generators", generator_images.len(), generators.len())));
        }
        if let Some(image) = generator_images.iter().find(|&&image| image >= group.order()) {
            return Err(bad(format!("{image} is no element")));
        }
        let images = identify::homomorphism(group, group, &generators, generator_images).ok_or_else(|| {
            bad(format!("nothing multiplicative and bijective sends {generators:?} to {generator_images:?}"))
        })?;
        Ok(Self::from_images(images))
    }

    fn from_images(images: Vec<usize>) -> Self {
        let mut preimages = vec![0; images.len()];
        images.iter().enumerate().for_each(|(g, &image)| preimages[image] = g);
        Automorphism { images, preimages }
    }

    /// All automorphisms, or `None` when there are more than `most`.
    #[must_use]
    pub fn all(group: &Group, most: usize) -> Option<Vec<Self>> {
        let mut all = Vec::new();
        let end = identify::isomorphisms(group, group, |images| {
            all.push(Self::from_images(images.to_vec()));
            if all.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        end.is_continue().then_some(all)
    }

    /// The automorphisms g → u g u⁻¹, each once.
    #[must_use]
    pub fn inner(group: &Group) -> Vec<Self> {
        let conjugation = |u: usize| {
            let images = (0..group.order()).map(|g| group.multiply(group.multiply(u, g), group.inverse(u)));
            images.collect::<Vec<_>>()
        };
        (0..group.order()).map(conjugation).unique().map(Self::from_images).collect()
    }

    /// Multiplication by `t` in every coordinate of an Abelian group: g → gᵗ.
    ///
    /// # Errors
    /// When t is not coprime to the exponent of the group.
    pub fn multiplication(group: &Group, t: i64) -> Result<Self> {
        let generators: Vec<usize> = group.generators().into_iter().map(|g| group.power(g, t)).collect();
        Self::new(group, &generators)
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
