//! Watches a text for what a step might decode; it may be wrong only on the safe side.

use crate::normalise::classes::Class;
use crate::normalise::classes::ENTITY;
use crate::normalise::classes::FOREIGN;
use crate::normalise::classes::LATIN;
use crate::normalise::classes::LEET;
use crate::normalise::classes::MARK;
use crate::normalise::classes::OWN;
use crate::normalise::classes::OWN_LOWER;
use crate::normalise::classes::SPELLING;
use crate::normalise::classes::WORD;
use crate::normalise::classes::class;

/// What has been seen so far. Characters are those that the first step leaves, with one white
/// space between words.
#[derive(Debug, Default)]
pub(super) struct Watch {
    run: Run,
    /// True where an entity may have begun and goes on.
    entity: bool,
    /// All that is known of the characters of the stretch between spaces.
    token: u32,
    /// Words in a row of one letter, and the characters since the last.
    alone: u32,
    gap: u32,
    /// The words of look-alikes, as they are and in lower case.
    written: Stands,
    lower: Stands,
}

/// The word that the text is in, kept apart so that it stays in registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The last character, in lower case, and how often it stands there in a row.
    last: char,
    same: u32,
    /// All that is known of the characters of the word.
    word: u32,
    /// Those that are no marks.
    letters: u32,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            last: ' ',
            same: 0,
            word: 0,
            letters: 0,
        }
    }
}

impl Run {
    /// Takes a character of a word. `None` where the steps must read the text.
    #[inline]
    pub(super) fn letter(&mut self, class: Class) -> Option<()> {
        self.word |= class.is;
        if class.lower == self.last {
            self.same += 1;
            if self.same > 1 && class.has(SPELLING) {
                self.word |= REPEATED;
            }
        } else {
            self.same = 0;
        }
        if class.has(MARK) {
            // Marks out of order are put in order.
            let combining = class.combining();
            if combining != 0 && self::class(self.last).combining() > combining {
                return None;
            }
        } else {
            self.letters += 1;
        }
        self.last = class.lower;
        Some(())
    }
}

/// The token that has ended must be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Plain,
    /// It may have digits for letters, or letters repeated.
    Doubtful,
}

/// Set in `Watch::token` where a letter is repeated; no class has this bit.
const REPEATED: u32 = 1 << 18;

/// A word of one letter that four words like it may make a word of.
const LETTERS_MIN: u32 = 4;

/// The longest separator of letters spaced apart.
const SEPARATOR_CHARS_MAX: u32 = 3;

impl Watch {
    /// The last character, in lower case; a space before the first.
    pub(super) fn last(&self) -> char {
        self.run.last
    }

    /// The word so far, to be taken on with [`Run::letter`] and handed back.
    #[inline]
    pub(super) fn run(&self) -> Run {
        self.run
    }

    #[inline]
    pub(super) fn set_run(&mut self, run: Run) {
        self.run = run;
    }

    /// Takes a character that is no space. `None` where the steps must read the text.
    pub(super) fn next(&mut self, class: Class) -> Option<()> {
        if class.has(WORD) {
            self.run.letter(class)
        } else {
            self.sign(class)
        }
    }

    fn sign(&mut self, class: Class) -> Option<()> {
        self.token |= class.is;
        self.end_word()?;
        self.run.last = class.lower;
        self.gap += 1;
        self.entity_sign(class)
    }

    /// Entities have names of letters and digits, and a hash.
    fn entity_sign(&mut self, class: Class) -> Option<()> {
        if class.is & ENTITY != 0 {
            if class.lower == ';' && self.entity {
                return None;
            }
            self.entity = class.lower == '&';
        } else if class.lower.is_ascii() && class.lower != '#' {
            self.entity = false;
        }
        Some(())
    }

    /// Takes a space, or the end of the text.
    pub(super) fn space(&mut self) -> Option<Token> {
        self.end_word()?;
        self.gap += 1;
        self.entity = false;
        self.run.last = ' ';
        let token = std::mem::take(&mut self.token);
        let leet = token & LEET != 0 && token & LATIN != 0;
        Some(if leet || token & REPEATED != 0 {
            Token::Doubtful
        } else {
            Token::Plain
        })
    }

    /// Takes the end of the text.
    pub(super) fn end(&mut self) -> Option<Token> {
        let token = self.space()?;
        (!self.written.is_latin_at_end() && !self.lower.is_latin_at_end()).then_some(token)
    }

    /// Ends the word and leaves none.
    fn end_word(&mut self) -> Option<()> {
        let Run { word, letters, .. } = std::mem::take(&mut self.run);
        if word == 0 {
            return Some(());
        }
        self.token |= word;
        if letters > 1 || word & SPELLING == 0 {
            self.alone = 0;
        } else {
            self.lone_letter()?;
        }
        self.gap = 0;
        if word & (LATIN | FOREIGN) == 0 {
            return Some(());
        }
        self.written.next(word, word & OWN != 0, letters)?;
        self.lower.next(word, word & OWN_LOWER != 0, letters)
    }

    fn lone_letter(&mut self) -> Option<()> {
        self.alone = if self.gap > SEPARATOR_CHARS_MAX {
            1
        } else {
            self.alone + 1
        };
        (self.alone < LETTERS_MIN).then_some(())
    }
}

/// What the confusables step makes of the words so far.
#[derive(Clone, Copy, Debug, Default)]
struct Stands {
    /// True where the last word beyond doubt is of another script than Latin.
    foreign: bool,
    /// True where there was such a word at all.
    any: bool,
    /// True where words of look-alikes wait for a neighbour.
    doubtful: bool,
}

impl Stands {
    /// Takes a word of the scripts in question. `None` where the step would decode.
    #[inline]
    fn next(&mut self, word: u32, has_own: bool, letters: u32) -> Option<()> {
        let foreign = word & FOREIGN;
        let is_latin = word & LATIN != 0;
        if is_latin {
            if foreign != 0 || (self.doubtful && !self.foreign) {
                return None;
            }
        } else if !foreign.is_power_of_two() {
            return None;
        } else if !has_own {
            self.doubtful |= letters > 1;
            return Some(());
        }
        self.doubtful = false;
        self.foreign = !is_latin;
        self.any = true;
        Some(())
    }

    fn is_latin_at_end(self) -> bool {
        self.doubtful && self.any && !self.foreign
    }
}
