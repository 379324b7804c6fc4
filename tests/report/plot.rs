//! Scales, ticks and colours.

use cogring::report::plot::{Scale, magnitude, short};
use proptest::prelude::*;

#[test]
fn colours_of_magnitudes_darken_evenly() {
    // Relative luminance (WCAG) falls all the way, so that the map survives greyscale and colour blindness.
    let linear = |x: u8| {
        let x = f64::from(x) / 255.0;
        if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    };
    let lightness = |t: f64| {
        let color = magnitude(t);
        let y = 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
        y.cbrt()
    };
    let steps: Vec<f64> = (0..=20).map(|i| lightness(f64::from(i) / 20.0)).collect();
    assert!((steps[0] - 1.0).abs() < 1e-9, "0 is white");
    for pair in steps.windows(2) {
        let step = pair[0] - pair[1];
        assert!((0.01..0.08).contains(&step), "{steps:?}");
    }
    assert_eq!(magnitude(f64::NAN), magnitude(0.0));
    assert_eq!(magnitude(7.0), magnitude(1.0));
}

#[test]
fn numbers_are_written_shortly() {
    let cases = [
        (0.0, "0"),
        (5e-5, "5×10⁻⁵"),
        (1e-4, "10⁻⁴"),
        (0.01, "0.01"),
        (1.5, "1.5"),
        (-0.25, "−0.25"),
        (10000.0, "10⁴"),
        (6.23e-5, "6.2×10⁻⁵"),
        (100.0, "100"),
    ];
    for (value, text) in cases {
        assert_eq!(short(value), text);
    }
}

proptest! {
    #[test]
    fn ticks_lie_inside_their_scale_and_rise(low in -1e6..1e6f64, length in 1e-6..1e6f64, count in 1usize..12) {
        let scale = Scale::linear(low, low + length);
        let ticks = scale.ticks(count);
        prop_assert!(ticks.len() <= 2 * count + 2);
        prop_assert!(ticks.iter().all(|tick| (-1e-6..=1.0 + 1e-6).contains(&scale.position(tick.value))));
        prop_assert!(ticks.windows(2).all(|pair| pair[0].value < pair[1].value));
    }

    #[test]
    fn decades_lie_inside_their_scale(exponent in -12.0..6.0f64, decades in 0.05..15.0f64, count in 1usize..8) {
        let scale = Scale::logarithmic(10f64.powf(exponent), 10f64.powf(exponent + decades));
        let ticks = scale.ticks(count);
        prop_assert!(ticks.iter().all(|tick| (-1e-6..=1.0 + 1e-6).contains(&scale.position(tick.value))));
        let labelled = ticks.iter().filter(|tick| !tick.label.is_empty()).count();
        prop_assert!(labelled <= count + 2, "{} labels for {}", labelled, count);
    }
}

#[test]
fn scales_of_epochs_begin_at_zero() {
    let scale = Scale::epochs([0, 100, 200, 10_000]);
    assert_eq!((scale.position(0.0), scale.position(10_000.0)), (0.0, 1.0));
    let positions = [0.0, 50.0, 100.0, 200.0, 1000.0].map(|epoch| scale.position(epoch));
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]), "{positions:?}");
    let ticks = scale.ticks(4);
    let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).filter(|label| !label.is_empty()).collect();
    assert_eq!(labels, ["0", "10²", "10³", "10⁴"]);
    assert!(ticks.iter().all(|tick| tick.value == 0.0 || tick.value >= 100.0), "no marks before the first epoch");
    assert!(Scale::epochs([0]).position(0.0) == 0.0 && Scale::epochs([9900]).position(9900.0).is_finite());
}

#[test]
fn short_logarithmic_scales_are_marked_at_1_2_5() {
    let labels = |scale: Scale| {
        scale.ticks(6).into_iter().map(|tick| tick.label).filter(|label| !label.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(labels(Scale::logarithmic(0.0035, 0.06)), ["0.005", "0.01", "0.02", "0.05"]);
    assert_eq!(labels(Scale::logarithmic(1e-3, 1e3)).len(), 7);
}
