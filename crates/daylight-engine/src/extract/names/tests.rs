//! What is a name, and what must never be one.

use daylight_model::FieldName;
use proptest::prelude::*;

use crate::extract::Text;
use crate::extract::names::*;
use crate::normalise::normalise;

fn found(text: &str) -> Vec<(String, String, String)> {
    let field = FieldName::new("body");
    let normalised = normalise(text);
    let view = Text {
        field: &field,
        original: text,
        normalised: &normalised,
    };
    find(&Page::new(view), &Hints::default())
        .into_iter()
        .map(|fact| {
            let cut = fact.span.unwrap().cut(text).unwrap().to_owned();
            (fact.rule.into_owned(), fact.value.reveal().to_owned(), cut)
        })
        .collect()
}

fn check(text: &str, rule: &str, values: &[&str]) {
    let found = found(text);
    let read: Vec<_> = found
        .iter()
        .map(|one| (one.0.as_str(), one.1.as_str()))
        .collect();
    let expected: Vec<_> = values.iter().map(|value| (rule, *value)).collect();
    assert_eq!(read, expected, "{text}");
}

/// The names alone, whatever rule finds them.
fn check_values(text: &str, values: &[&str]) {
    let found = found(text);
    let read: Vec<_> = found.iter().map(|one| one.1.as_str()).collect();
    assert_eq!(read, values, "{text}");
}

#[test]
fn cues_in_many_languages() {
    for (text, value) in [
        ("Hi, my name is Xiomara.", "xiomara"),
        ("hey i'm anna and i love dogs", "anna"),
        ("I'm Rose", "rose"),
        ("my name is Will", "will"),
        ("ask for Krystalynn", "krystalynn"),
        ("Call Krystalynn at 555", "krystalynn"),
        ("Bella? No: Anna here", "anna"),
        ("Hola, me llamo Lucía", "lucia"),
        ("soy maria", "maria"),
        ("Ich bin Lena", "lena"),
        ("Ich heiße Zora", "zora"),
        ("je m'appelle Océane", "oceane"),
        ("moi c'est Léa", "lea"),
        ("Ik ben Sanne", "sanne"),
        ("mijn naam is Femke", "femke"),
        ("mi chiamo Giulia", "giulia"),
        ("sono Chiara", "chiara"),
        ("meu nome é Bruna", "bruna"),
        ("sou a Camila", "camila"),
        ("numele meu este Ioana", "ioana"),
        ("mam na imię Kasia", "kasia"),
        ("jmenuji se Lenka", "lenka"),
        ("a nevem Kati", "kati"),
        ("Benim adım Ayşe", "ayse"),
        ("меня зовут Аня", "аня"),
        ("Я Катя", "катя"),
        ("Мене звати Олена", "олена"),
        ("με λένε Μαρία", "μαρια"),
        ("اسمي سارة", "ساره"),
        ("أنا مريم", "مريم"),
        ("मेरा नाम प्रिया है", "प्रिया"),
        ("ฉันชื่อแอนนาค่ะ", "แอนนา"),
        ("น้องฝน", "ฝน"),
        ("你好，我叫小美", "小美"),
        ("我是莉莉", "莉莉"),
        ("tên em là Linh", "linh"),
        ("ako si Maricel", "maricel"),
    ] {
        check(text, "name/cue", &[value]);
    }
}

#[test]
fn arabic() {
    for (text, values) in [
        // Letters written on to the name or the cue.
        ("نرحب بك لفاطمة اليوم", &["فاطمه"][..]),
        ("واسمي هدى", &["هدي"]),
        ("احجزي مع فاطمة وزينب", &["فاطمه", "زينب"]),
        ("نحن سارة و نور", &["ساره", "نور"]),
        // A cue before and after; hamza and ta marbuta as the writer likes.
        ("اسأل عن إيمان", &["ايمان"]),
        ("اسال عن ايمان", &["ايمان"]),
        ("زميلتنا جميله تجيبك", &["جميله"]),
        ("وفاء ترحب بك", &["وفاء"]),
        ("هدى هو اسمي", &["هدي"]),
        ("ich heiße أمل", &["امل"]),
        ("with our أمل, polite and kind", &["امل"]),
        // The same words where they name nobody.
        ("لدينا بنات جديدات", &[]),
        ("اسأل عن التفاصيل", &[]),
        ("اختر المكان وأنا أجيء", &[]),
        ("مع أمل كبير ووفاء بالوعد", &[]),
        ("تدعي أنها من البنك", &[]),
        ("شارع الملك فيصل", &[]),
    ] {
        check_values(text, values);
    }
}

#[test]
fn thai() {
    for (text, values) in [
        ("น้องฝนค่ะยินดีบริการ", &["ฝน"][..]),
        ("คุณแนนรับงานเอง", &["แนน"]),
        ("พี่ดาว มาแล้ว", &["ดาว"]),
        ("ชื่อ ก้อยใส ค่ะ", &["ก้อยใส"]),
        ("หนูชื่อกะทิค่ะ", &["กะทิ"]),
        ("ถามหา น้ำผึ้ง", &["น้ำผึ้ง"]),
        ("เราคือ ฝน กับ สุดารัตน์", &["ฝน", "สุดารัตน์"]),
        ("นวดโดย รัตนา", &["รัตนา"]),
        // The same letters at the head of another word, or inside one.
        ("คุณหนึ่งชั่วโมง", &[]),
        ("เขียน ชื่อ เอกสาร", &[]),
        ("แจ้ง ชื่อ สามารถโทร", &[]),
        ("ความเชื่อใจ คือทุกอย่าง", &[]),
        ("ฝนตก ดาวสวย ฟ้าใส", &[]),
        ("พร้อม วิว ทะเล", &[]),
    ] {
        check_values(text, values);
    }
}

#[test]
fn cases_lead_back_to_the_name() {
    for (text, values) in [
        ("umów się z Anną", &["anna"][..]),
        ("zadzwoń do Kasi", &["kasia"]),
        ("pytaj o Magdę", &["magda"]),
        ("rozmowa z Tomaszem", &["tomasz"]),
        ("спросите Наташу", &["наташа"]),
        ("в гостях у Кати", &["катя"]),
        ("Звоните Сергею", &["сергеи"]),
        ("запитуйте Оксану", &["оксана"]),
        // Forms that are other words.
        ("Ani słowa. Mają Państwo pytania?", &[]),
        ("Любой каприз", &[]),
        ("kasi brakuje", &[]),
        ("Just Sary. Dial Jano tamar", &[]),
    ] {
        check_values(text, values);
    }
}

#[test]
fn cues_that_need_a_known_name() {
    for (text, values) in [
        ("Massage bij Willemijn", &["willemijn"][..]),
        ("Onze Sjoukje-achtige sfeer", &[]),
        ("Wij zijn Sanne en Xandrine", &["sanne", "xandrine"]),
        ("Roos hier, welkom", &["roos"]),
        ("Notre Rose, polie et calme", &["rose"]),
        ("demandez Élodie", &["elodie"]),
        ("ton contact est Maëlle", &["maelle"]),
        ("nous sommes Chloé et Zélindra", &["chloe", "zelindra"]),
        ("Ruby here, new in town", &["ruby"]),
        ("your contact is Quilla", &["quilla"]),
        ("welcomed by Grace, always kind", &["grace"]),
        ("Lunch with Grace Hotel", &[]),
        ("with grace and joy", &[]),
        ("Ansprechpartnerin ist Wencke", &["wencke"]),
        ("Mia, Lea und Eva", &["mia", "lea", "eva"]),
        ("Relax with Zoe, Sydney", &["zoe"]),
        ("Katy Parker sings", &["katy"]),
        ("No EMI, IRA matching, TIM card", &[]),
        ("a German company in Ann Arbor", &[]),
        ("Elke behandeling. Nada de prisas. Leo libros", &[]),
    ] {
        check_values(text, values);
    }
}

#[test]
fn lexicon_titles_lists_and_employers() {
    check("Samantha for sexy days", "name/lexicon", &["samantha"]);
    check("Sexy days with Samantha", "name/cue", &["samantha"]);
    check("Жду тебя, Наташа", "name/lexicon", &["наташа"]);
    check(
        "Anna, Bella and Chloe",
        "name/list",
        &["anna", "bella", "chloe"],
    );
    check("Anna & Bella", "name/list", &["anna", "bella"]);
    check("anna and chloe", "name/list", &["anna", "chloe"]);
    check("Аня и Катя", "name/list", &["аня", "катя"]);
    check("Write to Mr. Smith", "name/title", &["smith"]);
    check("Ms Lee", "name/title", &["lee"]);
    check("Frau Weber anrufen", "name/title", &["weber"]);
    check("г-н Сидоров", "name/title", &["сидоров"]);
    check(
        "Company: Sunrise Harbour Ltd",
        "name/employer",
        &["sunrise harbour"],
    );
    check(
        "work at Sunrise Harbour Ltd.",
        "name/employer",
        &["sunrise harbour"],
    );
    check(
        "Blue Harbour is hiring packers",
        "name/employer",
        &["blue harbour"],
    );
    check(
        "Grand Meridian busca camareras",
        "name/employer",
        &["grand meridian"],
    );
    check("Familie sucht Hilfe", "name/employer", &[]);
    check(
        "Nordlicht Personal GmbH sucht",
        "name/employer",
        &["nordlicht personal"],
    );
    check("via Zonneveld B.V. now", "name/employer", &["zonneveld"]);
    check(
        "Goldstar Recruitment",
        "name/employer",
        &["goldstar recruitment"],
    );
    check("The Goldstar Agency", "name/employer", &["goldstar agency"]);
    check("ООО «Ромашка»", "name/employer", &["ромашка"]);
}

#[test]
fn spellings_fold_to_one() {
    check("my name is Annnna", "name/cue", &["anna"]);
    check("my name is Ana", "name/cue", &["ana"]);
    check("my name is JOSÉ", "name/cue", &["jose"]);
}

#[test]
fn what_is_no_name() {
    for text in [
        "",
        "Call Now",
        "CALL NOW",
        "Call Now For Booking",
        "I'm available",
        "I'm Available",
        "I'm Brazilian",
        "Hi there",
        "New York",
        "Contact Us",
        "Contact Details: below",
        "Call Reception at 555",
        "Call Amsterdam on 555",
        "Ich bin Studentin",
        "Soy Latina",
        "soy nueva",
        "Je suis Disponible",
        "sono sola",
        "Open in May and June",
        "May I ask? Will you come?",
        "May, June and July",
        "Grace period. Mark your day. Hope and Joy",
        "Rose Garden",
        "Santa Maria Street, Hotel Samantha, St. Anna",
        "la niña bonita",
        "my name is on the list",
        "name is required",
        "Our Recruitment Agency. Best Agency. Licensed Agency",
        "Miss You",
        "меня зовут как хочешь",
        "أنا متاحة",
        "我是学生",
        "मैं यहाँ",
        "limited time",
        "Paris and London",
        "MS Excel, MS Outlook",
        "your middle name is Quality",
        "mso-style-name: Xtable",
        "CALL WEN YOU FINISH",
        "TELL HER I SAID SO",
        "how madam. Take care",
        "using SQL, SAS and others",
        "HAVE A NICE DAY",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn lexicon_is_large_and_clean() {
    assert!(lists::LISTS.names.len() >= 1500);
    for name in lists::LISTS.names.keys() {
        let plain = name
            .chars()
            .all(|c| crate::normalise::is_word(c) || c == '-');
        assert!(plain && !name.is_empty(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn spans_cut_in_order(text in "(my name is |Anna|, | and |Mr. |Ltd|ชื่อ|ฝน|我叫|小美|Company: |[A-Za-zéß. \u{301}]{0,6}){0,14}") {
        let mut end = 0;
        for (_, value, cut) in found(&text) {
            prop_assert!(!value.is_empty() && !cut.is_empty());
            let at = text.get(end..).unwrap().find(&cut);
            prop_assert!(at.is_some());
            end += at.unwrap() + cut.len();
        }
    }
}
