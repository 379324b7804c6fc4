//! Numbers as people write them into text files: `-0.25`, `1e-3`, `1/288`, `0x1.8p-3`; exactly, or rounded once.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

/// Digits and exponents beyond these are not computed with exactly: no weight needs them, and 10^(10^9) has a gigabyte.
const MOST_DIGITS: usize = 4096;
const LARGEST_EXPONENT: i64 = 5000;

/// The number of double precision that is nearest to what is written; `NaN` and `Infinity` are numbers here.
pub(crate) fn rounded(text: &str) -> Option<f64> {
    match text.contains(['/', 'x', 'X']) {
        true => Some(exact(text)?.to_f64().value()),
        false if text.ends_with(|symbol: char| symbol.is_ascii_alphabetic()) => match text.trim_start_matches('-') {
            "NaN" | "Infinity" => text.parse().ok(),
            _ => None,
        },
        false => text.parse().ok(),
    }
}

/// The rational number that is written: an integer, a finite decimal or hexadecimal number, or a quotient of two of them.
pub(crate) fn exact(text: &str) -> Option<RBig> {
    if text.len() > MOST_DIGITS {
        return None;
    }
    let Some((numerator, denominator)) = text.split_once('/') else { return finite(text.trim()) };
    let (numerator, denominator) = (finite(numerator.trim())?, finite(denominator.trim())?);
    (denominator != RBig::ZERO).then(|| numerator / denominator)
}

fn finite(text: &str) -> Option<RBig> {
    let (is_negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let hexadecimal = size.strip_prefix("0x").or_else(|| size.strip_prefix("0X"));
    let value = match hexadecimal {
        Some(digits) => scaled(digits, 16, ['p', 'P'])?,
        None => scaled(size, 10, ['e', 'E'])?,
    };
    Some(if is_negative { -value } else { value })
}

/// Digits with a point and an exponent: of 10, or of 2 where the digits are hexadecimal.
fn scaled(text: &str, radix: u32, marks: [char; 2]) -> Option<RBig> {
    let (mantissa, exponent) = text.split_once(marks).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let digits = UBig::from_str_radix(&digits, radix).ok()?;
    let exponent = exponent.parse::<i64>().ok().filter(|exponent| exponent.abs() <= LARGEST_EXPONENT)?;
    let (base, per_digit) = if radix == 16 { (2u8, 4) } else { (10, 1) };
    let exponent = exponent - per_digit * fraction.len() as i64;
    let power = UBig::from(base).pow(usize::try_from(exponent.unsigned_abs()).ok()?);
    let (numerator, denominator) = if exponent < 0 { (digits, power) } else { (digits * power, UBig::ONE) };
    Some(RBig::from_parts(IBig::from(numerator), denominator))
}

#[cfg(test)]
mod tests {
    use super::{exact, rounded};

    #[test]
    fn every_notation_is_read_exactly() {
        for (text, numerator, denominator) in [
            ("7", 7, 1u32),
            ("-5", -5, 1),
            ("+2/288", 1, 144),
            ("-1/288", -1, 288),
            ("0.125", 1, 8),
            ("-1.5e-2", -3, 200),
            ("2.5E2/3", 250, 3),
            ("0x1.8p-3", 3, 16),
            ("-0X.8P+1", -1, 1),
            ("0x1F", 31, 1),
            (".5", 1, 2),
        ] {
            let expected = dashu_ratio::RBig::from_parts(numerator.into(), denominator.into());
            assert_eq!(exact(text), Some(expected), "{text}");
        }
        let refused =
            ["", "-", "--1", "1/0", "1//2", "0x", "0xg", "1e", "e1", "nan", "inf", "1e99999", "1/2/3", "1_0", "0x1p"];
        for text in refused {
            assert_eq!(exact(text), None, "{text}");
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_number() {
        assert_eq!(rounded("1/288"), Some(1.0 / 288.0));
        assert_eq!(rounded("0x1.1858f8614d235p-1"), Some(0.547_553_789_022_066_6));
        // half-way cases go to even, and a digit beyond decides them
        assert_eq!(rounded("0x1.00000000000008p0"), Some(1.0));
        assert_eq!(rounded("0x1.000000000000080000001p0"), Some(1.0 + f64::EPSILON));
        assert_eq!(rounded("0x1.00000000000018p0"), Some(1.0 + 2.0 * f64::EPSILON));
        assert_eq!(rounded("0x1p-1074"), Some(f64::from_bits(1)));
        assert_eq!(rounded("0x1.8p-1074"), Some(f64::from_bits(2)));
        assert_eq!(rounded("0x1p-1075"), Some(0.0));
        assert_eq!(rounded("0x1p1024"), Some(f64::INFINITY));
        assert_eq!(rounded("1e-400"), Some(0.0));
        assert!(rounded("NaN").is_some_and(f64::is_nan));
        assert_eq!(rounded("-Infinity"), Some(f64::NEG_INFINITY));
        for (numerator, denominator) in [(1i64, 3i64), (2, 3), (-22, 7), (1, 49), (123_456_789, 1_000_003)] {
            assert_eq!(rounded(&format!("{numerator}/{denominator}")), Some(numerator as f64 / denominator as f64));
        }
    }
}
