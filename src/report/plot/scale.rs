//! From numbers to positions along an axis, and the ticks between.

/// A stretch of numbers that is mapped to [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
}

/// A marked number of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The number.
    pub value: f64,
    /// How it is written; empty for a mark without a number.
    pub label: String,
}

impl Scale {
    /// The linear scale from `low` to `high`; widened when the two are equal or not finite.
    #[must_use]
    pub fn linear(low: f64, high: f64) -> Self {
        let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        let margin = if high - low > 1e-12 * low.abs().max(high.abs()) { 0.0 } else { 0.5 * low.abs().max(1e-9) };
        Scale { low: low - margin, high: high + margin, logarithmic: false }
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
        Scale { low, high, logarithmic: true }
    }

    /// The logarithmic scale that holds the positive ones of `values`, with a small margin.
    #[must_use]
    pub fn logarithmic_around(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = range(values.into_iter().filter(|&value| value > 0.0));
        let tight = Scale::logarithmic(low, high);
        let margin = (tight.high / tight.low).powf(0.05);
        Scale { low: tight.low / margin, high: tight.high * margin, ..tight }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end. NaN for what a logarithmic scale cannot show.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        if self.logarithmic {
            if value > 0.0 { (value / self.low).ln() / (self.high / self.low).ln() } else { f64::NAN }
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// About `count` ticks, at round numbers inside the scale.
    #[must_use]
    pub fn ticks(&self, count: usize) -> Vec<Tick> {
        let count = count.max(1);
        if self.logarithmic { self.decades(count) } else { self.steps(count) }
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
                Tick { value, label: decimal(value, digits) }
            })
            .collect()
    }

    /// Every power of ten (every second, third, … when there are too many), with unlabelled marks between.
    fn decades(&self, count: usize) -> Vec<Tick> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let stride = ((last - first) as usize).div_ceil(count).max(1) as i32;
        let inside = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&self.position(value));
        let mut ticks = Vec::new();
        for exponent in first..=last {
            let value = 10f64.powi(exponent);
            let label = if exponent.rem_euclid(stride) == 0 { power_of_ten(exponent) } else { String::new() };
            ticks.push(Tick { value, label });
            if stride == 1 {
                ticks.extend((2..10).map(|m| Tick { value: f64::from(m) * value, label: String::new() }));
            }
        }
        ticks.retain(|tick| inside(tick.value));
        if ticks.iter().filter(|tick| !tick.label.is_empty()).count() < 2 {
            for tick in &mut ticks {
                tick.label = short(tick.value);
            }
            let labelled = ticks.len();
            if labelled > count {
                let keep = labelled.div_ceil(count);
                ticks.iter_mut().enumerate().filter(|(at, _)| at % keep != 0).for_each(|(_, tick)| tick.label.clear());
            }
        }
        ticks
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
