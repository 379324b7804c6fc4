//! The plan of the house, held against the code: rooms exist, are described, and only use rooms below them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up. A room may use the rooms before it.
const ROOMS: [&str; 20] = [
    "error",
    "named",
    "group",
    "scalar",
    "solution",
    "laws",
    "potential",
    "expr",
    "loss",
    "construct",
    "proof",
    "network",
    "objective",
    "format",
    "factor",
    "train",
    "dynamics",
    "experiment",
    "report",
    "cli",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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

/// The room that a source file belongs to; `None` for lib.rs and main.rs.
fn room_of(file: &Path) -> Option<String> {
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

/// The first path segments after `crate::` (or `cogring::` in the command) in a source text.
fn used_names(source: &str, crate_name: &str) -> Vec<String> {
    let mut names = Vec::new();
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    for rest in code.split(&format!("{crate_name}::")).skip(1) {
        let identifier = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
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
fn rooms_use_only_rooms_below_them() {
    let reexports = reexports();
    let rank = |room: &str| ROOMS.iter().position(|other| *other == room);
    let mut wrong = Vec::new();
    let mut uses = 0;
    for file in rust_files(&root().join("src")) {
        let Some(room) = room_of(&file) else { continue };
        let own = rank(&room).unwrap_or_else(|| panic!("{} is in no room of this test", file.display()));
        let source = fs::read_to_string(&file).expect("a source file");
        for name in used_names(&source, if room == "cli" { "cogring" } else { "crate" }) {
            let target = reexports.get(&name).unwrap_or(&name);
            let Some(other) = rank(target) else { continue };
            uses += 1;
            if other > own {
                wrong.push(format!("{} uses `{target}`, which is above `{room}`", file.display()));
            }
        }
    }
    assert!(uses > 50, "the test reads no imports any more");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn architecture_describes_every_room_and_no_other() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let described: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|rest| rest.split('`').next()).collect();
    for room in ROOMS {
        assert!(described.contains(&room), "ARCHITECTURE.md does not describe the room `{room}`");
        let (folder, file) = (root().join("src").join(room), root().join(format!("src/{room}.rs")));
        assert!(folder.is_dir() || file.is_file(), "the room `{room}` does not exist");
    }
    for name in described {
        assert!(ROOMS.contains(&name), "ARCHITECTURE.md describes `{name}`, which is no room");
    }
}

#[test]
fn every_module_says_what_it_holds() {
    for file in rust_files(&root().join("src")) {
        let source = fs::read_to_string(&file).expect("a source file");
        let documented = source.starts_with("//! ") || source.starts_with("#![doc = include_str!(");
        assert!(documented, "{} does not begin with a line that says what it holds", file.display());
    }
}
