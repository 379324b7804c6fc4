//! A page about one or several runs that needs nothing but itself: HTML, style, script and data in one file.

mod features;
mod plain;
mod words;

use serde::Serialize;

pub use self::features::features_to_html;
use self::words::{Fact, SummaryPart};
use crate::experiment::RunPage;
use crate::report::figures::{FORMS, irrep_rows};
use crate::report::plot::escape;
use crate::{Error, Result};

/// What the script reads.
#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    /// The forms of frequencies, the named ones first.
    forms: Vec<FormName>,
    runs: Vec<Run<'a>>,
}

/// A form by its name in the data, and how it is written.
#[derive(Serialize)]
struct FormName {
    name: &'static str,
    symbol: &'static str,
}

/// A run, and what is said of it.
#[derive(Serialize)]
struct Run<'a> {
    /// One sentence about the network, in parts.
    summary: Vec<SummaryPart>,
    /// What was trained, and how.
    facts: Vec<Fact>,
    /// How each of the d frequencies, or matrix coefficients, is written.
    frequency_labels: Vec<String>,
    /// The first coefficient of every irrep, and its name.
    irrep_rows: Vec<(usize, String)>,
    #[serde(flatten)]
    page: &'a RunPage,
}

impl<'a> Run<'a> {
    fn of(page: &'a RunPage) -> Self {
        let group = page.factorization.group();
        let dual = group.dual();
        let frequency_labels = (0..dual.len()).map(|k| dual.label(k)).collect();
        let irrep_rows = irrep_rows(group);
        Run { summary: words::summary(page), facts: words::facts(page), frequency_labels, irrep_rows, page }
    }
}

/// The page as HTML, under the given title or the name of the run. It loads nothing: a content security policy in it
/// forbids every request.
///
/// # Errors
/// When there is no run, or the data cannot be written as JSON.
pub fn to_html(runs: &[RunPage], title: Option<&str>) -> Result<String> {
    let usual = match runs {
        [] => return Err(Error::argument("a page about no run")),
        [run] => run.name.clone(),
        runs => format!("{} runs", runs.len()),
    };
    let title = title.unwrap_or(&usual);
    let forms = FORMS.map(|(form, symbol, _)| FormName { name: form.name(), symbol }).into();
    let data = Data { title, forms, runs: runs.iter().map(Run::of).collect() };
    let json = serde_json::to_string(&data).map_err(|error| Error::format(format!("the data of the page: {error}")))?;
    // In a script element only `<` can end the element or begin a comment.
    let json = json.replace('<', "\\u003c");
    let body = fill(include_str!("page.html"), &[("title", escape(title)), ("plain", plain::plain(runs))]);
    Ok(frame(title, body, Some(&json)))
}

/// The page with this body, and with a script where there is data for it to read.
fn frame(title: &str, body: String, data: Option<&str>) -> String {
    let style = include_str!("page.css");
    let system = format!(
        "<style>:root {{ color-scheme: light dark; }} @media (prefers-color-scheme: dark) {{ :root {{ {} }} }}</style>",
        dark(style)
    );
    let (policy, system, live) = match data {
        None => ("", system, String::new()),
        Some(data) => {
            let data = format!("<script type=\"application/json\" id=\"data\">{data}</script>");
            let script = format!("<script>\n{}\n</script>", include_str!("page.js"));
            let live = format!("<div id=\"tip\" role=\"tooltip\" hidden></div>\n{data}\n{script}\n");
            // the script has a button for it
            ("; script-src 'unsafe-inline'", format!("<noscript>{system}</noscript>"), live)
        }
    };
    let parts = [
        ("policy", policy.to_owned()),
        ("title", escape(title)),
        ("style", style.to_owned()),
        ("system", system),
        ("body", body),
        ("glossary", glossary()),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("live", live),
    ];
    fill(include_str!("frame.html"), &parts)
}

/// The colours of the dark theme, which without a script follow the system's setting.
fn dark(style: &str) -> &str {
    let after = style.split_once("[data-theme=\"dark\"] {").map_or("", |(_, after)| after);
    after.split_once('}').map_or("", |(colors, _)| colors)
}

/// The glossary of the documentation as HTML: a paragraph for every row of its table.
fn glossary() -> String {
    let rows = include_str!("../../tutorial/glossary.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
    let rows = rows.filter_map(|row| row.strip_suffix(" |")?.split_once(" | ")).skip(1);
    let paragraph = |(word, meaning): (&str, &str)| {
        let meaning = escape(&meaning.replace("\\|", "|"));
        // Every second piece between the marks of Markdown stands in italics.
        let pieces = meaning.split(['*', '`']).enumerate();
        let pieces = pieces.map(|(at, piece)| if at % 2 == 1 { format!("<i>{piece}</i>") } else { piece.to_owned() });
        format!("<p><b>{}</b>: {}</p>\n", escape(word), pieces.collect::<String>())
    };
    rows.map(paragraph).collect()
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
