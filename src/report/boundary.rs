//! What `reproduce boundary` says, for people.

use super::words::aligned;
use crate::experiment::{Boundary, BoundaryFit, BoundarySetting};

/// The crossings of every family, and the fitted law.
#[must_use]
pub fn text(boundary: &Boundary) -> String {
    let Boundary { setting: BoundarySetting { width, learning_rate, weight_decay }, points, .. } = boundary;
    let runs: usize = points.iter().map(|point| point.runs).sum();
    let memorized = points.iter().map(|point| point.train_accuracy).fold(1.0, f64::min);
    let head = format!(
        "{runs} runs with {width} hidden nodes, learning rate {learning_rate}, weight decay {weight_decay}; training pairs right: \
         at least {:.1} %\n",
        100.0 * memorized
    );
    let fits = boundary.fits.iter().map(|fit| of_family(fit, boundary));
    std::iter::once(head).chain(fits).collect()
}

fn of_family(fit: &BoundaryFit, boundary: &Boundary) -> String {
    let mut lines = vec![fit.family.to_string()];
    let heads = ["group", "M", "epochs", "p at ½", "p M/ln M"].map(str::to_owned).to_vec();
    let rows = fit.crossings.iter().map(|crossing| {
        let epochs = boundary.points.iter().find(|point| point.group == crossing.group).map_or(0, |point| point.epochs);
        let (group, order) = (crossing.group.to_string(), crossing.group.order().to_string());
        vec![group, order, epochs.to_string(), format!("{:.4}", crossing.fraction), format!("{:.2}", crossing.constant)]
    });
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    lines.extend(aligned(&rows).iter().map(|row| format!("  {row}")));
    if let Some(constant) = &fit.constant {
        let error = constant.standard_error.map_or(String::new(), |error| format!(" ± {error:.2}"));
        let trend = fit.trend.map_or(String::new(), |trend| format!(", {trend:+.2} per unit of ln M"));
        let slope = fit.slope.map_or(String::new(), |slope| format!("; ln p against ln M has the slope {slope:.2}"));
        lines.push(format!("  c = {:.2}{error}{trend}{slope}", constant.mean));
    }
    if !fit.open.is_empty() {
        let open: Vec<String> = fit.open.iter().map(ToString::to_string).collect();
        lines.push(format!("  not crossed by the fractions at hand: {}", open.join(", ")));
    }
    lines.join("\n") + "\n"
}
