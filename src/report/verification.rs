//! What `verify` says, for people.

use super::words::counted;
use crate::loss::Problem;
use crate::network::Verification;

/// The verification as lines of text.
#[must_use]
pub fn text(verification: &Verification) -> String {
    let Problem { group, width, target } = &verification.problem;
    let Verification { direct_loss, closed_form_loss, accuracy, tolerance, .. } = verification;
    let mut lines = vec![
        format!(
            "  group {}, order {}; {}; {target} target",
            group.symbol(),
            group.order(),
            counted(*width, "hidden node")
        ),
        format!("  loss by definition    {direct_loss:.6e}"),
        format!("  loss in closed form   {closed_form_loss:.6e}"),
        format!("  accuracy              {:.4} %", 100.0 * accuracy),
    ];
    if let Some((index, size)) = &verification.worst_residual {
        lines.push(format!("  largest residual      {size:.3e} at {index}"));
    }
    lines.push("  0/1-sets, and the potential that breaks each most:".to_owned());
    for (set, violation) in verification.zero_sets.iter() {
        let name = set.name();
        lines.push(match violation {
            Some(violation) => format!("    {name:<4} {:.3e} at {}", violation.size, violation.potential),
            None => format!("    {name:<4} holds exactly"),
        });
    }
    lines.push(if verification.is_solution {
        format!("  a solution: the loss is zero to working precision (at most {tolerance:.1e})")
    } else {
        format!("  not a solution: rounding explains a loss of at most {tolerance:.1e}")
    });
    lines.join("\n") + "\n"
}
