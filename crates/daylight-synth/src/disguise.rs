//! The ways writers hide a phone, an e-mail or a word from software.

use crate::language::Language;
use crate::phones::Phone;
use crate::random::Random;

/// One way to hide a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhoneDisguise {
    Spaced,
    Dotted,
    NumberWords,
    MixedWords,
    Keycaps,
    Letters,
    Stars,
    ZeroWidth,
    Bidi,
    FullWidth,
    Mathematical,
    Entities,
    Combining,
    Split,
}

/// What stands between digits instead of a space.
const STARS: [&str; 6] = ["*", " * ", "⭐", "❤", " ~ ", "🌸"];

/// In order of difficulty: the first 2 from 1 on, 4 from 2 on, 7 from 3 on, all from 4 on.
const PHONE_DISGUISES: [PhoneDisguise; 14] = [
    PhoneDisguise::Spaced,
    PhoneDisguise::Dotted,
    PhoneDisguise::NumberWords,
    PhoneDisguise::MixedWords,
    PhoneDisguise::Keycaps,
    PhoneDisguise::Letters,
    PhoneDisguise::Stars,
    PhoneDisguise::ZeroWidth,
    PhoneDisguise::Bidi,
    PhoneDisguise::FullWidth,
    PhoneDisguise::Mathematical,
    PhoneDisguise::Entities,
    PhoneDisguise::Combining,
    PhoneDisguise::Split,
];

impl PhoneDisguise {
    /// One of the disguises in use at a difficulty; none at 0.
    pub(crate) fn at(difficulty: u8, draw: u64) -> Option<Self> {
        let count: u64 = match difficulty {
            0 => return None,
            1 => 2,
            2 => 4,
            3 => 7,
            _ => 14,
        };
        PHONE_DISGUISES
            .get(usize::try_from(draw % count).unwrap_or(0))
            .copied()
    }

    /// The name in the truth file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Spaced => "spaced",
            Self::Dotted => "dotted",
            Self::NumberWords => "number_words",
            Self::MixedWords => "mixed_words",
            Self::Keycaps => "keycaps",
            Self::Letters => "letters",
            Self::Stars => "stars",
            Self::ZeroWidth => "zero_width",
            Self::Bidi => "bidi",
            Self::FullWidth => "full_width",
            Self::Mathematical => "mathematical",
            Self::Entities => "entities",
            Self::Combining => "combining",
            Self::Split => "split",
        }
    }

    /// Writes a phone number in this disguise.
    pub(crate) fn write(self, written: &Written, random: &mut Random, out: &mut String) {
        let digits = written.groups.concat();
        match self {
            Self::Spaced => joined(&digits, " ", out),
            Self::Dotted => joined(&digits, ".", out),
            Self::NumberWords => words(&digits, written.language, 1000, random, out),
            Self::MixedWords => words(&digits, written.language, 350, random, out),
            Self::Stars => joined(
                &digits,
                STARS.get(random.index(STARS.len())).copied().unwrap_or("*"),
                out,
            ),
            Self::ZeroWidth => joined(&digits, "\u{200B}", out),
            Self::Bidi => {
                out.push('\u{202D}');
                joined(&digits, "\u{200E}", out);
                out.push('\u{202C}');
            }
            Self::Keycaps => followed(&digits, "\u{FE0F}\u{20E3}", out),
            Self::Combining => followed(&digits, "\u{0336}", out),
            Self::Entities => {
                let codes: Vec<String> =
                    digits.bytes().map(|digit| format!("&#{digit};")).collect();
                out.push_str(&codes.concat());
            }
            Self::Letters => out.push_str(&digits.replace('0', "O").replace('1', "l")),
            Self::FullWidth => out.extend(digits.chars().map(|digit| shifted(digit, 0xFF10))),
            Self::Mathematical => out.extend(digits.chars().map(|digit| shifted(digit, 0x1D7CE))),
            Self::Split => split(written, random, out),
        }
    }
}

/// A number in its written groups and the language around it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) groups: Vec<String>,
    pub(crate) language: &'static Language,
}

impl Written {
    /// The groups of a phone, with its calling code or as dialled at home.
    pub(crate) fn new(phone: &Phone, international: bool, language: &'static Language) -> Self {
        Self {
            groups: phone.groups(international),
            language,
        }
    }
}

fn joined(digits: &str, separator: &str, out: &mut String) {
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push(digit);
    }
}

/// Each digit with a mark after it.
fn followed(digits: &str, mark: &str, out: &mut String) {
    for digit in digits.chars() {
        out.push(digit);
        out.push_str(mark);
    }
}

fn shifted(digit: char, zero: u32) -> char {
    char::from_u32(zero + u32::from(digit) - 0x30).unwrap_or(digit)
}

fn words(
    digits: &str,
    language: &Language,
    thousandths: u64,
    random: &mut Random,
    out: &mut String,
) {
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let word = digit
            .to_digit(10)
            .and_then(|value| language.digits.get(usize::try_from(value).ok()?));
        match word.filter(|_| random.chance(thousandths)) {
            Some(word) => out.push_str(word),
            None => out.push(digit),
        }
    }
}

fn split(written: &Written, random: &mut Random, out: &mut String) {
    for (at, group) in written.groups.iter().enumerate() {
        if at > 0 {
            out.push(' ');
            out.push_str(random.word(&written.language.fillers));
            out.push(' ');
        }
        out.push_str(group);
    }
}

/// One way to hide words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordDisguise {
    Capitals,
    Leet,
    Homoglyphs,
    SpacedLetters,
    HiddenJoins,
}

impl WordDisguise {
    /// One of the disguises in use at a difficulty that a language allows; none at 0.
    pub(crate) fn at(difficulty: u8, language: &Language, draw: u64) -> Option<Self> {
        let count = match difficulty {
            0 => return None,
            1 => 1,
            2 => 2,
            3 => 4,
            _ => 5,
        };
        let chosen = match draw % count {
            0 => Self::Capitals,
            1 => Self::Leet,
            2 => Self::Homoglyphs,
            3 => Self::SpacedLetters,
            _ => Self::HiddenJoins,
        };
        match language.code.as_str() {
            // No capitals, no look-alikes, and joined letters.
            "th" | "ar" | "zh" => (difficulty >= 4).then_some(Self::HiddenJoins),
            "ru" if chosen == Self::Leet => Some(Self::Capitals),
            _ => Some(chosen),
        }
    }

    /// The name in the truth file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Capitals => "capitals",
            Self::Leet => "leet",
            Self::Homoglyphs => "homoglyphs",
            Self::SpacedLetters => "spaced_letters",
            Self::HiddenJoins => "hidden_joins",
        }
    }

    /// Writes words in this disguise.
    pub(crate) fn write(self, words: &str, out: &mut String) {
        match self {
            Self::Capitals => out.extend(words.chars().flat_map(char::to_uppercase)),
            Self::Leet => out.extend(words.chars().map(leet)),
            Self::Homoglyphs => out.extend(words.chars().map(look_alike)),
            Self::SpacedLetters => between_letters(words, ' ', out),
            Self::HiddenJoins => between_letters(words, '\u{200B}', out),
        }
    }
}

fn between_letters(words: &str, mark: char, out: &mut String) {
    let mut last = ' ';
    for letter in words.chars() {
        if last.is_alphabetic() && letter.is_alphabetic() {
            out.push(mark);
        }
        out.push(letter);
        last = letter;
    }
}

const fn leet(letter: char) -> char {
    match letter {
        'a' => '4',
        'e' => '3',
        'i' => '1',
        'o' => '0',
        's' => '5',
        other => other,
    }
}

/// The Cyrillic twin of a Latin letter and the other way round.
const fn look_alike(letter: char) -> char {
    match letter {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'а' => 'a',
        'с' => 'c',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'х' => 'x',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::disguise::PHONE_DISGUISES;
    use crate::disguise::PhoneDisguise;
    use crate::disguise::WordDisguise;
    use crate::disguise::Written;
    use crate::language::languages;
    use crate::random::Random;

    fn check(disguise: PhoneDisguise, expected: &str) {
        let groups = ["07700", "900123"].map(str::to_owned).to_vec();
        let mut out = String::new();
        let written = Written {
            groups,
            language: &languages()[0],
        };
        disguise.write(&written, &mut Random::new(1), &mut out);
        assert_eq!(out, expected, "{}", disguise.name());
    }

    #[test]
    fn each_phone_disguise_is_what_its_name_says() {
        check(PhoneDisguise::Spaced, "0 7 7 0 0 9 0 0 1 2 3");
        check(PhoneDisguise::Dotted, "0.7.7.0.0.9.0.0.1.2.3");
        check(
            PhoneDisguise::NumberWords,
            "zero seven seven zero zero nine zero zero one two three",
        );
        check(PhoneDisguise::Letters, "O77OO9OOl23");
        check(PhoneDisguise::FullWidth, "０７７００９００１２３");
        check(PhoneDisguise::Mathematical, "𝟎𝟕𝟕𝟎𝟎𝟗𝟎𝟎𝟏𝟐𝟑");
        check(
            PhoneDisguise::Entities,
            "&#48;&#55;&#55;&#48;&#48;&#57;&#48;&#48;&#49;&#50;&#51;",
        );
    }

    #[test]
    fn marks_between_digits_leave_the_digits() {
        let marked = [
            PhoneDisguise::Keycaps,
            PhoneDisguise::Stars,
            PhoneDisguise::ZeroWidth,
            PhoneDisguise::Bidi,
            PhoneDisguise::Combining,
            PhoneDisguise::Split,
        ];
        for disguise in marked {
            let groups = ["07700", "900123"].map(str::to_owned).to_vec();
            let written = Written {
                groups,
                language: &languages()[0],
            };
            let mut out = String::new();
            disguise.write(&written, &mut Random::new(7), &mut out);
            let digits: String = out.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "07700900123", "{}", disguise.name());
            assert!(!out.contains("07700900123"), "{}", disguise.name());
        }
    }

    #[test]
    fn harder_markets_know_more_disguises() {
        assert_eq!(PhoneDisguise::at(0, 5), None);
        for (difficulty, known) in [(1, 2), (2, 4), (3, 7), (4, 14), (5, 14)] {
            let mut names: Vec<&str> = (0..100)
                .filter_map(|draw| PhoneDisguise::at(difficulty, draw))
                .map(PhoneDisguise::name)
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), known);
        }
        assert_eq!(PHONE_DISGUISES.len(), 14);
    }

    #[test]
    fn words_are_disguised_as_named() {
        let check = |disguise: WordDisguise, expected: &str| {
            let mut out = String::new();
            disguise.write("warm sea", &mut out);
            assert_eq!(out, expected);
        };
        check(WordDisguise::Capitals, "WARM SEA");
        check(WordDisguise::Leet, "w4rm 534");
        check(WordDisguise::Homoglyphs, "w\u{430}rm s\u{435}\u{430}");
        check(WordDisguise::SpacedLetters, "w a r m s e a");
        check(
            WordDisguise::HiddenJoins,
            "w\u{200B}a\u{200B}r\u{200B}m s\u{200B}e\u{200B}a",
        );
    }
}
