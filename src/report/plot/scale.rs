//! From numbers to positions along an axis, and the ticks between.

/// A stretch of numbers that is mapped to [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Linear,
    Logarithmic,
    /// Linear from 0 to this number, logarithmic beyond.
    FromZero(f64),
}

/// The share of a scale from 0 that lies before its first positive number.
const BEFORE_FIRST: f64 = 0.12;

/// A marked number of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The number.
    pub value: f64,
    /// How it is written; empty for a mark without a number.
    pub label: String,
}

impl Tick {
    /// The mark of `value`, written as `label`.
    #[must_use]
    pub fn new(value: f64, label: impl Into<String>) -> Self {
        Tick { value, label: label.into() }
    }
}

impl Scale {
    /// The linear scale from `low` to `high`; widened when the two are equal or not finite.
    #[must_use]
    pub fn linear(low: f64, high: f64) -> Self {
        let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        let margin = if high - low > 1e-12 * low.abs().max(high.abs()) { 0.0 } else { 0.5 * low.abs().max(1e-9) };
        Scale { low: low - margin, high: high + margin, kind: Kind::Linear }
    }

    /// The linear scale that holds `values` with a margin of 5 % on either side.
    #[must_use]
    pub fn around(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = range(values);
        let tight = Scale::linear(low, high);
        let margin = 0.05 * (tight.high - tight.low);
        Scale { low: tight.low - margin, high: tight.high + margin, ..tight }
    }

    /// The logarithmic scale from `low` to `high`, which should be positive; [1, 10] when they are not.
    #[must_use]
    pub fn logarithmic(low: f64, high: f64) -> Self {
        let valid = low > 0.0 && high.is_finite() && low <= high;
        let (low, high) = if valid { (low, high) } else { (1.0, 10.0) };
        let high = if high > low * (1.0 + 1e-9) { high } else { low * 10.0 };
        Scale { low, high, kind: Kind::Logarithmic }
    }

    /// The logarithmic scale that holds the positive ones of `values`, with a small margin.
    #[must_use]
    pub fn logarithmic_around(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = range(values.into_iter().filter(|&value| value > 0.0));
        let tight = Scale::logarithmic(low, high);
        let margin = (tight.high / tight.low).powf(0.05);
        Scale { low: tight.low / margin, high: tight.high * margin, ..tight }
    }

    /// The scale of epochs: logarithmic, and with 0 at its low end when 0 is among `epochs`; between 0 and the first other
    /// epoch it is linear.
    #[must_use]
    pub fn epochs(epochs: impl IntoIterator<Item = usize>) -> Self {
        let (zeros, others): (Vec<f64>, Vec<f64>) =
            epochs.into_iter().map(|epoch| epoch as f64).partition(|&epoch| epoch == 0.0);
        if zeros.is_empty() {
            return Scale::logarithmic_around(others);
        }
        let (first, last) = range(others);
        let Scale { low, high, .. } = Scale::logarithmic(first, last);
        Scale { low: 0.0, high, kind: Kind::FromZero(low) }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end. NaN for what a logarithmic scale cannot show.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        let logarithmic = |low: f64| (value / low).ln() / (self.high / low).ln();
        match self.kind {
            Kind::Linear => (value - self.low) / (self.high - self.low),
            Kind::Logarithmic if value > 0.0 => logarithmic(self.low),
            Kind::FromZero(first) if value > first => BEFORE_FIRST + (1.0 - BEFORE_FIRST) * logarithmic(first),
            Kind::FromZero(first) if value >= 0.0 => BEFORE_FIRST * value / first,
            Kind::Logarithmic | Kind::FromZero(_) => f64::NAN,
        }
    }

    /// About `count` ticks, at round numbers inside the scale.
    #[must_use]
    pub fn ticks(&self, count: usize) -> Vec<Tick> {
        let count = count.max(1);
        match self.kind {
            Kind::Linear => self.steps(count),
            Kind::Logarithmic => self.decades(count),
            Kind::FromZero(first) => {
                let beyond = Scale::logarithmic(first, self.high).decades(count.max(2) - 1);
                std::iter::once(Tick::new(0.0, "0")).chain(beyond).collect()
            }
        }
    }

    fn steps(&self, count: usize) -> Vec<Tick> {
        let raw = (self.high - self.low) / count as f64;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|&step| step >= raw * 0.999);
        let step = step.unwrap_or(10.0 * power);
        let digits = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let (first, last) = ((self.low / step - 1e-9).ceil() as i64, (self.high / step + 1e-9).floor() as i64);
        (first..=last)
            .map(|multiple| {
                let value = multiple as f64 * step;
                Tick::new(value, decimal(value, digits))
            })
            .collect()
    }

    /// Marks at 1, …, 9 times every power of ten. Numbers stand at powers of ten (every second, third, … when there are
    /// too many), or where these are fewer than three at 1, 2 and 5 times them, or at as many marks as there may be.
    fn decades(&self, count: usize) -> Vec<Tick> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let stride = ((last - first) as usize).div_ceil(count).max(1) as i32;
        let inside = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&self.position(value));
        let multiples = if stride == 1 { 1..10 } else { 1..2 };
        let marks = (first..=last).flat_map(|exponent| multiples.clone().map(move |m| (m, exponent)));
        let value = |(m, exponent): (i32, i32)| f64::from(m) * 10f64.powi(exponent);
        let marks: Vec<(i32, i32)> = marks.filter(|&mark| inside(value(mark))).collect();
        let numbered = |chosen: &dyn Fn(usize, i32, i32) -> bool| -> Vec<bool> {
            marks.iter().enumerate().map(|(at, &(m, exponent))| chosen(at, m, exponent)).collect()
        };
        let amount = |chosen: &[bool]| chosen.iter().filter(|&&chosen| chosen).count();
        let powers = numbered(&|_, m, exponent| m == 1 && exponent.rem_euclid(stride) == 0);
        let one_two_five = numbered(&|_, m, _| matches!(m, 1 | 2 | 5));
        let thinned = numbered(&|at, _, _| at % marks.len().div_ceil(count) == 0);
        let dense = stride > 1 || amount(&powers) > 2;
        let fits = (2..=count + 1).contains(&amount(&one_two_five));
        let chosen = match amount(&powers) {
            _ if !dense && fits => one_two_five,
            0 | 1 => thinned,
            _ => powers.clone(),
        };
        let powers_only = chosen == powers;
        let label = |(m, exponent)| if powers_only { power_of_ten(exponent) } else { short(value((m, exponent))) };
        let tick = |(&mark, chosen)| Tick::new(value(mark), if chosen { label(mark) } else { String::new() });
        marks.iter().zip(chosen).map(tick).collect()
    }
}

fn range(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// A number with a true minus sign.
fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { format!("−{text}") } else { text }
}

/// 10ⁿ, written 1 and 10 for n = 0 and 1.
fn power_of_ten(exponent: i32) -> String {
    match exponent {
        0 => "1".to_owned(),
        1 => "10".to_owned(),
        _ => format!("10{}", superscript(exponent)),
    }
}

/// A number in few characters: `0.002`, `5×10⁻⁵`.
#[must_use]
pub fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = (value.abs() * (1.0 + 1e-9)).log10().floor() as i32;
    if (-3..4).contains(&exponent) {
        let text = decimal(value, (2 - exponent).clamp(0, 5) as usize);
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let mantissa = decimal(value / 10f64.powi(exponent), 1);
    let mantissa = mantissa.trim_end_matches(".0");
    if mantissa == "1" { power_of_ten(exponent) } else { format!("{mantissa}×10{}", superscript(exponent)) }
}

fn superscript(exponent: i32) -> String {
    let digit = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + c as u32 - '0' as u32).expect("a superscript digit"),
        c => c,
    };
    exponent.to_string().chars().map(digit).collect()
}
