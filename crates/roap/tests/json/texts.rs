//! Generates random JSON texts from a seed, covering the whole grammar.

/// A generator of texts.
pub struct Texts {
    state: u64,
}

impl Texts {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns a text that is JSON.
    pub fn text(&mut self) -> String {
        let mut text = String::new();
        self.value(0, &mut text);
        text
    }

    /// Returns a text in which one or two characters were removed, duplicated or replaced.
    pub fn damaged(&mut self) -> String {
        let mut letters: Vec<char> = self.text().chars().collect();
        for _ in 0..=self.below(2) {
            if letters.is_empty() {
                break;
            }
            let at = self.below(letters.len());
            match self.below(3) {
                0 => drop(letters.remove(at)),
                1 => letters.insert(at, letters[at]),
                _ => {
                    letters[at] = self.one_of(&[
                        '"', '\\', '{', ']', ',', ':', '0', 'e', '.', '-', ' ', '\n', 'u', 'd',
                    ])
                }
            }
        }
        letters.into_iter().collect()
    }

    fn value(&mut self, depth: usize, text: &mut String) {
        self.space(text);
        match self.below(if depth < 7 { 8 } else { 6 }) {
            0 => *text += self.one_of(&["null", "true", "false"]),
            1 | 2 => self.number(text),
            3..=5 => self.string(text),
            6 => self.list(['[', ']'], text, |texts, text| texts.value(depth + 1, text)),
            _ => self.list(['{', '}'], text, |texts, text| {
                texts.space(text);
                texts.string(text);
                texts.space(text);
                text.push(':');
                texts.value(depth + 1, text);
            }),
        }
        self.space(text);
    }

    fn list(
        &mut self,
        [open, close]: [char; 2],
        text: &mut String,
        mut item: impl FnMut(&mut Self, &mut String),
    ) {
        text.push(open);
        // Some have more items than the reader keeps.
        let length = if self.below(500) == 0 { 300 } else { self.below(4) };
        for index in 0..length {
            if index > 0 {
                text.push(',');
            }
            item(self, text);
        }
        self.space(text);
        text.push(close);
    }

    fn number(&mut self, text: &mut String) {
        *text += self.one_of(&["", "", "", "-"]);
        *text += self.one_of(&[
            "0",
            "1",
            "7",
            "10",
            "4200",
            "4294967295",
            "4294967296",
            "429496729",
            "99999999999",
        ]);
        *text += self.one_of(&["", "", "", ".0", ".5", ".000", ".25"]);
        *text += self.one_of(&["", "", "", "", "e0", "E2", "e+1", "e-1", "e-02", "e20", "e999"]);
    }

    fn string(&mut self, text: &mut String) {
        text.push('"');
        for _ in 0..self.below(5) {
            *text += self.one_of(&[
                "a",
                "type",
                "é",
                "😀",
                "\u{7f}",
                "\u{2028}",
                r"\n",
                r"\r\n",
                r#"\""#,
                r"\\",
                r"\/",
                r"\b\f\t",
                r"\u0041",
                r"\u00e9",
                r"\u0000",
                r"\u001f",
                r"\ud83d\ude00",
                r"\uD83D",
                r"\udE00",
                r"\ud83d\u0041",
                r"\ud83d\n",
            ]);
        }
        text.push('"');
    }

    fn space(&mut self, text: &mut String) {
        *text += self.one_of(&["", "", "", "", " ", "\n\t", "\r "]);
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Returns the next pseudo-random number (SplitMix64).
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % bound
    }
}
