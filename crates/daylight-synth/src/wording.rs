//! Puts one posting into words: title, body, and the truth about what was written.

use crate::disguise::PhoneDisguise;
use crate::disguise::WordDisguise;
use crate::disguise::Written;
use crate::language::Piece;
use crate::language::Slot;
use crate::language::Topic;
use crate::outline::Outline;
use crate::outline::Sentence;
use crate::outline::shuffle;
use crate::posting::Contact;
use crate::posting::Notice;
use crate::posting::Posting;
use crate::random::Random;
use crate::random::key;
use std::fmt::Write;

/// Ads with any disguise per thousand, by difficulty, over the whole market.
const HIDDEN: [u64; 6] = [0, 100, 200, 300, 400, 600];

/// The written ad, with what stands in it.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) body: String,
    /// E.164, the operator's own first.
    pub(crate) phones: Vec<String>,
    pub(crate) names: Vec<&'static str>,
    pub(crate) disguises: Vec<&'static str>,
}

impl Sheet {
    /// Words a posting; what the sheet held before is replaced.
    pub(crate) fn fill(&mut self, posting: &Posting, difficulty: u8) {
        self.title.clear();
        self.body.clear();
        self.phones.clear();
        self.names.clear();
        self.disguises.clear();
        let mut random = posting.random.clone();
        let outline = Outline::new(&posting.template);
        let sentences = edited(outline.sentences, posting, difficulty, &mut random);
        let (phone_disguise, word_disguise) = disguises(posting, difficulty, &mut random);
        let mut writer = Writer {
            posting,
            difficulty,
            phone_disguise,
            word_disguise: None,
            random,
            phones: &mut self.phones,
            names: &mut self.names,
            disguises: &mut self.disguises,
        };
        writer.sentence(&outline.title, Subject::First, &mut self.title);
        let hidden_from = writer.random.index(sentences.len());
        for (at, sentence) in sentences.iter().enumerate() {
            if at > 0 {
                self.body.push(' ');
            }
            writer.word_disguise =
                word_disguise.filter(|_| at == hidden_from || at == hidden_from + 1);
            writer.sentence(sentence, Subject::First, &mut self.body);
        }
        writer.word_disguise = None;
        writer.extras(&mut self.body);
    }
}

/// Whose contact a sentence gives.
#[derive(Clone, Copy)]
enum Subject<'a> {
    First,
    Second(&'a Contact),
    Notice(&'a Contact),
}

struct Writer<'a> {
    posting: &'a Posting,
    difficulty: u8,
    phone_disguise: Option<PhoneDisguise>,
    word_disguise: Option<WordDisguise>,
    random: Random,
    phones: &'a mut Vec<String>,
    names: &'a mut Vec<&'static str>,
    disguises: &'a mut Vec<&'static str>,
}

impl Writer<'_> {
    fn sentence(&mut self, sentence: &Sentence, subject: Subject<'_>, out: &mut String) {
        let Some(pattern) = self
            .posting
            .template
            .language
            .patterns(sentence.topic)
            .get(sentence.pattern)
        else {
            return;
        };
        let mut words = Random::new(sentence.words);
        for piece in pattern {
            match piece {
                Piece::Fixed(fixed) => self.words(fixed, false, out),
                Piece::Choice(choices) => self.choice(choices, words.word(choices), out),
                Piece::Slot(slot) => self.slot(*slot, subject, out),
            }
        }
    }

    fn choice(&mut self, choices: &[String], usual: &str, out: &mut String) {
        let paraphrased = self.paraphrases().then(|| self.random.word(choices));
        self.words(paraphrased.unwrap_or(usual), true, out);
    }

    /// From difficulty 5 on, one word choice in eight is made anew in each ad.
    fn paraphrases(&mut self) -> bool {
        self.difficulty >= 5 && self.random.chance(125)
    }

    fn words(&mut self, words: &str, choice: bool, out: &mut String) {
        let whole = self.word_disguise == Some(WordDisguise::Capitals);
        match self
            .word_disguise
            .filter(|_| whole || (choice && self.random.chance(350)))
        {
            Some(disguise) => {
                disguise.write(words, out);
                note(self.disguises, disguise.name());
            }
            None => out.push_str(words),
        }
    }

    fn slot(&mut self, slot: Slot, subject: Subject<'_>, out: &mut String) {
        let posting = self.posting;
        match slot {
            Slot::Name => self.name(posting.name, out),
            Slot::OtherName => self.name(posting.other_name, out),
            Slot::City => out.push_str(posting.city.map_or("", |city| city.name)),
            Slot::Price => self.price(out),
            Slot::Adjective => {
                let adjectives = &posting.template.language.adjectives;
                let usual = Random::new(posting.template.key).word(adjectives);
                out.push_str(if self.random.chance(650) {
                    usual
                } else {
                    self.random.word(adjectives)
                });
            }
            Slot::Contact => match subject {
                Subject::First => self.contact(&posting.first, true, out),
                Subject::Second(contact) => self.contact(contact, true, out),
                Subject::Notice(contact) => self.contact(contact, false, out),
            },
            Slot::Url => match &posting.notice {
                Some(Notice::BookingDesk(_)) if matches!(subject, Subject::Notice(_)) => {
                    out.push_str(BOOKING_URL);
                }
                _ => out.push_str(posting.page.as_deref().unwrap_or("")),
            },
            Slot::Business => business(posting.business, out),
        }
    }

    fn name(&mut self, name: &'static str, out: &mut String) {
        out.push_str(name);
        note(self.names, name);
    }

    fn price(&mut self, out: &mut String) {
        let usual = Random::new(self.posting.template.key ^ 3).between(6, 30) * 5;
        let amount = if self.random.chance(700) {
            usual
        } else {
            usual + 5 * self.random.between(1, 6)
        };
        // Writing to a string cannot fail.
        let _written = match self.posting.country {
            "US" | "CA" | "AU" => write!(out, "${amount}"),
            "GB" => write!(out, "£{amount}"),
            "SE" => write!(out, "{} kr", amount * 10),
            "PL" => write!(out, "{} zł", amount * 4),
            "AE" => write!(out, "{} AED", amount * 4),
            "TH" => write!(out, "{} THB", amount * 30),
            _ => write!(out, "{amount} €"),
        };
    }

    fn contact(&mut self, contact: &Contact, may_hide: bool, out: &mut String) {
        match contact {
            Contact::Phone(phone) => {
                note(self.phones, phone.e164());
                let away = !phone.is_local_to(self.posting.country);
                let international = away || self.random.chance(120);
                match self.phone_disguise.filter(|_| may_hide) {
                    Some(disguise) => {
                        let written =
                            Written::new(phone, international, self.posting.template.language);
                        disguise.write(&written, &mut self.random, out);
                        note_first(self.disguises, disguise.name());
                    }
                    None => phone.plain(international, &mut self.random, out),
                }
            }
            Contact::Email(email)
                if may_hide && self.phone_disguise.is_some() && self.difficulty >= 2 =>
            {
                let language = self.posting.template.language;
                out.push_str(&email.replace('@', &language.at).replace('.', &language.dot));
                note_first(self.disguises, "at_dot");
            }
            Contact::Email(email) => out.push_str(email),
            Contact::Handle(handle) => {
                out.push_str("Telegram ");
                out.push_str(handle);
            }
        }
    }

    /// What follows the text: a second contact, the page, a notice, another person.
    fn extras(&mut self, body: &mut String) {
        let posting = self.posting;
        if posting.names_two {
            self.extra(Topic::Two, Subject::First, body);
        }
        if let Some(second) = &posting.second {
            self.extra(Topic::Second, Subject::Second(second), body);
        }
        if posting.page.is_some() {
            self.extra(Topic::Page, Subject::First, body);
        }
        match &posting.notice {
            Some(Notice::Hotline(phone)) => {
                self.extra(
                    Topic::Hotline,
                    Subject::Notice(&Contact::Phone(phone.clone())),
                    body,
                );
            }
            Some(Notice::BookingDesk(phone)) => {
                self.extra(
                    Topic::Booking,
                    Subject::Notice(&Contact::Phone(phone.clone())),
                    body,
                );
            }
            None => {}
        }
    }

    fn extra(&mut self, topic: Topic, subject: Subject<'_>, body: &mut String) {
        let words = key(self.posting.template.key, topic as u64);
        let patterns = self.posting.template.language.patterns(topic).len();
        let pattern = Random::new(words).index(patterns);
        body.push(' ');
        self.sentence(
            &Sentence {
                topic,
                pattern,
                words,
            },
            subject,
            body,
        );
    }
}

/// The page of the booking desk that many operators share.
pub(crate) const BOOKING_URL: &str = "https://central-booking.example/appointments";

/// Whether and how this ad hides its contact and its words.
fn disguises(
    posting: &Posting,
    difficulty: u8,
    random: &mut Random,
) -> (Option<PhoneDisguise>, Option<WordDisguise>) {
    let share = HIDDEN.get(usize::from(difficulty)).copied().unwrap_or(0) * posting.hides / 1000;
    if !random.chance(share.min(920)) {
        return (None, None);
    }
    let habit = if random.chance(800) {
        posting.habit
    } else {
        random.next()
    };
    let phone = PhoneDisguise::at(difficulty, habit >> 7);
    let bare = matches!(posting.first, Contact::Handle(_))
        || (difficulty < 2 && matches!(posting.first, Contact::Email(_)));
    let words = random.chance(if bare { 1000 } else { 350 });
    (
        phone,
        WordDisguise::at(difficulty, posting.template.language, habit >> 23).filter(|_| words),
    )
}

/// The sentences of this ad: the template's, with the small edits of a repost.
fn edited(
    mut sentences: Vec<Sentence>,
    posting: &Posting,
    difficulty: u8,
    random: &mut Random,
) -> Vec<Sentence> {
    let harder = u64::from(difficulty);
    if random.chance(60 + 30 * harder) && sentences.len() > 6 {
        let at = random.index(sentences.len());
        if sentences
            .get(at)
            .is_some_and(|sentence| sentence.topic != Topic::Contact)
        {
            sentences.remove(at);
        }
    }
    if random.chance(40 + 30 * harder) {
        let topic = if random.chance(500) {
            Topic::Manner
        } else {
            Topic::Close
        };
        let pattern = random.index(posting.template.language.patterns(topic).len());
        let at = random.index(sentences.len());
        sentences.insert(
            at,
            Sentence {
                topic,
                pattern,
                words: random.next(),
            },
        );
    }
    if random.chance(80 + 40 * harder) {
        let (one, other) = (random.index(sentences.len()), random.index(sentences.len()));
        sentences.swap(one, other);
    }
    if difficulty >= 5 && random.chance(300) {
        shuffle(&mut sentences, random);
    }
    sentences
}

fn note<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// What was done to the contact is named before what was done to words.
fn note_first(list: &mut Vec<&'static str>, item: &'static str) {
    if !list.contains(&item) {
        list.insert(0, item);
    }
}

const FIRST_WORDS: &[&str] = &[
    "North", "Bright", "Silver", "Harbour", "Green", "Royal", "Castle", "Metro", "Prime", "Union",
    "Atlas", "Vista", "Delta", "Orion", "Summit", "Meridian",
];
const MIDDLE_WORDS: &[&str] = &[
    "line", "field", "bridge", "gate", "stone", "way", "point", "crest", "port", "side", "star",
    "wood",
];
const LAST_WORDS: &[&str] = &[
    "Staffing",
    "Personnel",
    "Services",
    "Recruitment",
    "Work",
    "Jobs",
    "Hotels",
    "Foods",
    "Logistics",
    "Facility",
];

/// A business name of made-up parts: 1,920 of them.
fn business(draw: u64, out: &mut String) {
    let mut random = Random::new(draw);
    for words in [FIRST_WORDS, MIDDLE_WORDS, &[" "], LAST_WORDS] {
        out.push_str(words.get(random.index(words.len())).copied().unwrap_or(""));
    }
}
