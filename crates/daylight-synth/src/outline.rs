//! Which sentences a text is made of, in which order, with which words.

use crate::kind::Category;
use crate::language::Language;
use crate::language::Topic;
use crate::posting::Flavour;
use crate::posting::Template;
use crate::random::Random;
use crate::random::key;

/// One sentence of a text: its pattern and the key its fixed word choices come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence {
    pub(crate) topic: Topic,
    pub(crate) pattern: usize,
    pub(crate) words: u64,
}

/// The fixed plan of a template's text.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) title: Sentence,
    pub(crate) sentences: Vec<Sentence>,
}

impl Outline {
    /// The outline of a template: the same for each of its ads.
    pub(crate) fn new(template: &Template) -> Self {
        let mut random = Random::new(template.key);
        let language = template.language;
        let mut draft = Draft {
            language,
            key: template.key,
            sentences: Vec::with_capacity(16),
        };
        let title = draft.sentence(title(template.category), 0, &mut random);
        let job = template.category == Category::Job;
        draft.add_sometimes(Topic::Open, 700, !job, &mut random);
        let voice = match template.flavour {
            Flavour::Ours => Topic::Ours,
            Flavour::Two => Topic::Two,
            Flavour::Plain | Flavour::Deposit | Flavour::Tied | Flavour::Fair => Topic::Me,
        };
        if !job || template.flavour == Flavour::Ours {
            draft.add(voice, 1, &mut random);
        }
        let middle = draft.sentences.len();
        let (least, most) = if job { (4, 6) } else { (2, 3) };
        draft.add(
            core(template.category),
            random.between(least, most),
            &mut random,
        );
        draft.add_sometimes(Topic::Place, 600, !job, &mut random);
        draft.add_sometimes(
            Topic::Hours,
            550,
            !job && template.category != Category::Room,
            &mut random,
        );
        draft.add_sometimes(Topic::Price, 600, !job, &mut random);
        draft.add(
            Topic::Manner,
            if job { 0 } else { random.between(1, 3) },
            &mut random,
        );
        draft.add_sometimes(Topic::Person, 850, job, &mut random);
        draft.add_sometimes(Topic::City, 500, true, &mut random);
        draft.flavour(template.flavour, &mut random);
        shuffle(
            draft.sentences.get_mut(middle..).unwrap_or(&mut []),
            &mut random,
        );
        let contact_early = random.chance(250);
        draft.add(Topic::Contact, 1, &mut random);
        if contact_early {
            let end = draft.sentences.len().saturating_sub(1);
            draft.sentences.swap(middle.min(end), end);
        }
        draft.add_sometimes(Topic::Close, 600, true, &mut random);
        Self {
            title,
            sentences: draft.sentences,
        }
    }
}

struct Draft {
    language: &'static Language,
    key: u64,
    sentences: Vec<Sentence>,
}

impl Draft {
    fn sentence(&self, topic: Topic, skip: usize, random: &mut Random) -> Sentence {
        let patterns = self.language.patterns(topic).len().max(1);
        let pattern = (random.index(patterns) + skip) % patterns;
        Sentence {
            topic,
            pattern,
            words: key(self.key, random.next()),
        }
    }

    /// Adds `count` sentences of a topic, no pattern twice while there are enough.
    fn add(&mut self, topic: Topic, count: u64, random: &mut Random) {
        let patterns = self.language.patterns(topic).len().max(1);
        let first = self.sentence(topic, 0, random);
        for skip in 0..usize::try_from(count).unwrap_or(0) {
            let words = key(first.words, skip as u64);
            self.sentences.push(Sentence {
                pattern: (first.pattern + skip) % patterns,
                words,
                ..first
            });
        }
    }

    fn add_sometimes(&mut self, topic: Topic, thousandths: u64, fits: bool, random: &mut Random) {
        if random.chance(thousandths) && fits {
            self.add(topic, 1, random);
        }
    }

    fn flavour(&mut self, flavour: Flavour, random: &mut Random) {
        match flavour {
            Flavour::Deposit => self.add(Topic::Deposit, 2, random),
            Flavour::Tied => {
                for topic in [Topic::Fee, Topic::Papers, Topic::Deduction, Topic::Housing] {
                    self.add_sometimes(topic, 700, true, random);
                }
            }
            Flavour::Fair => {
                self.add(Topic::Fair, 1, random);
                self.add_sometimes(Topic::Housing, 300, true, random);
            }
            Flavour::Plain | Flavour::Ours | Flavour::Two => {}
        }
    }
}

pub(crate) fn shuffle(sentences: &mut [Sentence], random: &mut Random) {
    for at in (1..sentences.len()).rev() {
        sentences.swap(at, random.index(at + 1));
    }
}

const fn title(category: Category) -> Topic {
    match category {
        Category::Massage => Topic::TitleMassage,
        Category::Company => Topic::TitleCompany,
        Category::Beauty => Topic::TitleBeauty,
        Category::Cleaning => Topic::TitleCleaning,
        Category::Room => Topic::TitleRoom,
        Category::Job => Topic::TitleJob,
    }
}

const fn core(category: Category) -> Topic {
    match category {
        Category::Massage => Topic::Massage,
        Category::Company => Topic::Company,
        Category::Beauty => Topic::Beauty,
        Category::Cleaning => Topic::Cleaning,
        Category::Room => Topic::Room,
        Category::Job => Topic::Job,
    }
}
