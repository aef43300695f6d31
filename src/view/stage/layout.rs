//! The layouts of the stage; `stage.css` draws them.

/// How more than two are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Arrangement {
    Grid,
    Speaker,
}

/// How the stage looks now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Layout {
    /// Nobody else is in the call.
    Alone,
    /// Nobody is, and those who could be called are listed.
    List,
    /// One other, and one's own picture in a corner.
    Pair,
    Grid,
    Speaker,
    /// A shared screen is large.
    Screen,
}

impl Arrangement {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Grid, Self::Speaker]
            .into_iter()
            .find(|&arrangement| Layout::from(arrangement).name() == name)
    }
}

impl From<Arrangement> for Layout {
    fn from(arrangement: Arrangement) -> Self {
        match arrangement {
            Arrangement::Grid => Self::Grid,
            Arrangement::Speaker => Self::Speaker,
        }
    }
}

impl Layout {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::List => "list",
            Self::Pair => "pair",
            Self::Grid => "grid",
            Self::Speaker => "speaker",
            Self::Screen => "screen",
        }
    }

    /// The bar steps back while nobody moves; see `bar.css`.
    pub(in crate::view) fn hides_the_bar(self) -> bool {
        match self {
            Self::Alone | Self::List => false,
            Self::Pair | Self::Grid | Self::Speaker | Self::Screen => true,
        }
    }
}
