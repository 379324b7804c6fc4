//! The independent check of a certificate: tensors of third derivatives instead of the product rule.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::MAX_NODES;
use super::certified::Certified;
use super::exact;
use super::gaussian::{Total, absolute};
use crate::potential::BlockPotential;
use crate::semiring::Channel;
use crate::{Error, Result};

/// The third derivatives of a real cubic form in the six real unknowns of one node: integers, and all there is to it.
struct Cubic {
    derivatives: [[[i64; 6]; 6]; 6],
}

impl Cubic {
    /// Real (`part` = 0) or imaginary (`part` = 1) part of one node's share of a potential.
    ///
    /// By polarization: ∂ᵢ∂ⱼ∂ₖ f = Σ_{S ⊆ {i,j,k}} (−1)^{3−|S|} f(Σ_{s∈S} e_s), multiplicities counted.
    fn of(potential: BlockPotential, part: usize) -> Self {
        let mut derivatives = [[[0; 6]; 6]; 6];
        for (i, plane) in derivatives.iter_mut().enumerate() {
            for (j, row) in plane.iter_mut().enumerate() {
                for (k, derivative) in row.iter_mut().enumerate() {
                    for subset in 0..8u32 {
                        let mut point = [0i64; 6];
                        for (bit, unknown) in [i, j, k].into_iter().enumerate() {
                            point[unknown] += i64::from(subset >> bit & 1);
                        }
                        let sign = if subset.count_ones() % 2 == 1 { 1 } else { -1 };
                        *derivative += sign * integer_value(potential, point)[part];
                    }
                }
            }
        }
        Cubic { derivatives }
    }

    /// f''(x)\[eᵢ, eⱼ\] = Σ_k T_{ijk} x_k.
    fn second(&self, i: usize, j: usize, x: &[RBig; 6]) -> RBig {
        let terms = self.derivatives[i][j].iter().zip(x).filter(|(t, _)| **t != 0);
        terms.map(|(&t, x)| RBig::from(t) * x).total()
    }

    /// f'(x)\[eᵢ\] = ½ f''(x)\[eᵢ, x\].
    fn first(&self, i: usize, x: &[RBig; 6]) -> RBig {
        let sum: RBig = (0..6).map(|j| self.second(i, j, x) * &x[j]).total();
        sum / RBig::from(2)
    }

    /// f(x) = ⅓ f'(x)\[x\].
    fn value(&self, x: &[RBig; 6]) -> RBig {
        let sum: RBig = (0..6).map(|i| self.first(i, x) * &x[i]).total();
        sum / RBig::from(3)
    }
}

/// Real and imaginary part of a monomial at integer unknowns.
fn integer_value(potential: BlockPotential, unknowns: [i64; 6]) -> [i64; 2] {
    let [mut re, mut im] = [1, 0];
    for factor in potential.factors() {
        let at = match factor.channel {
            Channel::A => 0,
            Channel::B => 2,
            Channel::C => 4,
        };
        let (x, y) = (unknowns[at], if factor.conjugated { -unknowns[at + 1] } else { unknowns[at + 1] });
        [re, im] = [re * x - im * y, re * y + im * x];
    }
    [re, im]
}

impl Certified {
    /// Proves from the certificate alone that an exact solution exists within its radius.
    ///
    /// Shares no derivative with the search for the certificate: every real equation is a sum of cubic forms, one per
    /// node, each given by its integer tensor T of third derivatives, and
    /// f(x) = ⅙ T\[x,x,x\], f'(x)\[h\] = ½ T\[x,x,h\], f''(x)\[h,h'\] = T\[x,h,h'\].
    ///
    /// # Errors
    /// When the certificate is malformed, or an inequality of the Newton–Kantorovich test fails; the message gives its
    /// two sides.
    pub fn check(&self) -> Result<()> {
        self.require_well_formed()?;
        let equations: Vec<(BlockPotential, Cubic)> = self
            .required
            .iter()
            .flat_map(|potential| [0, 1].map(|part| (potential, Cubic::of(potential, part))))
            .collect();
        let nodes: Vec<[RBig; 6]> = self
            .center
            .iter()
            .map(|node| [&node.a, &node.b, &node.c].map(|entry| [entry.re.clone(), entry.im.clone()]))
            .map(|[[a, b], [c, d], [e, f]]| [a, b, c, d, e, f])
            .collect();
        let inverse: Vec<RBig> = self.inverse.iter().map(|&entry| exact(entry)).collect();
        let rows: Vec<&[RBig]> = inverse.chunks_exact(equations.len()).collect();
        let norm = |vector: &dyn Fn(usize) -> RBig| {
            rows.iter().map(|row| absolute(&row.iter().enumerate().map(|(e, a)| a * vector(e)).total())).max()
        };

        let values: Vec<RBig> = equations
            .iter()
            .enumerate()
            .map(|(e, (potential, cubic))| {
                let sum: RBig = nodes.iter().map(|x| cubic.value(x)).total();
                if *potential == BlockPotential::ABC && e % 2 == 0 { sum - RBig::ONE } else { sum }
            })
            .collect();
        let step = norm(&|e| values[e].clone()).unwrap_or(RBig::ZERO);

        let columns: Vec<Vec<RBig>> = self
            .pivots
            .iter()
            .map(|pivot| equations.iter().map(|(_, cubic)| cubic.first(pivot % 6, &nodes[pivot / 6])).collect())
            .collect();
        let defect = rows.iter().enumerate().map(|(i, row)| {
            let entries = columns.iter().enumerate().map(|(j, column)| {
                let product: RBig = row.iter().zip(column).map(|(a, slope)| a * slope).total();
                absolute(&(product - RBig::from(u8::from(i == j))))
            });
            entries.total()
        });
        let defect = defect.max().unwrap_or(RBig::ZERO);

        let bounds: Vec<RBig> =
            equations.iter().map(|(_, cubic)| self.second_derivative_bound(cubic, &nodes)).collect();
        let curvature = rows.iter().map(|row| row.iter().zip(&bounds).map(|(a, bound)| absolute(a) * bound).total());
        let curvature = curvature.max().unwrap_or(RBig::ZERO);

        let half = RBig::from_parts(IBig::ONE, UBig::from(2u8));
        let image = &step + &defect * &self.radius + half * &curvature * &self.radius * &self.radius;
        let contraction = &defect + &curvature * &self.radius;
        require("Y + Z₀r + ½Z₂r² ≤ r", &image, &self.radius, image <= self.radius)?;
        require("Z₀ + Z₂r < 1", &contraction, &RBig::ONE, contraction < RBig::ONE)
    }

    fn require_well_formed(&self) -> Result<()> {
        let refuse = |what: String| Err(Error::argument(format!("certificate of a nearby solution: {what}")));
        let equations = 2 * self.required.len();
        if !self.required.contains(BlockPotential::ABC) {
            return refuse("abc = 1 is not among the equations".into());
        }
        if self.center.len() > MAX_NODES {
            return refuse(format!("{} nodes; at most {MAX_NODES} are checked", self.center.len()));
        }
        if self.pivots.len() != equations || self.inverse.len() != equations * equations {
            return refuse(format!(
                "{equations} equations with {} pivots and an inverse of {} entries",
                self.pivots.len(),
                self.inverse.len()
            ));
        }
        if !self.pivots.is_sorted_by(|x, y| x < y)
            || self.pivots.last().is_some_and(|last| *last >= 6 * self.center.len())
        {
            return refuse(format!("pivots must increase and stay below {}", 6 * self.center.len()));
        }
        if !self.inverse.iter().all(|entry| entry.is_finite()) {
            return refuse("an entry of the inverse is not finite".into());
        }
        if self.radius <= RBig::ZERO {
            return refuse(format!("the radius {} is not positive", self.radius));
        }
        Ok(())
    }

    /// Σ over pairs of pivots of |f''|, which bounds |f''(x')\[h, h'\]| for |h|, |h'| ≤ 1 and x' within the radius.
    fn second_derivative_bound(&self, cubic: &Cubic, nodes: &[[RBig; 6]]) -> RBig {
        let mut bound = RBig::ZERO;
        for (j, x) in nodes.iter().enumerate() {
            let own: Vec<usize> = self.pivots.iter().filter(|pivot| *pivot / 6 == j).map(|pivot| pivot % 6).collect();
            for &i in &own {
                for &k in &own {
                    let change: i64 = own.iter().map(|&l| cubic.derivatives[i][k][l].abs()).sum();
                    bound += absolute(&cubic.second(i, k, x)) + RBig::from(change) * &self.radius;
                }
            }
        }
        bound
    }
}

fn require(inequality: &str, left: &RBig, right: &RBig, holds: bool) -> Result<()> {
    if holds {
        return Ok(());
    }
    let float = |x: &RBig| x.to_f64().value();
    Err(Error::argument(format!("not proved: {inequality} fails, {:.3e} against {:.3e}", float(left), float(right))))
}
