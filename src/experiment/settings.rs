//! The settings that a network was trained with, as far as they are known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::format::Arrays;
use crate::group::Group;
use crate::loss::Target;
use crate::train::RunConfig;

/// Names and values of all settings but the group and the seed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings(BTreeMap<String, String>);

/// Settings by which networks are told apart anyway, and those without influence on them.
const LEFT_OUT: [&str; 5] = ["group", "seed", "threads", "checkpoint", "log"];

impl Settings {
    /// Those of a run.
    #[must_use]
    pub fn of_run(config: &RunConfig) -> Self {
        let mut settings = Settings::default();
        if let Ok(Value::Object(fields)) = serde_json::to_value(config) {
            for (name, value) in fields.iter().filter(|(name, _)| !LEFT_OUT.iter().any(|out| name.starts_with(out))) {
                settings.0.insert(name.clone(), text_of(value));
            }
        }
        settings
    }

    /// Those that a network file tells: all where it says which run it is the end of; else the width, and learning rate and weight decay where it has such arrays.
    #[must_use]
    pub fn of_file(arrays: &Arrays, width: usize) -> Self {
        if let Some(config) = RunConfig::of_arrays(arrays) {
            return Settings::of_run(&config);
        }
        let mut settings = Settings(BTreeMap::from([("width".to_owned(), width.to_string())]));
        for (name, names) in [("learning_rate", ["learning_rate", "lr"]), ("weight_decay", ["weight_decay", "wd"])] {
            if let Some(value) = names.iter().find_map(|name| arrays.get(*name)?.as_scalar()) {
                settings.0.insert(name.to_owned(), decimal(value));
            }
        }
        settings
    }

    /// The value of a setting, where it is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name)?.parse().ok()
    }

    /// What outputs were compared with; the usual target where that is not known.
    #[must_use]
    pub fn target(&self) -> Target {
        self.0.get("target").and_then(|name| name.parse().ok()).unwrap_or_default()
    }

    /// The seed that a network file tells.
    pub(super) fn seed_of_file(arrays: &Arrays) -> Option<f64> {
        let named = || ["seed", "random_seed"].iter().find_map(|name| arrays.get(*name)?.as_scalar());
        RunConfig::of_arrays(arrays).map(|config| config.seed as f64).or_else(named)
    }

    /// All but the number of epochs: what runs have in common that are parts of each other.
    pub(super) fn without_epochs(&self) -> Self {
        Settings(
            self.0
                .iter()
                .filter(|(name, _)| *name != "epochs")
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    /// The names and values, in alphabetical order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The settings that are not those of `standard`, as "width 64, not 512".
    #[must_use]
    pub fn departures(&self, standard: &Settings) -> Vec<String> {
        let departure = |(name, value): (&String, &String)| {
            let usual = standard.0.get(name).filter(|usual| *usual != value)?;
            Some(format!("{}, not {usual}", words((name, value))))
        };
        self.0.iter().filter_map(departure).collect()
    }

    /// The names of those settings of `standard` that are not known here.
    #[must_use]
    pub fn missing(&self, standard: &Settings) -> Vec<String> {
        let unknown = standard.0.keys().filter(|name| !self.0.contains_key(*name));
        unknown.map(|name| name.replace('_', " ")).collect()
    }

    /// What tells these settings from `others`, in words; empty when nothing does.
    #[must_use]
    pub fn distinction(&self, others: &[Settings]) -> String {
        let known =
            |name: &String, value: &String| others.iter().filter_map(|other| other.0.get(name)).any(|v| v != value);
        let mut parts: Vec<String> = self.0.iter().filter(|(name, value)| known(name, value)).map(words).collect();
        if others.iter().flat_map(|other| other.0.keys()).any(|name| !self.0.contains_key(name)) {
            parts.push("other settings unknown".to_owned());
        }
        parts.join(", ")
    }
}

/// What has the same group and settings, in order of first appearance; different settings are never pooled.
pub(super) fn classes<T>(all: impl IntoIterator<Item = T>, key: impl Fn(&T) -> (&Group, &Settings)) -> Vec<Vec<T>> {
    let mut classes: Vec<Vec<T>> = Vec::new();
    for one in all {
        match classes.iter_mut().find(|class| key(&class[0]) == key(&one)) {
            Some(class) => class.push(one),
            None => classes.push(vec![one]),
        }
    }
    classes
}

/// A value as it is written; the update rule with its constants behind it.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), decimal),
        Value::Object(fields) => {
            let constants = fields.iter().filter(|(name, _)| *name != "rule");
            let constants: Vec<String> = constants.map(|(name, value)| format!("{name} {}", text_of(value))).collect();
            let rule = fields.get("rule").map(text_of).unwrap_or_default();
            format!("{rule} ({})", constants.join(", "))
        }
        other => other.to_string(),
    }
}

/// A number as it is typed: 0.01 and 1e-8.
fn decimal(number: f64) -> String {
    let (plain, scientific) = (number.to_string(), format!("{number:e}"));
    if scientific.len() < plain.len() { scientific } else { plain }
}

fn words((name, value): (&String, &String)) -> String {
    format!("{} {value}", name.replace('_', " "))
}
