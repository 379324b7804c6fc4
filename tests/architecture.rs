//! The plan of the house, held against the code: rooms exist, are described, and use what ARCHITECTURE.md says that they
//! use and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What every room may use.
const GROUND: [&str; 3] = ["error", "number", "named"];
/// Crates that only the named rooms may use.
const CRATES: [(&str, &[&str]); 10] = [
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("signal_hook", &["cli"]),
    ("comfy_table", &["cli", "report"]),
    ("tiny_skia", &["report"]),
    ("ab_glyph", &["report"]),
    (
        "rand",
        &["check", "number", "variety", "construct", "discover", "factor", "proof", "experiment", "train", "features"],
    ),
    ("zip", &["format"]),
    ("safetensors", &["format"]),
    ("dashu_ratio", &["check", "scalar", "variety", "discover", "network", "proof", "format", "expr", "factor"]),
];

/// The room that is a crate of its own.
const PYTHON: &str = "python";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of the table of rooms in ARCHITECTURE.md: room → the rooms that it uses.
fn plan() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")).map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let room = cells[0].trim_end_matches('`').to_owned();
        let uses = cells[2].trim_end_matches(" |").split(',').map(|name| name.trim().trim_matches('`').to_owned());
        (room, uses.filter(|name| name != "–").collect())
    });
    rows.collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The source files of the library, of the command and of the crate for Python.
fn sources() -> Vec<PathBuf> {
    [root().join("src"), root().join(PYTHON).join("src")].iter().flat_map(|folder| rust_files(folder)).collect()
}

/// The room that a source file belongs to; `None` for lib.rs and main.rs. The crate for Python is one room.
fn room_of(file: &Path) -> Option<String> {
    if file.starts_with(root().join("python")) {
        return Some(PYTHON.to_owned());
    }
    let inside = file.strip_prefix(root().join("src")).expect("a source file");
    let first = inside.components().next()?.as_os_str().to_string_lossy().into_owned();
    let room = first.trim_end_matches(".rs").to_owned();
    (room != "lib" && room != "main").then_some(room)
}

/// Name → room, for what lib.rs re-exports at the top.
fn reexports() -> BTreeMap<String, String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let mut names = BTreeMap::new();
    for statement in lib.split("pub use ").skip(1) {
        let statement = statement.split(';').next().expect("a statement");
        let (room, list) = statement.split_once("::").expect("a path");
        for name in list.trim_matches(['{', '}', ' ', '\n']).split(',') {
            names.insert(name.trim().to_owned(), room.trim().to_owned());
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The source text without comments and documentation.
fn code(file: &Path) -> String {
    let source = fs::read_to_string(file).expect("a source file");
    source.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The first path segments after `crate::` (or `cogring::` in the crate for Python) in a source text.
fn used_names(code: &str, crate_name: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in code.split(&format!("{crate_name}::")).skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let end = list.find(|c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                depth < 0
            });
            let mut depth = 0;
            for part in list[..end.expect("a closed list")].split_inclusive(['{', '}', ',']) {
                if depth == 0 {
                    names.push(identifier(part.trim()));
                }
                depth += part.matches('{').count() as i32 - part.matches('}').count() as i32;
            }
        } else {
            names.push(identifier(rest));
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn rooms_use_what_the_plan_says_and_nothing_else() {
    let (plan, reexports) = (plan(), reexports());
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for file in sources() {
        let Some(room) = room_of(&file) else { continue };
        let allowed = plan.get(&room).unwrap_or_else(|| panic!("{} is in no room of the plan", file.display()));
        for name in used_names(&code(&file), if room == PYTHON { "cogring" } else { "crate" }) {
            let target = reexports.get(&name).unwrap_or(&name);
            if !plan.contains_key(target) || *target == room || GROUND.contains(&target.as_str()) {
                continue;
            }
            used.insert((room.clone(), target.clone()));
            if !allowed.contains(target) {
                wrong.push(format!("{} uses `{target}`, which ARCHITECTURE.md does not say", file.display()));
            }
        }
    }
    for (room, allowed) in &plan {
        for target in allowed.iter().filter(|target| !used.contains(&(room.clone(), (*target).clone()))) {
            wrong.push(format!("`{room}` does not use `{target}`, although ARCHITECTURE.md says so"));
        }
    }
    assert!(used.len() > 50, "the test reads no imports any more");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_plan_has_no_circle() {
    let mut left = plan();
    while !left.is_empty() {
        let free: Vec<String> = left
            .iter()
            .filter(|(_, uses)| uses.iter().all(|room| !left.contains_key(room)))
            .map(|x| x.0.clone())
            .collect();
        assert!(!free.is_empty(), "these rooms use each other in a circle: {:?}", left.keys());
        free.iter().for_each(|room| _ = left.remove(room));
    }
}

#[test]
fn crates_are_used_where_they_belong() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(room) = room_of(&file) else { continue };
        let code = code(&file);
        for (name, rooms) in CRATES {
            let uses = code.contains(&format!("{name}::"));
            if uses && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{} uses the crate `{name}`, which is for {rooms:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn architecture_describes_every_room_and_no_other() {
    let plan = plan();
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let modules = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    let modules = modules.map(|name| name.trim_end_matches(';').to_owned()).chain([PYTHON.to_owned()]);
    let modules: BTreeSet<String> = modules.filter(|name| !name.contains('{')).collect();
    let described: BTreeSet<String> = plan.keys().cloned().collect();
    assert_eq!(modules, described, "the rooms of lib.rs, and those that ARCHITECTURE.md describes");
}

#[test]
fn every_module_says_what_it_holds() {
    for file in sources() {
        let source = fs::read_to_string(&file).expect("a source file");
        let documented = source.starts_with("//! ") || source.starts_with("#![doc = include_str!(");
        assert!(documented, "{} does not begin with a line that says what it holds", file.display());
    }
}

/// No file stands in `src` that is not compiled: each is named by the module that it stands in.
#[test]
fn every_file_is_a_module() {
    let source = root().join("src");
    for file in rust_files(&source) {
        let name = file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let folder = file.parent().expect("a folder");
        if folder == source && (name == "lib" || name == "main") {
            continue;
        }
        // `x/mod.rs` is the module x of the folder above
        let (name, folder) = match name.as_str() {
            "mod" => (folder.file_name().and_then(|x| x.to_str()).expect("a name").to_owned(), folder.parent()),
            _ => (name, Some(folder)),
        };
        let folder = folder.expect("a folder");
        let parents = [folder.join("mod.rs"), folder.with_extension("rs"), source.join("lib.rs")];
        let parents =
            parents.iter().filter(|parent| parent.exists() && (folder == source || **parent != source.join("lib.rs")));
        let is_declared = parents
            .map(|parent| code(parent))
            .any(|text| text.lines().any(|line| line.trim_end().ends_with(&format!("mod {name};"))));
        assert!(is_declared, "{} is no module of {}", file.display(), folder.display());
    }
}
