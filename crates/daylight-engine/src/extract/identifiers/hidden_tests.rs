//! Numbers and addresses that are hidden, or stand among words that could be part of them.

use daylight_model::FactKind;

use crate::extract::identifiers::tests::check;

#[test]
fn numbers_written_digit_by_digit_are_read_whole() {
    for (countries, text, number) in [
        (
            "AE DE",
            "ruf an 4 4 1 1 fünf 4 neun sechs 0 null 6 0 gern",
            "+441154960060",
        ),
        ("US", "text 6 1 7 7 0 1 0 5 4 6 2 now", "+61770105462"),
        ("AE", "call 1🌸6🌸2🌸8🌸5🌸5🌸5🌸0🌸1🌸0🌸4", "+16285550104"),
        (
            "FR ES",
            "llama al 3 3 6 3 9 9 8 9 1 6 3 y di",
            "+33639989163",
        ),
        (
            "DE AT",
            "Versuch 6.1.3.7.0.1.0.0.7.5.1 statt",
            "+61370100751",
        ),
        (
            "ES",
            "¿Vienes? 6️⃣1️⃣7️⃣7️⃣0️⃣1️⃣0️⃣1️⃣9️⃣5️⃣2️⃣ siempre",
            "+61770101952",
        ),
        // Nothing of a whole that is no number is a number.
        ("US", "call 9 9 2 1 2 5 5 5 0 1 4 7 3 3", ""),
        (
            "ES",
            "escribe a 8 ~ 0 ~ 5 ~ 5 ~ 5 ~ 5 ~ 0 ~ 1 ~ 7 ~ 7 y di",
            "+18055550177",
        ),
    ] {
        check(FactKind::Phone, countries, text, number);
    }
}

#[test]
fn what_follows_a_number_is_no_part_of_it() {
    for (countries, text, number) in [
        ("DE PL", "dzwoń 089.99998.440 i pytaj", "+498999998440"),
        ("DE PL", "dzwoń +49 30.23125.536 i pytaj", "+493023125536"),
        (
            "GB PL",
            "pisz 0⭐1⭐1⭐8⭐4⭐9⭐6⭐0⭐8⭐8⭐0 i pytaj",
            "+441184960880",
        ),
        (
            "US",
            "just write to seven eight one five five five zero one six five today",
            "+17815550165",
        ),
        (
            "AU GB",
            "call zero eight seven zero one zero five two five zero to book",
            "+61870105250",
        ),
        (
            "FR BE",
            "compose zéro cinq trois six quatre neuf huit un quatre un et dis",
            "+33536498141",
        ),
        ("US MX", "llamar a (407) 555 0120 y decir", "+14075550120"),
    ] {
        check(FactKind::Phone, countries, text, number);
    }
}

#[test]
fn letters_stand_for_digits_inside_a_run() {
    for (countries, text, number) in [
        ("GB", "text Ol5l496O557 now", "+441514960557"),
        ("GB", "text O292Ol8O422 now", "+442920180422"),
        ("", "text +44 l6l 496 O6O7 now", "+441614960607"),
        ("US", "call (3lO) 555-Ol86", "+13105550186"),
        ("FR", "écris 33l99OO4OOO vite", "+33199004000"),
        ("AE", "app l646555OlO4 vandaag", "+16465550104"),
    ] {
        check(FactKind::Phone, countries, text, number);
    }
}

#[test]
fn a_range_for_fiction_or_a_grouping_speaks_for_its_country() {
    for (countries, text, number) in [
        ("MX ES", "llama (714) 555 0189", "+17145550189"),
        ("ES", "llama 612-555-0186", "+16125550186"),
        ("PL", "02 7010 5027", "+61270105027"),
    ] {
        check(FactKind::Phone, countries, text, number);
    }
}

#[test]
fn a_record_named_in_one_sentence_is_not_in_the_next() {
    let text = "Papers stay with us for registration. Write: 204-555-0157, please";
    check(FactKind::Phone, "CA", text, "+12045550157");
    check(FactKind::Phone, "CA", "registration: 204-555-0157", "");
}

#[test]
fn the_host_of_an_email_is_no_url() {
    for (text, email) in [
        (
            "neem opal punt 1z apenstaart inboxly punt example",
            "opal.1z@inboxly.example",
        ),
        ("anna (at) mail.example", "anna@mail.example"),
        // A sign of no listed language: nothing is better than the bare host.
        ("opal dot 1z blahblah inboxly dot example", ""),
        ("!! (at) inboxly.example", ""),
        ("i use gmail.com", ""),
    ] {
        check(FactKind::Email, "", text, email);
        check(FactKind::Url, "", text, "");
    }
}
