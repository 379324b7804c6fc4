//! The library alone needs no terminal and no drawing: what is optional, and that only the command knows of it.

use std::fs;
use std::path::{Path, PathBuf};

/// Crates, the feature that they belong to, and where in `src` they may be named.
const OPTIONAL: [(&str, &str, &[&str]); 8] = [
    ("clap", "cli", &["cli/", "main.rs"]),
    ("clap_complete", "cli", &["cli/", "main.rs"]),
    ("clap_mangen", "cli", &["cli/", "main.rs"]),
    ("indicatif", "cli", &["cli/"]),
    ("signal_hook", "cli", &["cli/"]),
    ("comfy_table", "cli", &["report/factorization.rs", "report/snapping.rs"]),
    ("tiny_skia", "figures", &["report/plot/"]),
    ("ab_glyph", "figures", &["report/plot/"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn the_manifest_makes_them_optional() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let (features, dependencies) = (&manifest["features"], &manifest["dependencies"]);
    for (name, feature, _) in OPTIONAL {
        let dashed = name.replace('_', "-");
        let (name, dependency) =
            [name, &*dashed].iter().find_map(|name| Some((*name, dependencies.get(*name)?))).expect("a dependency");
        assert_eq!(dependency["optional"].as_bool(), Some(true), "{name}");
        let of_feature = features[feature].as_array().expect("a list");
        assert!(of_feature.contains(&format!("dep:{name}").into()), "{name} does not belong to {feature}");
    }
    let default: Vec<&str> =
        features["default"].as_array().expect("a list").iter().filter_map(|x| x.as_str()).collect();
    assert_eq!(default, ["cli", "figures"]);
    assert_eq!(manifest["bin"][0]["required-features"][0].as_str(), Some("cli"));
}

#[test]
fn nothing_else_names_them() {
    let source = root().join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    assert!(files.len() > 100, "the test reads no files any more");
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(&source).expect("a source file").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file).expect("a source file");
        for (name, _, places) in OPTIONAL {
            let mentioned = text.contains(&format!("{name}::")) || text.contains(&format!("use {name}"));
            if mentioned && !places.iter().any(|place| inside.starts_with(place)) {
                wrong.push(format!("{inside} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is published: the sources, the font with its licence, the pages, and no more.
#[test]
fn the_package_holds_what_builds_and_explains_it() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["package", "--list", "--allow-dirty", "--offline", "--quiet"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout).expect("UTF-8");
    let files: Vec<&str> = list.lines().collect();
    for file in ["LICENSE", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CITATION.cff", "assets/fonts/LICENSE"] {
        assert!(files.contains(&file), "{file} is not in the package");
    }
    for folder in [".ci/", "tests/", "examples/paper/", "fuzz/"] {
        let inside: Vec<&&str> = files.iter().filter(|file| file.starts_with(folder)).collect();
        assert!(inside.is_empty(), "{inside:?}");
    }
    let sources = fs::read_dir(root().join("examples")).expect("a folder").map(|entry| entry.expect("an entry").path());
    for example in sources.filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let name = example.file_name().expect("a name").to_string_lossy();
        assert!(files.contains(&&*format!("examples/{name}")), "{name} is not in the package");
    }
}

/// The citation and the changelog speak of this version.
#[test]
fn the_version_is_the_same_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let citation = fs::read_to_string(root().join("CITATION.cff")).expect("CITATION.cff");
    assert!(citation.lines().any(|line| line == format!("version: {version}")));
    let changes = fs::read_to_string(root().join("CHANGELOG.md")).expect("CHANGELOG.md");
    assert!(changes.lines().any(|line| line == format!("## {version}")));
}

/// The README is the front page of the documentation too, where a path of the repository leads nowhere.
#[test]
fn links_of_the_readme_work_without_the_repository() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let is_local = |link: &&str| !link.starts_with("http") && !link.starts_with('#') && !link.contains("::");
    let local: Vec<&str> = links.filter(is_local).collect();
    assert!(local.is_empty(), "{local:?}");
}
