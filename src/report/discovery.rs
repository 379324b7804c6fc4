//! What `discover`, `exactify` and `rank` say, for people, and exact networks for LaTeX.

use itertools::Itertools;

use crate::discover::{Attempt, Discovery, Origin, Outcome, Trial, Verdict};
use crate::experiment::{ExactifiedFile, ExactifiedFiles};
use crate::loss::Problem;
use crate::scalar::algebraic::Algebraic;
use crate::variety::{ExactRank, FieldNetwork, FieldProof, FieldRank, RankReport};

/// A search.
#[must_use]
pub fn search(discovery: &Discovery) -> String {
    let Discovery { search, tried, found, success_rate: [low, high], outcome } = discovery;
    let Problem { group, width, target } = &search.problem;
    let head = format!("{}, {width} nodes, {target} target, seed {}", group.symbol(), search.seed);
    let rate = format!("{:.1} % to {:.1} %", 100.0 * low, 100.0 * high);
    let counts =
        format!("{found} of {tried} starts found an exact network to rounding (95 % interval of the rate {rate})");
    let what = match outcome {
        Outcome::Found { starts, ranks } => starts
            .iter()
            .zip(ranks)
            .map(|(start, rank)| {
                format!("start {start}: rank {} (gap {:.0e}, {:.0e})", rank.rank, rank.last, rank.next)
            })
            .join("\n  "),
        Outcome::BorderLike { start, sum_of_squares, norm } => format!(
            "border-like: at start {start} the sum of squares fell from {:.1e} to {:.1e} while the norm grew from {:.2} to {:.2}",
            sum_of_squares[0], sum_of_squares[1], norm[0], norm[1]
        ),
        Outcome::NotFound { best } => format!("not found: the smallest sum of squares is {best:.1e}"),
    };
    format!("{head}\n  {counts}\n  {what}\n")
}

/// One line for a trial.
#[must_use]
pub fn trial(trial: &Trial) -> String {
    let Trial { origin, basis, strategy, seed, conditions: [tried, held], attempt } = trial;
    let end = match attempt {
        Attempt::Exact { degree, height, bits } => format!("exact, degree {degree}, {height} digits, from {bits} bits"),
        Attempt::NotAPoint => "the point is not kept".to_owned(),
        Attempt::Stuck { dimension } => format!("stuck at dimension {dimension}"),
        Attempt::Inconsistent { bits } => format!("not consistent beyond {bits} bits"),
        Attempt::NotRecognised { bits } => format!("isolated, consistent to {bits} bits, not recognised"),
        Attempt::Refuted { degree } => format!("recognised in degree {degree}, and refuted"),
    };
    format!("round {seed}, {origin}, {strategy} in {basis}: {held} of {tried} conditions imposed, {end}")
}

/// Fits, and what became of them.
#[must_use]
pub fn exactification(files: &ExactifiedFiles) -> String {
    files.fits.iter().map(one).collect()
}

fn one(ExactifiedFile { path, exactification }: &ExactifiedFile) -> String {
    let place = of(&exactification.problem);
    let verdict = match &exactification.verdict {
        Verdict::Exact { degree: 1, height, .. } => {
            format!(
                "exact over Q, fractions of {height} digits: all {} identities hold",
                exactification.problem.group.order().pow(3)
            )
        }
        Verdict::Exact { degree, minimal_polynomial, root, height, .. } => format!(
            "exact over Q(α), degree {degree}, fractions of {height} digits: all {} identities hold\n  α = {root:.12} is a root \
             of {minimal_polynomial}",
            exactification.problem.group.order().pow(3)
        ),
        Verdict::NotCertified { bits, rank } => {
            format!("not certified: consistent to {bits} bits, rank {rank}; nothing is proved")
        }
        Verdict::BorderLike { residual, norm } => format!(
            "border-like: the residual goes from {:.1e} to {:.1e} while the norm goes from {:.2} to {:.2}",
            residual[0], residual[1], norm[0], norm[1]
        ),
        Verdict::NotConsistent { residual } => {
            format!("not consistent: the residual is {:.1e}, and {:.1e} is the best near by", residual[0], residual[1])
        }
    };
    let trials = exactification.trials.len();
    let rank = exactification.rank;
    let mut figures = match trials {
        0 => String::new(),
        _ => format!("  rank {rank}, {} dimensions without gauges; {trials} trials\n", exactification.dimension),
    };
    if !exactification.idle.is_empty() {
        let nodes = exactification.idle.iter().join(", ");
        figures += &format!("  not needed, and left out of all this: nodes {nodes}\n");
    }
    let source = match &exactification.verdict {
        Verdict::Exact { trial, .. } => exactification.trials[*trial].origin,
        _ => Origin::Fit,
    };
    let source = match source {
        Origin::Renewed => "\n  it is another network, found by a descent from a disturbed copy of the fit",
        Origin::Narrowed => {
            "\n  it is a narrower network, found by a descent from the fit without one of its nodes; weights 0 fill it up"
        }
        Origin::Fit | Origin::Moved => "",
    };
    let end = if exactification.out_of_time { "\n  the time was over; --seconds allows for more" } else { "" };
    format!("{path}\n  {place}\n{figures}  {verdict}{source}{end}\n")
}

/// The figures of `rank`.
#[must_use]
pub fn rank(report: &RankReport) -> String {
    let RankReport { problem, unknowns, equations, residual, residual_norm, norm, dead, rank, .. } = report;
    let moved = report.moved.map_or_else(String::new, |by| format!("; none after moving the weights by {by:.1e}"));
    let dead = if dead.is_empty() { "none".to_owned() } else { dead.iter().join(", ") };
    let mut lines = vec![
        of(problem),
        format!("residual  largest {residual:.3e}, norm {residual_norm:.3e}{moved}"),
        format!("weights   norm {norm:.6}, least over the gauges; dead nodes: {dead}"),
        format!(
            "rank      {} of {unknowns} unknowns and {equations} equations (gap {:.0e}, {:.0e})",
            rank.rank, rank.last, rank.next
        ),
    ];
    lines.extend(report.over_field.as_ref().map(over_field));
    lines.push(match report.learning_coefficient {
        None => "no exact network, more than rounding off: the learning coefficient is not asked for".to_owned(),
        Some([low, _]) if report.smooth => format!("λ         {low}: the variety looks smooth here"),
        Some([low, high]) => {
            let exact = report.over_field.as_ref().and_then(|field| field.exact);
            let what = if exact.is_some_and(|exact| exact.is_obstructed) { "is not" } else { "does not look" };
            format!("λ         {low} ≤ λ ≤ {high}: the variety {what} smooth here, rank {} near by", report.nearby_rank)
        }
    });
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

fn over_field(rank: &FieldRank) -> String {
    let primes = || rank.modular.iter().map(|modular| format!("{} modulo {}", modular.rank, modular.prime)).join(", ");
    match rank.exact {
        None => format!("exact     at least {}", primes()),
        Some(ExactRank { rank, ideals, is_obstructed }) => {
            let tangents = match is_obstructed {
                true => "there are tangent vectors along which no zeros lie, to second order",
                false => "no tangent vector is obstructed to second order",
            };
            format!("exact     {rank} over the field, by {ideals} prime ideals; {tangents}")
        }
    }
}

/// A proof over a number field.
#[must_use]
pub fn proof(proof: &FieldProof) -> String {
    let FieldProof { problem, degree, minimal_polynomial, root, identities, violation, .. } = proof;
    let field = match degree {
        1 => "weights in Q".to_owned(),
        _ => format!("weights in Q(α), α = {root:.12} a root of {minimal_polynomial}"),
    };
    let verdict = match violation {
        None => format!("proved: all {identities} identities hold; the loss is exactly 0"),
        Some(at) => {
            format!("not a solution: the output at a = {}, b = {} and h = {} is not the label", at.a, at.b, at.h)
        }
    };
    format!("  {}; {field}\n  {verdict}\n", of(problem))
}

/// Which networks are meant.
fn of(Problem { group, width, target }: &Problem) -> String {
    format!("group {}, {width} hidden nodes, {target} target", group.symbol())
}

/// The weights as a table for LaTeX, one row for each node.
#[must_use]
pub fn latex(network: &FieldNetwork) -> String {
    let number = |x: &Algebraic| {
        let text = x.to_string().replace("alpha", r"\alpha").replace('*', r"\,");
        let pieces = text.split(' ').map(|piece| match piece.split_once('/') {
            Some((p, rest)) => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let (sign, p) = p.strip_prefix('-').map_or(("", p), |p| ("-", p));
                format!(r"{sign}\tfrac{{{p}}}{{{}}}{}", &rest[..end], &rest[end..])
            }
            None => piece.to_owned(),
        });
        pieces.collect::<Vec<_>>().join(" ")
    };
    let vector = |values: &[Algebraic]| format!("${}$", values.iter().map(number).join(",\\; "));
    let rows = network
        .weights
        .nodes
        .iter()
        .enumerate()
        .map(|(j, [u, w, v])| format!("{} & {} & {} & {} \\\\", j + 1, vector(u), vector(w), vector(v)));
    let minimal = network.field.minimal_polynomial().to_string().replace('*', r"\,").replace('x', r"\alpha");
    let caption = match network.field.degree() {
        1 => String::new(),
        _ => format!("% alpha = {} is a root of ${minimal}$\n", network.field.root_float()),
    };
    format!(
        "{caption}\\begin{{tabular}}{{rlll}}\n\\hline\n$j$ & $u_j$ & $w_j$ & $v_j$ \\\\\n\\hline\n{}\n\\hline\n\\end{{tabular}}\n",
        rows.collect::<Vec<_>>().join("\n")
    )
}
