//! What the wording must and must not say.

use daylight_model::FieldName;

use crate::extract::Text;
use crate::extract::lexicon::Page;
use crate::extract::signs::*;
use crate::normalise::normalise;

fn signs(text: &str) -> Signs {
    let field = FieldName::new("body");
    let normalised = normalise(text);
    let view = Text {
        field: &field,
        original: text,
        normalised: &normalised,
    };
    let page = Page::new(view);
    let readings = [page.reading()];
    find(&readings, language_of(&readings), &[])
}

#[test]
fn voice_of_somebody_else() {
    for text in [
        "Our girls are waiting for you, call us",
        "Meet our ladies and book now",
        "Unsere Mädchen freuen sich auf dich",
        "Nuestras chicas te esperan, llama ya a la casa",
        "Наши девушки ждут звонка",
        "Nos filles sont là pour vous",
        "Le nostre ragazze ti aspettano, chiama",
        "As nossas meninas estão esperando por você",
        "Onze dames zijn er voor je",
        "Nasze dziewczyny zapraszają do nas",
        "Kızlarımız sizi bekliyor, hemen ara bizi",
        "我们的女孩等您",
        "น้องๆ ของเรา พร้อมบริการ",
        "فتياتنا في انتظاركم",
        "Наші дівчата чекають на вас",
    ] {
        assert_eq!(signs(text).speaks_for_others, Some(true), "{text}");
    }
    for text in [
        "Hi, I am Anna and I work for myself",
        "Ich bin Lena und freue mich auf dich",
        "Меня зовут Аня, я жду звонка",
    ] {
        assert_eq!(signs(text).speaks_for_others, Some(false), "{text}");
    }
    for text in [
        "こんにちは",
        "Hej, jag heter Lisa och jag är inte ledig",
        "Καλησπέρα σας",
    ] {
        assert_eq!(signs(text).speaks_for_others, None, "{text}");
    }
}

#[test]
fn jobs_and_services_are_told_apart() {
    for (text, class) in [
        ("We are hiring! Salary 2000 EUR, apply now", AdClass::Job),
        (
            "Waiters wanted in Dubai: salary paid weekly, accommodation provided",
            AdClass::Job,
        ),
        (
            "Wir stellen ein: Mitarbeiter gesucht, Unterkunft vorhanden",
            AdClass::Job,
        ),
        (
            "Se busca personal para restaurante, salario fijo",
            AdClass::Job,
        ),
        ("Требуются работники, зарплата каждую неделю", AdClass::Job),
        ("Praca za granicą, zakwaterowanie", AdClass::Job),
        ("招聘服务员 包吃住 月薪8000", AdClass::Job),
        ("รับสมัครพนักงาน มีที่พัก", AdClass::Job),
        ("Hi, I'm Anna, available now, call me", AdClass::Service),
        ("Llámame, estoy disponible", AdClass::Service),
        ("Ruf mich an für einen Termin", AdClass::Service),
        ("The weather was fine on that day", AdClass::Unknown),
        ("", AdClass::Unknown),
    ] {
        assert_eq!(signs(text).class, class, "{text}");
    }
}

#[test]
fn tied_labour_is_flagged_in_job_ads_only() {
    use LabourFlag::DocumentsHandedOver;
    use LabourFlag::TiedHousing;
    use LabourFlag::WageDeduction;
    use LabourFlag::WorkerPaysFee;
    for (text, flags) in [
        (
            "We are hiring. Recruitment fee 500. Passport will be kept by the manager. Costs will be deducted, you must live at the farm",
            vec![
                WorkerPaysFee,
                DocumentsHandedOver,
                WageDeduction,
                TiedHousing,
            ],
        ),
        (
            "Stellenangebot: Vermittlungsgebühr 300 Euro, Reisepass abgeben",
            vec![WorkerPaysFee, DocumentsHandedOver],
        ),
        (
            "Требуются рабочие. Паспорт хранится у бригадира. Удержание из зарплаты",
            vec![DocumentsHandedOver, WageDeduction],
        ),
        (
            "Oferta de trabajo: entregar el pasaporte, se descuenta del salario, vivir en el trabajo",
            vec![DocumentsHandedOver, WageDeduction, TiedHousing],
        ),
        (
            "招聘工人，护照上交，从工资中扣除",
            vec![DocumentsHandedOver, WageDeduction],
        ),
        ("Call me. Recruitment fee", vec![]),
    ] {
        assert_eq!(signs(text).labour, flags, "{text}");
    }
}

#[test]
fn denials_do_not_flag() {
    for text in [
        "We are hiring. No recruitment fee. We never keep your passport. No salary deduction",
        "Vacancy: there is no placement fee, visa fee or processing fee",
        "Now hiring. Recruitment fee: none. Visa fee is free",
        "Stellenangebot ohne Vermittlungsgebühr, kein Lohnabzug",
        "Oferta de trabajo sin gastos de gestión",
        "Вакансия: без предоплаты, никаких удержаний из зарплаты",
        "İş ilanı: kayıt ücreti alınmaz",
        "招聘 不收中介费",
        "Offre d'emploi, aucun frais de dossier",
        "Vacancy. Beware of agents who ask for a visa fee",
    ] {
        let signs = signs(text);
        assert_eq!(signs.class, AdClass::Job, "{text}");
        assert_eq!(signs.labour, [], "{text}");
        assert!(!signs.scam, "{text}");
    }
}

#[test]
fn scams_and_businesses() {
    for text in [
        "Send deposit first by gift card",
        "Предоплата на карту",
        "You have won! Claim your prize",
        "Double your bitcoin, guaranteed returns",
        "Votre compte a été suspendu, vérifiez votre compte",
        "Nur Vorkasse",
    ] {
        assert!(signs(text).scam, "{text}");
    }
    for text in [
        "No deposit first needed",
        "Never send money first",
        "cash on arrival",
    ] {
        assert!(!signs(text).scam, "{text}");
    }
    for text in [
        "Licensed agency, established in 1998",
        "KvK 12345678, openingstijden 9-17",
        "Öffnungszeiten und Impressum",
        "Режим работы: ежедневно",
    ] {
        assert!(signs(text).business, "{text}");
    }
    assert!(!signs("I am independent, call me").business);
}

/// INDICATORS.md, section 5: the lists behind D07 and D12 hold none of these.
#[test]
fn no_list_that_scores_holds_a_never_scored_term() {
    let terms = rows(include_str!("../../../data/lexicon/never_scored.txt"));
    let terms: Vec<_> = terms.flat_map(|row| row.items()).collect();
    assert!(terms.len() > 150, "{}", terms.len());
    let banned = Phrases::new(terms.into_iter().map(|term| (term, ())));
    let mut phrases = 0;
    for row in rows(LISTS) {
        let scored = matches!(
            row.words().next().and_then(Sign::read),
            Some(Sign::Voice | Sign::Labour(_))
        );
        for item in row.items().filter(|_| scored) {
            phrases += 1;
            let folded = crate::extract::lexicon::fold(item);
            assert_eq!(banned.longest(&folded), [], "{item}");
        }
    }
    assert!(phrases > 500, "{phrases}");
}

#[test]
fn every_list_is_known_and_voice_covers_every_language() {
    let mut voices = Vec::new();
    for row in rows(LISTS) {
        let name = row.words().next().unwrap();
        assert!(
            Sign::read(name).is_some() || ["not", "denied"].contains(&name),
            "{name}"
        );
        if name == "voice" {
            voices.push(row.words().nth(1).unwrap());
        }
    }
    for language in [
        "en", "nl", "es", "de", "fr", "it", "pt", "ro", "pl", "ru", "uk", "ar", "hi", "th", "zh",
        "tr", "vi", "hu", "tl",
    ] {
        assert!(voices.contains(&language), "{language}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]
    #[test]
    fn any_text_is_read(text in "(our girls|no |visa fee|we are hiring|中介费|不收|\\PC{0,6}|[. !]){0,12}") {
        let read = signs(&text);
        proptest::prop_assert!(read.labour.is_sorted());
        proptest::prop_assert!(read.class == AdClass::Job || read.labour.is_empty());
    }
}
