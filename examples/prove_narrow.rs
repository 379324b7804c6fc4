//! Proves that Z_5 has an exact one-hot network of width 8 and Z_3² one of width 13, writes both certificates and checks
//! them by arithmetic of its own: `cargo run --release --example prove_narrow`.

use cogring::certificate::Certificate;
use cogring::check::Check;
use cogring::construct::narrow;
use cogring::proof::SolutionProof;
use cogring::scalar::Exact;
use cogring::{Error, Group, Result, Target};

fn main() -> Result<()> {
    for name in ["5", "3x3"] {
        let group: Group = name.parse()?;
        let z = narrow::<Exact>(&group);
        let proof = SolutionProof::new(&z, Target::OneHot)?;
        println!("Z_{name}: width {}, one-hot loss {}, proved: {}", z.order(), proof.loss, proof.proved);

        let file = std::env::temp_dir().join(format!("narrow_{name}.json"));
        let failed = |error| Error::io("cannot be written or read", error).at_path(&file);
        std::fs::write(&file, Certificate::of_solution(&z)?.to_json()?).map_err(failed)?;
        let check = Check::of_bytes(&std::fs::read(&file).map_err(failed)?)?;
        println!("  {}: {} identities, valid: {}", file.display(), check.identities, check.valid);
    }
    Ok(())
}
