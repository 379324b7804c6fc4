//! What is known of a group.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::dual::IrrepType;
use crate::group::{Automorphism, Group};

/// A conjugacy class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConjugacyClass {
    /// Its smallest element.
    pub representative: usize,
    /// How many elements it has.
    pub size: usize,
    /// The order of its elements.
    pub element_order: usize,
}

/// One irreducible representation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IrrepRow {
    /// Its number.
    pub irrep: usize,
    /// The degree n.
    pub degree: usize,
    /// The type: R, C or H.
    pub kind: IrrepType,
    /// The number of the conjugate irrep.
    pub partner: usize,
    /// Whether its matrices are known over a cyclotomic field.
    pub is_exact: bool,
    /// χ on the classes, real and imaginary part.
    pub character: Vec<[f64; 2]>,
}

/// The characters of a group: none for a group given by its factors, where every element is a class and the irreps are the
/// characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CharacterTable {
    /// The conjugacy classes.
    pub classes: Vec<ConjugacyClass>,
    /// The irreps.
    pub irreps: Vec<IrrepRow>,
}

/// A group, its classes and its irreps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupReport {
    /// The group.
    pub group: Group,
    /// Its order and number in the SmallGroups library, up to order 31.
    pub catalogue: Option<[usize; 2]>,
    /// The structure that the library gives, where D_2n has order 2n.
    pub structure: Option<String>,
    /// The order d.
    pub order: usize,
    /// The exponent.
    pub exponent: usize,
    /// Whether it is Abelian.
    pub is_abelian: bool,
    /// The number of automorphisms; `None` when there are more than are counted.
    pub automorphisms: Option<usize>,
    /// Its characters.
    #[serde(flatten)]
    pub table: CharacterTable,
}

/// More automorphisms are not counted.
const MOST_AUTOMORPHISMS: usize = 100_000;
/// Nor are those of larger groups.
const LARGEST_COUNTED: usize = 512;

impl GroupReport {
    /// The report of a group.
    ///
    /// # Errors
    /// Only when the catalogue is damaged.
    pub fn of(group: &Group) -> Result<Self> {
        let small = group.identify()?;
        let is_table = group.moduli().is_none();
        let classes = if is_table { group.classes() } else { Vec::new() };
        let dual = group.dual();
        let irreps = dual.irreps().iter().enumerate().map(|(irrep, rho)| IrrepRow {
            irrep,
            degree: rho.degree(),
            kind: rho.kind(),
            partner: rho.partner(),
            is_exact: rho.is_exact(),
            character: classes.iter().map(|class| rho.character(class[0])).map(|chi| [chi.re, chi.im]).collect(),
        });
        let conjugacy_class = |class: &Vec<usize>| ConjugacyClass {
            representative: class[0],
            size: class.len(),
            element_order: group.element_order(class[0]),
        };
        let counted = group.order() <= LARGEST_COUNTED;
        Ok(GroupReport {
            group: group.clone(),
            catalogue: small.map(|small| [small.order, small.number]),
            structure: small.map(|small| small.structure.to_owned()),
            order: group.order(),
            exponent: group.exponent(),
            is_abelian: group.is_abelian(),
            automorphisms: counted
                .then(|| Automorphism::all(group, MOST_AUTOMORPHISMS))
                .flatten()
                .map(|automorphisms| automorphisms.len()),
            table: CharacterTable { irreps: irreps.collect(), classes: classes.iter().map(conjugacy_class).collect() },
        })
    }
}
