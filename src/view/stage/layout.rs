//! The layouts of the stage; `stage.css` draws them.

/// How more than two people are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Arrangement {
    Grid,
    Speaker,
}

/// The current layout of the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Layout {
    /// Nobody else is in the call.
    Alone,
    /// Nobody else is in the call, and the people who can be called are listed.
    List,
    /// One other person, with the self view in a corner.
    Pair,
    Grid,
    Speaker,
    /// A shared screen is large.
    Screen,
}

impl Arrangement {
    pub(in crate::view) fn name(self) -> &'static str {
        Layout::from(self).name()
    }

    pub(in crate::view) fn from_name(name: &str) -> Option<Self> {
        [Self::Grid, Self::Speaker]
            .into_iter()
            .find(|arrangement| arrangement.name() == name)
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

    /// Returns whether the bar hides while the person is idle; see `bar.css`.
    pub(in crate::view) fn hides_the_bar(self) -> bool {
        match self {
            Self::Alone | Self::List => false,
            Self::Pair | Self::Grid | Self::Speaker | Self::Screen => true,
        }
    }
}
