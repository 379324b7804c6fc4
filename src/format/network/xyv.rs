//! Networks as tables of fits keep them: JSON with x, y and V, in decimal and in hexadecimal numbers.

use std::path::Path;

use nalgebra::DMatrix;
use serde::Serialize;

use crate::format::write_atomically;
use crate::network::Network;
use crate::{Error, Result};

/// What names of such files end with.
const ENDING: &str = ".xyv.json";

#[derive(Serialize)]
struct Stored {
    p: usize,
    #[serde(rename = "H")]
    width: usize,
    /// The orders of the factors of a product of cyclic groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Vec<Vec<usize>>>,
    gauge: &'static str,
    x: Vec<Vec<f64>>,
    y: Vec<Vec<f64>>,
    #[serde(rename = "V")]
    v: Vec<Vec<f64>>,
    x_hex: Vec<Vec<String>>,
    y_hex: Vec<Vec<String>>,
    #[serde(rename = "V_hex")]
    v_hex: Vec<Vec<String>>,
}

/// Whether the name of a file asks for x, y and V: it ends with `.xyv.json`.
#[must_use]
pub fn is_xyv(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().ends_with(ENDING))
}

/// Writes x = W_a, y = W_b \[H, d\] and V = W_c \[d, H\], once in decimal and once in hexadecimal numbers (`x_hex`, …), atomically.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_xyv(path: &Path, network: &Network) -> Result<()> {
    let rows = |matrix: &DMatrix<f64>| -> Vec<Vec<f64>> {
        matrix.row_iter().map(|row| row.iter().copied().collect()).collect()
    };
    let hexadecimal =
        |rows: &[Vec<f64>]| rows.iter().map(|row| row.iter().map(|&value| hexadecimal(value)).collect()).collect();
    let (x, y, v) = (rows(network.w_a()), rows(network.w_b()), rows(network.w_c()));
    let group = network.group();
    let stored = Stored {
        p: group.order(),
        width: network.width(),
        group: group.moduli().filter(|moduli| moduli.len() > 1).map(<[usize]>::to_vec),
        table: group.table(),
        gauge: "as-found",
        x_hex: hexadecimal(&x),
        y_hex: hexadecimal(&y),
        v_hex: hexadecimal(&v),
        x,
        y,
        v,
    };
    let text = serde_json::to_string(&stored).map_err(|error| Error::format(format!("JSON: {error}")).at_path(path))?;
    write_atomically(path, &text)
}

/// The finite number as C writes it with `%a`: `-0x1.8p-3`.
fn hexadecimal(value: f64) -> String {
    const FRACTION: u32 = 52;
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (exponent, fraction) = ((bits >> FRACTION & 0x7ff) as i32, bits & ((1 << FRACTION) - 1));
    let (whole, exponent) = match (exponent, fraction) {
        (0, 0) => (0, 0),
        (0, _) => (0, -1022),
        (exponent, _) => (1, exponent - 1023),
    };
    format!("{sign}0x{whole}.{fraction:013x}p{exponent:+}")
}
