//! Words that several reports use.

/// An angle in degrees, as it is written.
#[cfg(feature = "cli")]
pub(super) fn degrees(angle: f64) -> String {
    // Adding zero turns −0.0 into 0.0.
    format!("{:.1}°", (10.0 * angle).round() / 10.0 + 0.0)
}

/// `3 networks`.
pub(super) fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}
