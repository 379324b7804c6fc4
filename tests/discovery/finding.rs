//! Searches, and fits that become exact.

use cogring::discover::{Descent, Origin, Outcome, Plan, Search, Strategy, Verdict, descend};
use cogring::format::{ReadOptions, read_network};
use cogring::loss::Problem;
use cogring::variety::ResidualMap;
use cogring::{Group, Network, Target};

fn search(group: &str, width: usize, starts: usize) -> Search {
    let group: Group = group.parse().expect("a group");
    Search { problem: Problem { group, width, target: Target::OneHot }, starts, seed: 0, enough: 1 }
}

#[test]
fn small_fits_become_exact() {
    for (group, width, degree) in [("2", 2, 1), ("2x2", 4, 1), ("3", 4, 2), ("4", 5, 1)] {
        let search = search(group, width, 32);
        let starts = search.run(Vec::new(), |_| Ok(())).expect("a search");
        let point = starts.iter().find_map(|start| start.point.as_ref()).expect("a fit");
        let (report, network) =
            Plan::default().exactify(&search.problem.group, width, Target::OneHot, point, |_| {}).expect("an answer");
        let network = network.unwrap_or_else(|| panic!("{group} {width}: {:?}", report.verdict));
        assert!(network.field.degree() <= degree, "{group} {width}: {:?}", report.verdict);
        assert!(network.prove(Some(Target::OneHot)).proved);
    }
}

#[test]
fn the_fit_of_five_elements_in_eight_nodes_becomes_exact() {
    let file = std::path::Path::new("tests/data/p05_H08.json");
    let fit = read_network(file, &ReadOptions::default()).expect("a fit");
    let (report, network) =
        Plan::default().exactify(fit.group(), 8, Target::OneHot, &fit.to_point(), |_| {}).expect("an answer");
    let network = network.unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!((report.rank, network.field.degree()), (98, 4));
    assert!(network.prove(Some(Target::OneHot)).proved);
}

/// Quadratic fields are small enough here.
fn enough() -> Plan {
    Plan { enough_degree: 2, ..Plan::default() }
}

#[test]
fn fits_are_made_exact_where_the_walks_from_them_end_in_large_fields() {
    // this fit lies on a component whose isolated points have degree 7 and more
    let search = Search { seed: 4, ..search("3", 4, 32) };
    let starts = search.run(Vec::new(), |_| Ok(())).expect("a search");
    let point = starts.iter().find_map(|start| start.point.as_ref()).expect("a fit");
    let (report, network) =
        enough().exactify(&search.problem.group, 4, Target::OneHot, point, |_| {}).expect("an answer");
    let network = network.unwrap_or_else(|| panic!("{:?}", report.verdict));
    assert!(network.field.degree() <= 2 && network.prove(Some(Target::OneHot)).proved, "{:?}", report.verdict);
    let Verdict::Exact { trial, .. } = report.verdict else { panic!("{:?}", report.verdict) };
    assert_eq!(report.trials[trial].origin, Origin::Renewed);
    // without that it is said that nothing is proved
    let plan = Plan { rounds: 1, largest_degree: 4, ..Plan::default() };
    let (report, network) = plan.exactify(&search.problem.group, 4, Target::OneHot, point, |_| {}).expect("an answer");
    assert!(network.is_none() && matches!(report.verdict, Verdict::NotCertified { rank: 26, .. }), "{report:?}");
    // and with no time nothing is tried
    let plan = Plan { time: std::time::Duration::ZERO, ..Plan::default() };
    let (report, network) = plan.exactify(&search.problem.group, 4, Target::OneHot, point, |_| {}).expect("an answer");
    assert!(network.is_none() && report.out_of_time && report.trials.is_empty(), "{report:?}");
}

/// The fit of one width with two more nodes: a dead one, and a second one with the inputs of the first.
fn with_idle_nodes(map: &ResidualMap, x: &[f64]) -> Vec<f64> {
    let length = map.order() * map.width();
    let node = |part: usize| x[part * length..][..map.order()].to_vec();
    let [u, w, v] = [0, 1, 2].map(node);
    let scaled = |values: &[f64], s: f64| values.iter().map(|x| s * x).collect::<Vec<f64>>();
    let more = [
        [vec![0.7; map.order()], scaled(&u, 2.0)],
        [vec![-0.2; map.order()], scaled(&w, 2.0)],
        [vec![0.0; map.order()], scaled(&v, 0.1)],
    ];
    let mut y = x.to_vec();
    // a tenth of v at twice the inputs is four tenths of the node
    y[2 * length..][..map.order()].copy_from_slice(&scaled(&v, 0.6));
    let parts = y.chunks_exact(length).zip(more);
    parts.flat_map(|(part, more)| part.iter().copied().chain(more.into_iter().flatten()).collect::<Vec<_>>()).collect()
}

#[test]
fn fits_are_made_exact_as_others_write_them() {
    let search = search("3", 4, 32);
    let starts = search.run(Vec::new(), |_| Ok(())).expect("a search");
    let point = starts.iter().find_map(|start| start.point.as_ref()).expect("a fit");
    let map = ResidualMap::new(&search.problem.group, 4, Target::OneHot);
    let wide = with_idle_nodes(&map, point);
    let single: Vec<f64> = point.iter().map(|&x| f64::from(x as f32)).collect();
    let rounded: Vec<f64> = point.iter().map(|x| (x * 1e8).round() / 1e8).collect();
    // the gauges: u + c, w − c, and then u/t, w/t, t²v
    let scaled: Vec<f64> = (point.iter().enumerate())
        .map(|(i, x)| {
            let t = [30.0, -0.1, 2.0, 1.0][i / 3 % 4];
            [(x + 3.0) / t, (x - 3.0) / t, x * t * t][i / 12]
        })
        .collect();
    for (width, fit, idle) in
        [(6, &wide, vec![4, 5]), (4, &single, vec![]), (4, &rounded, vec![]), (4, &scaled, vec![])]
    {
        let (report, network) =
            enough().exactify(&search.problem.group, width, Target::OneHot, fit, |_| {}).expect("an answer");
        let network = network.unwrap_or_else(|| panic!("{:?}", report.verdict));
        assert_eq!((network.weights.width(), &report.idle), (width, &idle));
        assert!(network.field.degree() <= 2 && network.prove(Some(Target::OneHot)).proved, "{:?}", report.verdict);
    }
}

#[test]
fn fits_of_what_does_not_exist_are_refused() {
    // three nodes are one too few for Z3, and four for Z4: descents end at minima, or run away
    for (group, width) in [("3", 3), ("4", 4)] {
        let map = ResidualMap::new(&group.parse().expect("a group"), width, Target::OneHot);
        for start in 0..4 {
            let point = (0..map.unknowns()).map(|i| ((i * i + 7 * i * start + 3 * i) as f64).sin()).collect();
            let how = Descent { iterations: 300, ridge: 0.0, tolerance: 1e-26 };
            let fit = descend(&map, point, &how).x;
            let (report, network) =
                Plan::default().exactify(map.group(), width, Target::OneHot, &fit, |_| {}).expect("an answer");
            let is_refused = matches!(report.verdict, Verdict::NotConsistent { .. } | Verdict::BorderLike { .. });
            assert!(
                is_refused && network.is_none() && report.trials.is_empty(),
                "{group} {width}: {:?}",
                report.verdict
            );
        }
    }
}

#[test]
fn what_is_no_fit_does_not_become_exact() {
    let map = ResidualMap::new(&Group::cyclic(5).expect("a group"), 7, Target::OneHot);
    // as random as a formula can be
    let point: Vec<f64> = (0..map.unknowns()).map(|i| ((i * i + 3 * i) as f64).sin()).collect();
    let (report, network) =
        Plan::default().exactify(map.group(), 7, Target::OneHot, &point, |_| {}).expect("an answer");
    let is_refused = matches!(report.verdict, Verdict::NotConsistent { .. } | Verdict::BorderLike { .. });
    assert!(is_refused && network.is_none(), "{:?}", report.verdict);
    assert!(Plan::default().exactify(map.group(), 7, Target::OneHot, &point[1..], |_| {}).is_err());
    let plan = Plan { bases: vec!["none".to_owned()], strategies: vec![Strategy::Mse], ..Plan::default() };
    assert!(plan.exactify(map.group(), 7, Target::OneHot, &point, |_| {}).is_err());
}

#[test]
fn the_empty_cells_are_not_found() {
    // widths below the least: 3 for Z3 and 4 for Z4 are one too few
    for (group, width) in [("3", 3), ("4", 4)] {
        let search = search(group, width, 8);
        let starts = search.run(Vec::new(), |_| Ok(())).expect("a search");
        let discovery = search.discovery(&starts);
        assert!(!matches!(discovery.outcome, Outcome::Found { .. }), "{group} {width}: {:?}", discovery.outcome);
        assert_eq!((discovery.found, discovery.success_rate[0]), (0, 0.0));
        // and the nearest thing to a fit is no fit
        let best = starts.iter().min_by(|x, y| x.sum_of_squares[1].total_cmp(&y.sum_of_squares[1])).expect("a start");
        assert!(best.sum_of_squares[1] > 1e-20);
    }
}

#[test]
fn searches_repeat_and_resume_bit_for_bit() {
    let search = Search { enough: 100, ..search("3", 4, 20) };
    let mut kept = Vec::new();
    let all = search
        .run(Vec::new(), |starts| {
            kept.push(starts.to_vec());
            Ok(())
        })
        .expect("a search");
    assert_eq!(kept.last(), Some(&all));
    assert_eq!(search.run(Vec::new(), |_| Ok(())).expect("again"), all);
    // killed after the first batch, and in the middle of the second
    let mut halves = kept[0].clone();
    assert_eq!(search.run(halves.clone(), |_| Ok(())).expect("resumed"), all);
    halves.extend_from_slice(&all[halves.len()..halves.len() + 3]);
    assert_eq!(search.run(halves, |_| Ok(())).expect("resumed"), all);
    // as text
    let text = serde_json::to_string(&all).expect("text");
    assert_eq!(serde_json::from_str::<Vec<cogring::discover::Start>>(&text).expect("starts"), all);
    let other = Search { seed: 1, ..search.clone() };
    assert_ne!(other.run(Vec::new(), |_| Ok(())).expect("another"), all);
    assert!(search.run(all[1..].to_vec(), |_| Ok(())).is_err());
}

#[test]
fn points_are_networks() {
    let fit = read_network(std::path::Path::new("tests/data/p05_H08.json"), &ReadOptions::default()).expect("a fit");
    assert_eq!(Network::from_point(fit.group(), &fit.to_point()).expect("the same"), fit);
    assert!(Network::from_point(fit.group(), &fit.to_point()[1..]).is_err());
    let map = ResidualMap::new(fit.group(), 8, Target::OneHot);
    assert!(map.residual(&fit.to_point()).iter().all(|f| f.abs() < 1e-9));
}
