//! The boundary between memorizing and generalizing, from made-up accuracies.

use cogring::Group;
use cogring::experiment::{BoundaryFit, BoundaryPoint, Family};
use cogring::factor::MeanAndError;

fn point(order: usize, constant: f64, accuracy: f64) -> BoundaryPoint {
    let group = Group::cyclic(order).unwrap();
    let fraction = constant / (order as f64 / (order as f64).ln());
    let accuracy = MeanAndError::of(&[accuracy]).unwrap();
    BoundaryPoint { group, fraction, constant, runs: 1, epochs: 1, accuracy, train_accuracy: 1.0 }
}

#[test]
fn crossings_of_a_logarithmic_law_have_one_constant_and_no_trend() {
    let of_order = |order| [point(order, 2.5, 0.0), point(order, 3.0, 1.0), point(order, 3.5, 0.4)];
    let points: Vec<_> = [17, 29, 61].into_iter().flat_map(of_order).collect();
    let fit = BoundaryFit::of(Family::Prime, &points);
    assert_eq!(fit.crossings.len(), 3);
    assert!((fit.constant.unwrap().mean - 2.75).abs() < 1e-12 && fit.trend.unwrap().abs() < 1e-12);
    assert!((-0.8..-0.6).contains(&fit.slope.unwrap()));
}

#[test]
fn a_drifting_law_has_a_trend_and_points_on_one_side_are_open() {
    let of_order = |order: usize| {
        let c = (order as f64).ln();
        [point(order, c - 0.5, 0.0), point(order, c + 0.5, 1.0)]
    };
    let mut points: Vec<_> = [17, 29, 61].into_iter().flat_map(of_order).collect();
    points.extend([point(71, 2.0, 0.9), point(71, 3.0, 1.0)]);
    let fit = BoundaryFit::of(Family::Prime, &points);
    assert!((fit.trend.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(fit.open, [Group::cyclic(71).unwrap()]);
    assert_eq!(Family::of(&"S4".parse().unwrap()), Family::NonAbelian);
    assert_eq!(Family::of(&"4x7".parse().unwrap()), Family::Product);
    assert_eq!(Family::of(&"Z15".parse().unwrap()), Family::Composite);
}
