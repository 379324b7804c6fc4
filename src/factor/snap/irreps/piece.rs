//! An irrep on its way.

use super::analysis::{IrrepBasis, SnappedIrrep};
use super::block::{ExactBlock, Trained};
use super::{character, design, rough};
use crate::dual::IrrepType;
use crate::factor::irreps::{FactoredIrrep, IrrepNodes, Site};
use crate::factor::snap::options::SnapOptions;
use crate::factor::snap::realize::{self, Transformed};

/// Exact forms whose nodes move by more than this are given up for nodes in no particular form, if these are nearer.
const NEAR: f64 = 0.05;

/// An irrep on its way.
pub(super) struct Piece<'a> {
    pub(super) site: &'a Site,
    pub(super) found: &'a FactoredIrrep,
    pub(super) basis: IrrepBasis,
    pub(super) block: Option<ExactBlock>,
    /// What there is to go back to, with how far it moved.
    pub(super) previous: Option<(IrrepBasis, ExactBlock, f64)>,
    pub(super) is_refined: bool,
}

impl<'a> Piece<'a> {
    pub(super) fn new(trained: &Trained<'_>, site: &'a Site, found: &'a FactoredIrrep) -> Self {
        let piece = |basis, block| Piece { site, found, basis, block, previous: None, is_refined: false };
        if found.nodes.is_empty() {
            return piece(IrrepBasis::Unused, None);
        }
        let result = match (site.kind, site.degree, &found.frames) {
            (IrrepType::Real, _, Some(of)) => {
                let nodes = IrrepNodes::new(trained.dual, site, trained.spectrum, &found.nodes);
                let basis = |frames| IrrepBasis::FrameDesign { frames, simplex_error: of.simplex_error };
                design::snapped(trained, site, &nodes).map(|block| (basis(block.groups), block))
            }
            (IrrepType::Real, ..) => Err("its nodes are not aligned".to_owned()),
            (IrrepType::Complex, 1, _) => {
                let product = |(form, block)| (IrrepBasis::Product { form }, block);
                character::snapped(trained, site, &found.nodes).map(product)
            }
            _ => Err("no exact form of such nodes is known".to_owned()),
        };
        match result {
            Ok((basis, block)) => piece(basis, Some(block)),
            Err(reason) => {
                let mut piece = piece(IrrepBasis::Unchanged { reason }, None);
                piece.refine(trained);
                piece
            }
        }
    }

    /// How far its nodes may move before something else is tried.
    pub(super) fn limit(&self, options: &SnapOptions) -> f64 {
        match self.basis {
            IrrepBasis::Refined { .. } => {
                self.previous.as_ref().map_or(options.max_move, |(.., moved)| moved.min(options.max_move_of_irreps))
            }
            _ if self.is_refined => options.max_move_of_irreps,
            _ => NEAR,
        }
    }

    /// After its nodes moved too far: refined, if they were not yet; else as they were before, if that was something.
    pub(super) fn reconsider(&mut self, trained: &Trained<'_>, moved: f64) {
        if !self.is_refined {
            self.previous = self.block.take().map(|block| (self.basis.clone(), block, moved));
            self.refine(trained);
            if self.block.is_some() {
                return;
            }
        } else if self.previous.is_none() {
            let reason = format!("the nearest exact nodes are at distance {moved:.2}");
            (self.basis, self.block) = (IrrepBasis::Unchanged { reason }, None);
        }
        if let Some((basis, block, _)) = self.previous.take() {
            (self.basis, self.block) = (basis, Some(block));
        }
    }

    pub(super) fn refine(&mut self, trained: &Trained<'_>) {
        self.is_refined = true;
        match rough::snapped(trained, self.site, &self.found.nodes) {
            Ok((residual, block)) => (self.basis, self.block) = (IrrepBasis::Refined { residual }, Some(block)),
            Err(other) => {
                if let IrrepBasis::Unchanged { reason } = &mut self.basis {
                    *reason = format!("{reason}, and {other}");
                }
            }
        }
    }

    pub(super) fn slots(&self) -> &[usize] {
        self.block.as_ref().map_or(&self.found.nodes, |block| &block.slots)
    }

    pub(super) fn obstacle(&self) -> Option<String> {
        let FactoredIrrep { irrep, kind, degree, .. } = self.found;
        let what = format!("irrep {irrep} ({kind}{degree})");
        match &self.basis {
            IrrepBasis::Unused => Some(format!("{what} has no nodes")),
            IrrepBasis::Unchanged { reason } => {
                Some(format!("{what}: order {}, no exact form known near it: {reason}", self.found.order()))
            }
            IrrepBasis::FrameDesign { .. } | IrrepBasis::Product { .. } | IrrepBasis::Refined { .. } => None,
        }
    }

    pub(super) fn report(&self, before: &Transformed<'_>, after: Option<&Transformed<'_>>) -> SnappedIrrep {
        let nodes = self.slots().to_vec();
        let places: Vec<usize> = self.site.places().collect();
        let moved = after.filter(|_| self.block.is_some()).map(|after| realize::moved(before, after, &places, &nodes));
        SnappedIrrep {
            irrep: self.found.irrep,
            kind: self.found.kind,
            degree: self.found.degree,
            known_orders: self.found.known_orders,
            basis: self.basis.clone(),
            moved: moved.as_ref().map(|moved| moved.own),
            moved_weights: moved.as_ref().map(|moved| moved.weights),
            nodes,
        }
    }
}
