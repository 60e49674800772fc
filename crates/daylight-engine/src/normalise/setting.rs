//! What a text as a whole says about what is ordinary in it: its scripts.

use std::cell::OnceCell;

use unicode_script::Script;
use unicode_script::ScriptExtension;
use unicode_script::UnicodeScript;

use crate::normalise::cells::script;

/// The scripts of a text's letters, looked for when they are first asked about.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    text: &'a str,
    scripts: OnceCell<Vec<Script>>,
}

impl<'a> Setting<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            scripts: OnceCell::new(),
        }
    }

    fn scripts(&self) -> &[Script] {
        self.scripts.get_or_init(|| scripts_of(self.text))
    }

    /// True where full-width forms are ordinary.
    pub(super) fn is_east_asian(&self) -> bool {
        self.scripts().iter().any(|script| {
            matches!(
                script,
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Hangul
                    | Script::Bopomofo
            )
        })
    }

    /// True where marks of direction are ordinary.
    pub(super) fn is_right_to_left(&self) -> bool {
        self.scripts().iter().any(|script| {
            matches!(
                script,
                Script::Arabic
                    | Script::Hebrew
                    | Script::Syriac
                    | Script::Thaana
                    | Script::Nko
                    | Script::Adlam
            )
        })
    }

    /// True where a character of another script's set is at home: one of the scripts it is used
    /// with (UAX #24, script extensions) is a script of the text, or the text has no letters.
    pub(super) fn is_home_of(&self, c: char) -> bool {
        let used_with: ScriptExtension = c.script_extension();
        self.scripts().is_empty()
            || self
                .scripts()
                .iter()
                .any(|script| used_with.contains_script(*script))
    }
}

fn scripts_of(text: &str) -> Vec<Script> {
    let mut scripts = Vec::new();
    let mut last = Script::Common;
    for c in text.chars() {
        let found = script(c);
        let is_new = found != last && !scripts.contains(&found);
        if is_new && c.is_alphabetic() && is_plain(c) {
            scripts.push(found);
            last = found;
        }
    }
    scripts
}

/// Full-width letters say nothing of the text: they are what is asked about.
fn is_plain(c: char) -> bool {
    !matches!(c, '\u{ff01}'..='\u{ff5e}')
}
