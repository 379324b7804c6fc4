//! Choices among a few: enums whose values are written by a name, on the command line, in files and in reports.

use crate::{Error, Result};

/// A choice among a few.
///
/// ```
/// use cogring::{Target, named::Named};
/// assert_eq!(Target::ALL.map(Target::name), ["zero-mean", "one-hot"]);
/// assert_eq!("one-hot".parse::<Target>()?, Target::OneHot);
/// assert_eq!("two-hot".parse::<Target>().unwrap_err().to_string(), "`two-hot` is none of zero-mean, one-hot");
/// # Ok::<(), cogring::Error>(())
/// ```
pub trait Named: Copy + 'static {
    /// All values, the usual one first.
    fn all() -> &'static [Self];
    /// How it is written.
    fn name(self) -> &'static str;
    /// What it means, in a sentence.
    fn meaning(self) -> &'static str;
}

/// The value of that name.
///
/// # Errors
/// When no value has it.
pub fn by_name<T: Named>(name: &str) -> Result<T> {
    let names = || T::all().iter().map(|value| value.name()).collect::<Vec<_>>().join(", ");
    let found = T::all().iter().copied().find(|value| value.name() == name);
    found.ok_or_else(|| Error::parse(format!("`{name}` is none of {}", names())))
}

/// How many bytes [`kebab_case`] makes of a name.
pub(crate) const fn kebab_length(name: &str) -> usize {
    let (mut at, mut length) = (0, name.len());
    while at < name.len() {
        if at > 0 && name.as_bytes()[at].is_ascii_uppercase() {
            length += 1;
        }
        at += 1;
    }
    length
}

/// The name of a value as it is written where nothing else is said: `kebab-case` of `KebabCase`.
pub(crate) const fn kebab_case<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let (mut written, mut at, mut place) = ([b'-'; LENGTH], 0, 0);
    while at < name.len() {
        let letter = name.as_bytes()[at];
        if at > 0 && letter.is_ascii_uppercase() {
            place += 1;
        }
        written[place] = letter.to_ascii_lowercase();
        (at, place) = (at + 1, place + 1);
    }
    written
}

/// Declares an enum with a name for every value, the usual one first, and everything that follows from the names: `ALL`,
/// `Default`, [`Named`], `Display`, `FromStr` and `serde` in both directions. The name is that of the value in kebab case, or
/// what stands behind `=`.
macro_rules! named {
    (@name $value:ident $name:literal) => {
        $name
    };
    (@name $value:ident) => {{
        const LENGTH: usize = $crate::named::kebab_length(stringify!($value));
        const LETTERS: [u8; LENGTH] = $crate::named::kebab_case(stringify!($value));
        const NAME: &str = match std::str::from_utf8(&LETTERS) {
            Ok(name) => name,
            Err(_) => panic!("the name of a value is no ASCII"),
        };
        NAME
    }};
    ($(#[$about:meta])* pub enum $type:ident { $($(#[doc = $meaning:literal])+ $value:ident $(= $name:literal)?),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[doc = $meaning])+ $value),+ }

        impl $type {
            /// All values, the usual one first.
            pub const ALL: [Self; [$(stringify!($value)),+].len()] = [$($type::$value),+];

            /// How it is written.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($type::$value => $crate::named::named!(@name $value $($name)?)),+ }
            }
        }

        impl $crate::named::Named for $type {
            fn all() -> &'static [Self] {
                &Self::ALL
            }

            fn name(self) -> &'static str {
                self.name()
            }

            fn meaning(self) -> &'static str {
                match self { $($type::$value => concat!($($meaning),+).trim_ascii()),+ }
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::Error;

            fn from_str(name: &str) -> $crate::Result<Self> {
                $crate::named::by_name(name)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                $crate::named::by_name(&name).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use named;
