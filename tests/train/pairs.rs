//! Training on pairs and from weights of one's own, and what is refused.

use cogring::objective::{DenseWeights, Objective};
use cogring::train::{Descent, Trainer, random_weights};
use cogring::{Group, PairMask, Target};

#[test]
fn a_trainer_takes_any_pairs_and_weights_and_shows_its_weights() {
    let group: Group = "7".parse().expect("a group");
    let pairs = PairMask::from_fn(&group, |x, y| x <= y);
    assert_eq!((pairs.len(), pairs.complement().len()), (28, 21));
    let weights = random_weights::<f64>(&group, 40, 3);
    let objective = Objective::new(&group, Target::ZeroMean, &pairs, 1).expect("an objective");
    let mut trainer = Trainer::with(objective, Descent::default(), weights.clone()).expect("a trainer");
    assert_eq!((trainer.weights(), trainer.live().len()), (&weights, 40));
    for _ in 0..300 {
        trainer.step();
    }
    let (record, network) = (trainer.record().expect("finite losses"), trainer.network().expect("finite weights"));
    for (mask, loss, accuracy) in [
        (&pairs, record.train_loss, record.train_accuracy),
        (&pairs.complement(), record.test_loss, record.test_accuracy),
    ] {
        let expected = network.evaluate(Target::ZeroMean, mask);
        assert!((loss - expected.loss).abs() < 1e-9 * expected.loss.max(1e-3) && accuracy == expected.accuracy);
    }
    assert!(record.train_loss < 1e-2 && record.test_loss > 0.1, "{record:?}");
    for (at, &j) in trainer.live().iter().enumerate() {
        assert_eq!(trainer.weights().inputs[0][at], network.w_a()[(j, 0)]);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let (five, seven): (Group, Group) = ("5".parse().expect("a group"), "7".parse().expect("a group"));
    let objective =
        |group: &Group, pairs: &PairMask, threads: usize| Objective::<f32>::new(group, Target::OneHot, pairs, threads);
    let error = |result: cogring::Result<Objective<f32>>| result.err().expect("a refusal").to_string();
    assert!(error(objective(&five, &PairMask::all(&seven), 1)).contains("order 7 for one of order 5"));
    assert!(error(objective(&five, &PairMask::from_fn(&five, |_, _| false), 1)).contains("without pairs"));
    assert!(error(objective(&five, &PairMask::all(&five), 100_000)).contains("1 to 1024"));
    let trainer = |weights: DenseWeights<f32>, descent: Descent| {
        let objective = objective(&five, &PairMask::all(&five), 1).expect("an objective");
        Trainer::with(objective, descent, weights).err().expect("a refusal").to_string()
    };
    assert!(trainer(DenseWeights::zeros(7, 3), Descent::default()).contains("group of order 7"));
    assert!(trainer(DenseWeights::zeros(5, 0), Descent::default()).contains("0 nodes"));
    let descent = Descent { learning_rate: -1.0, ..Descent::default() };
    assert!(trainer(DenseWeights::zeros(5, 3), descent).contains("learning-rate is -1"));
}
