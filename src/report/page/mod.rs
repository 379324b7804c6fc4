//! A page about one network that needs nothing but itself: HTML, style, script and data in one file.

use serde::Serialize;

use crate::dynamics::{Curve, FrequencyMap};
use crate::factor::{Factorization, FrequencyReadout};
use crate::report::plot::escape;
use crate::{Error, Result};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageData {
    /// The title.
    pub title: String,
    /// One sentence about the network, in parts.
    pub summary: Vec<SummaryPart>,
    /// What was trained, and how.
    pub facts: Vec<Fact>,
    /// The order d of the group.
    pub order: usize,
    /// The orders of its cyclic factors.
    pub moduli: Vec<usize>,
    /// The number q of hidden nodes.
    pub width: usize,
    /// How each of the d frequencies is written.
    pub frequency_labels: Vec<String>,
    /// Loss and accuracy over epochs, where they are known.
    pub curve: Option<Curve>,
    /// |z_a| at one or more epochs; at least one.
    pub maps: Vec<FrequencyMap>,
    /// The network taken apart.
    pub factorization: Factorization,
    /// What each of its frequencies computes, in the same order.
    pub readouts: Vec<FrequencyReadout>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryPart {
    /// What is written.
    pub text: String,
    /// Whether it is emphasized.
    pub strong: bool,
}

/// A named value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Fact {
    /// The fact that `name` is `value`.
    #[must_use]
    pub fn new(name: &str, value: impl ToString) -> Self {
        Fact { name: name.to_owned(), value: value.to_string() }
    }
}

/// The page as HTML. It loads nothing: a content security policy in it forbids every request.
///
/// # Errors
/// When the data cannot be written as JSON.
pub fn to_html(data: &PageData) -> Result<String> {
    let json = serde_json::to_string(data).map_err(|error| Error::format(format!("the data of the page: {error}")))?;
    // In a script element only `<` can end the element or begin a comment.
    let json = json.replace('<', "\\u003c");
    let parts = [
        ("title", escape(&data.title)),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("style", include_str!("page.css").to_owned()),
        ("script", include_str!("page.js").to_owned()),
        ("data", json),
    ];
    Ok(fill(include_str!("page.html"), &parts))
}

/// The template with every `{{name}}` replaced, in one pass, so that nothing inside a value is replaced again.
fn fill(template: &str, parts: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").expect("the template closes every placeholder");
        let part = parts.iter().find(|part| part.0 == name).expect("the template has no other placeholder");
        page.push_str(before);
        page.push_str(&part.1);
        rest = after;
    }
    page.push_str(rest);
    page
}
