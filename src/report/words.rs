//! Words that several reports use.

/// An angle in degrees, as it is written.
pub(super) fn degrees(angle: f64) -> String {
    // Adding zero turns −0.0 into 0.0.
    format!("{:.1}°", (10.0 * angle).round() / 10.0 + 0.0)
}
