//! The one error type of the crate: what was found, what was required, and where.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that can go wrong, with a one-line explanation.
///
/// The type is opaque; programs ask it with the `is_*` predicates and people read it.
/// Context added on the way up ([`Error::context`], [`Error::at_path`]) is printed first, outermost first.
/// What the operating system said is the [`source`](std::error::Error::source).
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    message: String,
    context: Vec<String>,
    path: Option<PathBuf>,
    source: Option<Arc<std::io::Error>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Argument,
    Format,
    Io,
    Parse,
    Shape,
    Unsupported,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner { kind, message: message.into(), context: Vec::new(), path: None, source: None }))
    }

    /// The operating system refused.
    #[must_use]
    pub fn io(message: impl Into<String>, source: std::io::Error) -> Self {
        let mut error = Self::new(Kind::Io, message);
        error.0.source = Some(Arc::new(source));
        error
    }

    /// Whether the operating system refused.
    #[must_use]
    pub fn is_io(&self) -> bool {
        self.0.kind == Kind::Io
    }

    /// Refuses work of `count` units where more than `most` of them are not done.
    ///
    /// # Errors
    /// With both numbers.
    pub(crate) fn unless_affordable(work: &str, count: u128, units: &str, most: u128) -> Result<()> {
        match count <= most {
            true => Ok(()),
            false => Err(Self::unsupported(format!("{work}: {count} {units}, more than the {most} that are computed"))),
        }
    }

    /// Adds what was being done when the error happened.
    #[must_use]
    pub fn context(mut self, what: impl Into<String>) -> Self {
        self.0.context.push(what.into());
        self
    }

    /// Adds the file that the error is about.
    #[must_use]
    pub fn at_path(mut self, path: &Path) -> Self {
        self.0.path.get_or_insert_with(|| path.to_owned());
        self.context(path.display().to_string())
    }

    /// The file that the error is about, where it is about one.
    ///
    /// ```
    /// use cogring::format::{ReadOptions, read_network};
    /// use std::path::Path;
    /// let error = read_network(Path::new("nowhere.npz"), &ReadOptions::default()).unwrap_err();
    /// assert_eq!(error.path(), Some(Path::new("nowhere.npz")));
    /// assert!(error.is_io());
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }
}

/// A constructor and a predicate for every kind.
macro_rules! kinds {
    ($($(#[$about:meta])+ $kind:ident: $new:ident, $is:ident;)+) => {
        impl Error {
            $(
                $(#[$about])+
                #[must_use]
                pub fn $new(message: impl Into<String>) -> Self {
                    Self::new(Kind::$kind, message)
                }

                $(#[$about])+
                #[must_use]
                pub fn $is(&self) -> bool {
                    self.0.kind == Kind::$kind
                }
            )+
        }
    };
}

kinds! {
    /// A value outside the range that the called function is defined for.
    Argument: argument, is_argument;
    /// A file whose bytes are not what its format requires.
    Format: format, is_format;
    /// A text that does not follow its grammar.
    Parse: parse, is_parse;
    /// Arrays or groups whose sizes do not fit each other.
    Shape: shape, is_shape;
    /// Something well-formed that this crate does not do.
    Unsupported: unsupported, is_unsupported;
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for context in self.0.context.iter().rev() {
            write!(f, "{context}: ")?;
        }
        f.write_str(&self.0.message)?;
        match &self.0.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
