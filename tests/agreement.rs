//! Exact and floating-point evaluation are one code path: every construction and random expressions agree to 1e-12.

mod support;

use std::collections::BTreeMap;

use cogring::construct::{Argument, ArgumentKind, Construction, Parameter, Sign};
use cogring::expr::{Arithmetic, Assignment, Element, Expression, Generator, Value};
use cogring::potential::PotentialTable;
use cogring::{BlockPotential, Cyclotomic, Exact, Group, Solution, SumPotential, Target};
use num_complex::Complex64;
use proptest::prelude::*;
use support::any_group;

const TOLERANCE: f64 = 1e-12;

/// The parameters of all elements here.
const PARAMETERS: [&str; 4] = ["nu", "xi", "alpha", "beta"];

/// Angles for the parameters.
fn angles() -> impl Strategy<Value = [f64; 4]> {
    prop::array::uniform4(0.0..std::f64::consts::TAU)
}

/// Values as exact numbers are evaluated at them.
fn numbers(angles: [f64; 4]) -> BTreeMap<String, Complex64> {
    PARAMETERS.iter().zip(angles).map(|(name, angle)| ((*name).to_owned(), Complex64::cis(angle))).collect()
}

/// The same values as expressions are given them.
fn assignment(angles: [f64; 4]) -> Assignment {
    let mut assignment = Assignment::default();
    PARAMETERS.iter().zip(angles).for_each(|(name, angle)| assignment.set(*name, Value::phase(angle)));
    assignment
}

/// All sum potentials of the two, exact ones evaluated at `numbers`, agree relative to `scale` or their own size.
fn agree(
    exact: &Solution<Exact>,
    float: &Solution<Complex64>,
    numbers: &BTreeMap<String, Complex64>,
    scale: f64,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(exact.order(), float.order());
    let mut difference: BTreeMap<String, (Complex64, f64)> = BTreeMap::new();
    let mut add = |potential: &SumPotential, value: Complex64, sign: f64| {
        let entry = difference.entry(potential.to_string()).or_insert((Complex64::ZERO, 0.0));
        *entry = (entry.0 + value * sign, entry.1.max(value.norm()));
    };
    for (potential, value) in PotentialTable::new(exact).entries() {
        add(potential, value.evaluate(numbers).unwrap(), 1.0);
    }
    for (potential, value) in PotentialTable::new(float).entries() {
        add(potential, *value, -1.0);
    }
    for (potential, (difference, size)) in difference {
        prop_assert!(difference.norm() <= TOLERANCE * size.max(scale), "{potential}: {difference} of {size}");
    }
    Ok(())
}

/// Every construction of the command line but random phases, whose parameters come from `parameter`.
fn constructions(parameter: impl Fn(&str) -> Parameter, sign: Sign) -> Vec<Construction> {
    let given = |z: Construction, argument: &Argument| match argument.kind {
        ArgumentKind::Unit => z.with_unit(argument.name, parameter(argument.name)),
        ArgumentKind::Sign => z.with_sign(argument.name, sign),
        ArgumentKind::Target => z.with_target(Target::OneHot),
        ArgumentKind::Whole(_) => Ok(z),
    };
    let with_arguments = |z: Construction| z.arguments().iter().fold(z, |z, argument| given(z, argument).unwrap());
    Construction::all().filter(|z| !z.is_random()).map(with_arguments).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_construction_agrees(group in any_group(), angles in angles(), plus in any::<bool>()) {
        let sign = if plus { Sign::Plus } else { Sign::Minus };
        let exact = constructions(|name| Parameter::from(Value::symbol(name)), sign);
        let assignment = assignment(angles);
        let float = constructions(|name| Parameter::from(assignment.get(name).unwrap().clone()), sign);
        for (exact, float) in exact.iter().zip(&float) {
            match (exact.build::<Exact>(&group), float.build::<Complex64>(&group)) {
                (Ok(exact), Ok(float)) => agree(&exact, &float, &numbers(angles), 1.0)?,
                // Some exist for certain groups only.
                (Err(exact), Err(float)) => prop_assert_eq!(exact.to_string(), float.to_string()),
                (exact, float) => prop_assert!(false, "{:?} and {:?}", exact.map(|z| z.order()), float.map(|z| z.order())),
            }
        }
    }

    #[test]
    fn parameters_of_their_own_at_every_frequency_agree(group in any_group(), turns in prop::collection::vec(0..60i64, 16)) {
        // nu_3 is the parameter of the pair ±3; each is given a 60th root of unity.
        let float = order6_with(&group, |k| Complex64::root_of_unity(turns[k], 60));
        let exact = Construction::named("order6").unwrap().free().build::<Exact>(&group).unwrap();
        let numbers = group.dual().complex_pairs().map(|k| {
            let coordinates: Vec<String> = group.coordinates(k).iter().map(usize::to_string).collect();
            (format!("nu_{}", coordinates.join("_")), Complex64::root_of_unity(turns[k], 60))
        });
        agree(&exact, &float, &numbers.collect(), 1.0)?;
        agree(&order6_with(&group, |k| Exact::root_of_unity(turns[k], 60)), &float, &BTreeMap::new(), 1.0)?;
    }
}

fn order6_with<S: Cyclotomic>(group: &Group, nu: impl FnMut(usize) -> S) -> Solution<S> {
    cogring::construct::optimizers::order6(group, nu).unwrap()
}

/// Exact numbers cannot hold random phases; they say so.
#[test]
fn random_phases_have_no_exact_numbers() {
    let group = Group::cyclic(5).unwrap();
    let construction = Construction::named("random-phase").unwrap().with_whole("width", 8).unwrap();
    assert!(construction.build::<Complex64>(&group).is_ok());
    let refusal = construction.build::<Exact>(&group).unwrap_err().to_string();
    assert!(refusal.contains("exact evaluation needs a root of unity"), "{refusal}");
}

/// A parameter or a root of unity.
fn unit() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(PARAMETERS.to_vec()).prop_map(Value::symbol),
        (1u64..=12).prop_map(Value::root_of_unity),
    ];
    let power = (leaf, -3..4i64).prop_map(|(base, exponent)| base.power(exponent));
    prop::collection::vec(power, 1..3).prop_map(|factors| factors.into_iter().reduce(|x, y| x * y).expect("a factor"))
}

fn any_block() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        (-9..9i64, 1..9u64).prop_map(|(n, d)| Expression::ratio(n, d)),
        Just(Expression::generator(Generator::Syn)),
        Just(Expression::generator(Generator::ThreeC)),
        Just(Expression::generator(Generator::USyn)),
        unit().prop_map(|nu| Expression::generator(Generator::Nu(nu))),
        (unit(), any::<bool>()).prop_map(|(xi, plus)| {
            Expression::generator(Generator::Xi(xi, if plus { Sign::Plus } else { Sign::Minus }))
        }),
        (unit(), unit()).prop_map(|(alpha, beta)| Expression::generator(Generator::SynAb(alpha, beta))),
        (unit(), unit(), unit()).prop_map(|(a, b, c)| Expression::node(a, b, c)),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec((any::<bool>(), inner.clone()), 2..4).prop_map(|terms| {
                let sign = |plus| if plus { Sign::Plus } else { Sign::Minus };
                Expression::Sum(terms.into_iter().map(|(plus, term)| (sign(plus), term)).collect())
            }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Product),
            (inner, 0..4i64).prop_map(|(base, exponent)| base.power(exponent)),
        ]
    })
}

/// A bound of every potential: nodes of modulus 1, counted with the absolute values of their coefficients.
fn size(element: &Expression) -> f64 {
    match element {
        Arithmetic::Leaf(Element::Generator(generator)) => match generator {
            Generator::USyn => 1.0,
            Generator::Nu(_) | Generator::Xi(..) => 2.0,
            Generator::Syn | Generator::SynAb(..) | Generator::ThreeC => 3.0,
        },
        Arithmetic::Leaf(_) => 1.0,
        Arithmetic::Number(number) => number.to_f64().value(),
        Arithmetic::Sum(terms) => terms.iter().map(|(_, term)| size(term)).sum(),
        Arithmetic::Product(factors) => factors.iter().map(size).product(),
        Arithmetic::Power(base, exponent) => size(base).powi(*exponent as i32),
    }
    .abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_expressions_agree(element in any_block(), angles in angles()) {
        let exact = element.potentials::<Exact>(&Assignment::default()).unwrap();
        let float = element.potentials::<Complex64>(&assignment(angles)).unwrap();
        for ((exact, float), potential) in exact.iter().zip(&float).zip(BlockPotential::ALL) {
            let exact = exact.evaluate(&numbers(angles)).unwrap();
            let scale = size(&element).max(1.0);
            prop_assert!((exact - float).norm() <= TOLERANCE * scale, "{potential}: {exact} and {float}, {element}");
        }
    }

    #[test]
    fn random_expressions_agree_over_groups(element in any_block(), group in any_group(), angles in angles()) {
        prop_assume!(element.order().is_some_and(|order| order <= 40));
        let element: Expression = format!("sum(k: ({element}) @ k) + sum(real k: (1/3*(1,-1,1) + (1,1,2)) @ k)").parse().unwrap();
        let exact = element.to_solution::<Exact>(&group, &Assignment::default()).unwrap();
        let float = element.to_solution::<Complex64>(&group, &assignment(angles)).unwrap();
        let scale = float.terms().iter().map(|term| term.coefficient.norm()).sum::<f64>().max(1.0);
        agree(&exact, &float, &numbers(angles), scale)?;
    }
}
