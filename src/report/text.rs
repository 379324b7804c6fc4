//! Pieces of text that reports share.

/// A number as a line of text shows it: its beginning when it is very long.
#[must_use]
pub fn abbreviated(value: &str) -> String {
    const LONGEST: usize = 200;
    let length = value.chars().count();
    if length <= LONGEST {
        return value.into();
    }
    format!("{}… ({length} characters; --json prints them all)", value.chars().take(60).collect::<String>())
}

/// The text with spaces up to `width` columns of a terminal, in which combining marks such as that of b̄ take none.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let columns = text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).count();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}
