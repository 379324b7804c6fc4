//! A page about one network that needs nothing but itself: HTML, style, script and data in one file.

mod words;

use serde::Serialize;

use self::words::{Fact, SummaryPart};
use crate::experiment::RunPage;
use crate::report::plot::escape;
use crate::{Error, Result};

/// What the script reads.
#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    /// One sentence about the network, in parts.
    summary: Vec<SummaryPart>,
    /// What was trained, and how.
    facts: Vec<Fact>,
    #[serde(flatten)]
    run: &'a RunPage,
}

/// The page as HTML, under the given title or the name of the run. It loads nothing: a content security policy in it forbids
/// every request.
///
/// # Errors
/// When the data cannot be written as JSON.
pub fn to_html(run: &RunPage, title: Option<&str>) -> Result<String> {
    let title = title.unwrap_or(&run.name);
    let data = Data { title, summary: words::summary(run), facts: words::facts(run), run };
    let json = serde_json::to_string(&data).map_err(|error| Error::format(format!("the data of the page: {error}")))?;
    // In a script element only `<` can end the element or begin a comment.
    let json = json.replace('<', "\\u003c");
    let parts = [
        ("title", escape(title)),
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
