//! Colours that colour-blind readers can tell apart: a categorical palette and a map for magnitudes.

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Color {
    /// The colour with the given components.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Color { red, green, blue }
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Text, frames, ticks.
pub const INK: Color = Color::new(0x26, 0x26, 0x26);
/// Grid lines.
pub const GRID: Color = Color::new(0xe2, 0xe2, 0xe2);
/// Everything that the eye should pass over.
pub const MUTED: Color = Color::new(0x8a, 0x8a, 0x8a);

/// The palette of Okabe and Ito (2008), which stays distinct under every common colour vision deficiency; its yellow is
/// left out because lines of that colour are invisible on white.
pub const PALETTE: [Color; 7] =
    [BLUE, VERMILLION, GREEN, Color::new(0xcc, 0x79, 0xa7), Color::new(0xe6, 0x9f, 0x00), SKY, Color::new(0, 0, 0)];
/// Blue of the palette.
pub const BLUE: Color = Color::new(0x00, 0x72, 0xb2);
/// Vermillion of the palette.
pub const VERMILLION: Color = Color::new(0xd5, 0x5e, 0x00);
/// Bluish green of the palette.
pub const GREEN: Color = Color::new(0x00, 0x9e, 0x73);
/// Sky blue of the palette.
pub const SKY: Color = Color::new(0x56, 0xb4, 0xe9);

/// The colour of a magnitude t ∈ [0, 1]: white at 0, dark blue at 1, by way of green.
///
/// A path through OKLCh (Ottosson 2020) whose lightness falls linearly in t, so that equal steps of t look equally
/// large, also in greyscale and to colour-blind readers. Values outside [0, 1] are clamped, NaN is 0.
#[must_use]
pub fn magnitude(t: f64) -> Color {
    let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) };
    let lightness = 1.0 - 0.76 * t;
    let chroma = 0.1 * (std::f64::consts::PI * t.powf(0.9)).sin().max(0.0) + 0.05 * t;
    let hue = (150.0 + 118.0 * t).to_radians();
    from_oklab(lightness, chroma * hue.cos(), chroma * hue.sin())
}

/// sRGB from OKLab, clipped to the gamut.
fn from_oklab(lightness: f64, a: f64, b: f64) -> Color {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    let [red, green, blue] = linear.map(|x| {
        let encoded = if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 };
        (255.0 * encoded.clamp(0.0, 1.0)).round() as u8
    });
    Color { red, green, blue }
}
