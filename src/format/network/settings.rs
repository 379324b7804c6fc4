//! What a file, or the folder that it lies in, says of the network in words: activation, group, loss, seed, results.

use std::path::Path;

use super::names::natural_order;
use crate::format::container::{Array, Arrays, Values};
use crate::network::Task;
use crate::{Error, Result};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// The name of the array or setting; with the file in front where it is another one.
    pub source: String,
}

/// Settings by their dotted names.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    entries: Vec<(String, Setting)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Setting {
    Text(String),
    Integer(i64),
    Number(f64),
}

const ACTIVATION: &[&str] = &[
    "activation",
    "act",
    "act_fn",
    "act_type",
    "act_name",
    "activation_fn",
    "activation_type",
    "activation_function",
    "nonlinearity",
    "nonlin",
];
const GROUP: &[&str] = &["group", "group_name"];
const ORDER: &[&str] = &["p", "prime", "mod", "modulus", "group_order"];
const LOSS: &[&str] = &["loss", "loss_fn", "loss_function", "loss_type", "criterion"];
const SEED: &[&str] = &["seed", "random_seed"];
/// Names under which one value is stored in a dictionary of its own.
const VALUES: &[&str] = &["value", "name", "_target_", "type", "_val"];
/// Files beside a checkpoint that hold its settings.
const FILES: &[&str] = &[
    ".hydra/config.yaml",
    "config.yaml",
    "config.yml",
    "hparams.yaml",
    "args.yaml",
    "cfg.json",
    "config.json",
    "args.json",
    "hparams.json",
    "settings.json",
    "wandb-metadata.json",
];
/// Folders of checkpoints, whose settings lie one folder up.
const FOLDERS: &[&str] = &["checkpoints", "checkpoint", "ckpts", "ckpt", "models", "model", "weights", "files"];

/// Whether a file beside checkpoints holds settings, or says which of several files hold which arrays.
#[must_use]
pub fn is_settings(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    FILES.contains(&name.as_str()) || name.ends_with(".index.json")
}

impl Settings {
    /// The texts and single numbers of a file.
    pub(super) fn of(arrays: &Arrays) -> Self {
        let setting = |array: &Array| match &array.values {
            Values::Text(text) => Some(Setting::Text(text.clone())),
            Values::I64(values) if values.len() == 1 => Some(Setting::Integer(values[0])),
            Values::F32(_) | Values::F16(_) | Values::BF16(_) | Values::F64(_) => {
                array.to_reals().ok()?.last().copied().map(Setting::Number)
            }
            _ => None,
        };
        let entries = arrays.iter().filter(|(_, array)| array.shape.len() <= 1);
        let entries = entries.filter_map(|(name, array)| Some((name.clone(), setting(array)?)));
        let own = ["activation", "criterion"].into_iter();
        let own = own.filter_map(|key| Some((format!("{RUN}.{key}"), Setting::Text(of_run(arrays, key)?))));
        Settings { entries: own.chain(entries).collect() }
    }

    /// What the run that a network is of was to answer, where its file says so and that is not the product of the group.
    ///
    /// # Errors
    /// When the file names no task.
    pub(super) fn task_of_run(arrays: &Arrays) -> Result<Option<Task>> {
        let task =
            of_run(arrays, "task").map(|text| text.parse().map_err(|error: Error| error.context(RUN))).transpose();
        task.map(|task: Option<Task>| task.filter(|task| !task.is_product()))
    }

    /// How many operands the run has that a network is of, where its file says so and that is not two.
    pub(super) fn operands_of_run(arrays: &Arrays) -> Option<usize> {
        let operands = setting_of_run(arrays, "operands")?.as_u64()?;
        usize::try_from(operands).ok().filter(|&operands| operands != 2)
    }

    /// The settings beside a file: of the first folder, its own and those above it that it is a part of, that has any.
    pub(super) fn beside(path: &Path) -> Self {
        let mut folder = path.parent();
        while let Some(here) = folder {
            let found: Vec<_> = FILES.iter().filter_map(|name| read(here, name)).flatten().collect();
            if !found.is_empty() {
                return Settings { entries: found };
            }
            let is_part = here.file_name().is_some_and(|name| FOLDERS.iter().any(|folder| name == *folder));
            folder = here.parent().filter(|_| is_part);
        }
        Settings::default()
    }

    pub(super) fn activation(&self) -> Option<Stated<String>> {
        self.text(ACTIVATION)
    }

    pub(super) fn group(&self) -> Option<Stated<String>> {
        self.text(GROUP)
    }

    pub(super) fn loss(&self) -> Option<Stated<String>> {
        self.text(LOSS)
    }

    pub(super) fn order(&self) -> Option<Stated<i64>> {
        self.integer(ORDER)
    }

    pub(super) fn seed(&self) -> Option<Stated<i64>> {
        self.integer(SEED)
    }

    /// The last loss and accuracy that are recorded, on held-out data where those are there.
    pub(super) fn recorded(&self) -> [Option<Stated<f64>>; 2] {
        [&["loss"][..], &["acc", "accuracy"]].map(|words| {
            let mut found: Vec<&(String, Setting)> =
                self.entries.iter().filter(|(name, _)| is_record(&key(name), words)).collect();
            found.sort_by(|(first, _), (second, _)| natural_order(first, second));
            let held_out = |name: &str| ["test", "val", "eval"].iter().any(|word| key(name).contains(word));
            let last = found.iter().rev().find(|(name, _)| held_out(name)).or_else(|| found.last())?;
            let value = match &last.1 {
                Setting::Number(value) => *value,
                Setting::Integer(value) => *value as f64,
                Setting::Text(_) => return None,
            };
            Some(Stated { value, source: last.0.clone() })
        })
    }

    /// Whether an array that is not read may be part of what the network computes, or is data: more than a word or a single number,
    /// unless that has the name of a factor.
    pub(super) fn is_remarkable(name: &str, array: &Array) -> bool {
        let is_factor = ["scale", "mult", "temp", "gain", "factor"].iter().any(|word| key(name).contains(word));
        let is_setting = [ACTIVATION, GROUP, ORDER, LOSS, SEED].iter().any(|keys| keys.contains(&&key(name)[..]));
        let is_word = matches!(array.values, Values::Text(_)) || array.shape.is_empty();
        is_factor || !(is_setting || is_word)
    }

    fn text(&self, keys: &[&str]) -> Option<Stated<String>> {
        self.entries.iter().find_map(|(name, setting)| match setting {
            Setting::Text(text) if keys.contains(&&key(name)[..]) => {
                Some(Stated { value: text.clone(), source: name.clone() })
            }
            _ => None,
        })
    }

    fn integer(&self, keys: &[&str]) -> Option<Stated<i64>> {
        self.entries.iter().find_map(|(name, setting)| match setting {
            Setting::Integer(value) if keys.contains(&&key(name)[..]) => {
                Some(Stated { value: *value, source: name.clone() })
            }
            _ => None,
        })
    }
}

/// The array in which files of runs say which run they are of, as JSON.
const RUN: &str = "config";

fn of_run(arrays: &Arrays, key: &str) -> Option<String> {
    Some(setting_of_run(arrays, key)?.as_str()?.to_owned())
}

fn setting_of_run(arrays: &Arrays, key: &str) -> Option<serde_json::Value> {
    let Values::Text(text) = &arrays.get(RUN)?.values else { return None };
    let fields: serde_json::Value = serde_json::from_str(text).ok()?;
    fields.get(key).cloned()
}

/// Whether the name of a number is that of a recorded loss or accuracy: `test_loss`, `val_acc`, `loss`.
fn is_record(key: &str, words: &[&str]) -> bool {
    let parts: Vec<&str> = key.split(['_', '-', ' ']).collect();
    let known = ["train", "test", "val", "valid", "validation", "eval", "final", "last", "best"];
    let of_word = |part: &&str| words.contains(part) || words.contains(&part.trim_end_matches("es"));
    parts.iter().any(of_word) && parts.iter().all(|part| of_word(part) || known.contains(part))
}

/// The last part of a dotted name that says what the value is.
fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut parts = lower.rsplit(['.', '/', ':']).map(str::trim).filter(|part| !part.is_empty());
    let meaning = |part: &&str| !VALUES.contains(part) && !part.bytes().all(|byte| byte.is_ascii_digit());
    parts.find(meaning).unwrap_or_default().trim_start_matches('-').replace('-', "_")
}

/// The settings of a file in a folder, under its name.
fn read(folder: &Path, name: &str) -> Option<Vec<(String, Setting)>> {
    const MOST: u64 = 1 << 20;
    let path = folder.join(name);
    let is_small = std::fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= MOST);
    let text = std::fs::read_to_string(&path).ok().filter(|_| is_small)?;
    let mut entries = Vec::new();
    if name.ends_with(".json") {
        flatten("", &serde_json::from_str(&text).ok()?, &mut entries);
    } else {
        entries = yaml(&text);
    }
    Some(entries.into_iter().map(|(key, setting)| (format!("{name}: {key}"), setting)).collect())
}

/// The leaves of a JSON value by dotted names; `["--activation", "relu"]` and `["--activation=relu"]` as well.
fn flatten(name: &str, value: &serde_json::Value, entries: &mut Vec<(String, Setting)>) {
    use serde_json::Value;
    let child = |key: &str| if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| flatten(&child(key), member, entries)),
        Value::Array(items) => {
            let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            for (at, word) in words.iter().enumerate() {
                let Some(option) = word.strip_prefix("--") else { continue };
                let (key, value) = option.split_once('=').unwrap_or((option, words.get(at + 1).copied().unwrap_or("")));
                entries.push((child(key), scalar(value)));
            }
        }
        Value::String(text) => entries.push((name.to_string(), Setting::Text(text.clone()))),
        Value::Number(number) => {
            let setting = number.as_i64().map(Setting::Integer).or(number.as_f64().map(Setting::Number));
            entries.extend(setting.map(|setting| (name.to_string(), setting)));
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The settings of a YAML text that consists of nested mappings, `key: value` a line; anything else is passed over.
fn yaml(text: &str) -> Vec<(String, Setting)> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut entries = Vec::new();
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let Some((key, value)) = content.split_once(':').filter(|_| !content.starts_with(['#', '-'])) else { continue };
        open.retain(|(outer, _)| *outer < indent);
        open.push((indent, key.trim().trim_matches(['"', '\'']).to_string()));
        let value = value.split(" #").next().unwrap_or_default().trim();
        if !value.is_empty() && !value.starts_with(['{', '[', '|', '>', '&']) {
            let name: Vec<&str> = open.iter().map(|(_, key)| key.as_str()).collect();
            entries.push((name.join("."), scalar(value)));
        }
    }
    entries
}

fn scalar(text: &str) -> Setting {
    let bare = text.trim_matches(['"', '\'']);
    match (bare.parse(), bare.parse()) {
        (Ok(integer), _) => Setting::Integer(integer),
        (_, Ok(number)) => Setting::Number(number),
        _ => Setting::Text(bare.to_string()),
    }
}
