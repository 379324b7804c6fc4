//! The paper's table and figures: from run directories and network files to results, ready to be reported.

mod decoupling;
mod page;
mod series;
mod settings;
mod source;
mod trained;

pub use decoupling::decoupling;
pub use page::page_data;
pub use series::{Series, one_series, series};
pub use settings::Settings;
pub use source::{Source, find_sources};
pub use trained::{Trained, order_panels, paper_table, trained};
