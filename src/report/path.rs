//! What `path` says, for people.

use std::fmt::Write as _;

use crate::experiment::{PathStep, PathWalk};

/// A line per step, and whether the loss was zero at all of them.
#[must_use]
pub fn text(walk: &PathWalk) -> String {
    let mut text = format!("{} hidden nodes over {}\n\n", walk.width, walk.group);
    text += "      t   live nodes   loss (closed form)   loss (direct)   accuracy   squared norm\n";
    for PathStep { t, live_nodes, closed_form_loss, direct_loss, accuracy, squared_norm } in &walk.steps {
        let _ = writeln!(
            text,
            " {t:>6.4}   {live_nodes:>10}   {closed_form_loss:>18.1e}   {direct_loss:>13.1e}   {:>7.2} %   \
             {squared_norm:>12.4}",
            100.0 * accuracy
        );
    }
    text + if walk.zero_loss { "\nzero loss at every step\n" } else { "\nthe loss is not zero at every step\n" }
}
