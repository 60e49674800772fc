//! Text in, text out; and what holds for every text.

use daylight_model::Disguise;
use proptest::prelude::*;

use crate::normalise::Steps;
use crate::normalise::decoded;
use crate::normalise::normalise;
use crate::normalise::short;
use crate::normalise::words;

/// The form of `original` is `text`, met with `disguises`, and normalising it again changes nothing.
#[track_caller]
fn check(original: &str, text: &str, disguises: &[Disguise]) {
    let form = normalise(original);
    assert_eq!(form.text(), text, "of {original:?}");
    let met: Vec<Disguise> = form.disguises().iter().collect();
    assert_eq!(met, disguises, "of {original:?}");
    assert_eq!(normalise(text).text(), text, "twice, of {original:?}");
}

/// The text is ordinary: unchanged, nothing disguised.
#[track_caller]
fn unharmed(text: &str) {
    check(text, text, &[]);
}

#[test]
fn ordinary_text_of_many_scripts_is_unharmed() {
    for text in [
        "สวัสดีค่ะ นวดแผนไทย น้ำมันอโรม่า เปิดทุกวัน สวยมากๆ โทรได้ตลอด",
        "专业按摩。环境优雅、欢迎预约。",
        "خدمة تدليك منزلية للسيدات والرجال، اتصل الآن",
        "مَرْحَبًا بِكُمْ فِي المَرْكَز",
        "हम घर पर मालिश की सेवा देते हैं। क्षमा करें, फ़ोन कीजिए।",
        "опытная массажистка принимает у себя, звоните в любое время. ёлка и йод",
        "она там, но кот и рот тоже",
        "χαλαρωτικό μασάζ στο κέντρο της αθήνας, καλέστε μας",
        "עיסוי מקצועי בבית הלקוח, התקשרו עכשיו",
        "전문 마사지 예약 받습니다 ㅋㅋㅋ ㅠㅠ",
        "リラックスできるマッサージをどうぞ。ツボを押します",
        "massage thư giãn, dịch vụ tốt nhất, xin gọi điện",
        "señorita muy cariñosa, atención a domicilio, ¡llámame!",
        "ẹ kú àárọ̀, ọjọ́ dára",
        "straße, façade, œuvre, żółć, ığdır, þórður",
        "প্রশিক্ষিত মালিশ সেবা, এখনই কল করুন",
        "தமிழ் மசாஜ் சேவை கொண்டு வருகிறோம்",
        "მასაჟი სახლში, დარეკეთ ნებისმიერ დროს",
        "մերսում տանը, զանգահարեք",
    ] {
        unharmed(text);
    }
}

#[test]
fn case_width_and_typography_are_no_disguise() {
    check("Hello  World \n\n again ", "hello world\nagain", &[]);
    check("ΟΔΟΣ ΑΘΗΝΑΣ", "οδος αθηνας", &[]);
    check("İstanbul", "istanbul", &[]);
    check(
        "\u{201c}Don\u{2019}t\u{201d} \u{2013} call\u{a0}me\u{2026}",
        "\"don't\" - call me...",
        &[],
    );
    check("ﬁne oﬃce, 20 m², №\u{a0}5", "fine office, 20 m2, no 5", &[]);
    check("专业按摩，电话：１２３", "专业按摩,电话:123", &[]);
    check("１２０分 ＯＫ ﾏｯｻｰｼﾞ", "120分 ok マッサージ", &[]);
    check("\u{feff}text", "text", &[]);
    check("cafe\u{301}", "café", &[]);
    check("می\u{200c}خواهم", "میخواهم", &[]);
    check("❤\u{fe0f} love 👩\u{200d}👧 🇺🇸🇬🇧", "❤ love 👩👧 🇺🇸🇬🇧", &[]);
    check("٠٢٠ ٧٩٤٦", "020 7946", &[]);
    check("Thai™ spa", "thai™ spa", &[]);
    check("٣ غرف للإيجار", "3 غرف للإيجار", &[]);
    check("कमरा ५", "कमरा 5", &[]);
    check(
        "it\u{92}s \u{93}me\u{94} caf\0e, bye\u{feff}",
        "it's \"me\" cafe, bye",
        &[],
    );
    check("½ hour, 1½ h", "½ hour, 1½ h", &[]);
}

#[test]
fn disguises_are_decoded_and_named() {
    use Disguise as D;
    for (original, text, disguises) in [
        (
            "m&#97;ss&aacute;ge &amp;amp;amp; spa",
            "masságe & spa",
            &[D::Entity][..],
        ),
        ("ma\u{200b}ss\u{ad}age", "massage", &[D::ZeroWidth]),
        ("мас\u{2060}саж", "массаж", &[D::ZeroWidth]),
        ("\u{202e}call\u{202c} me", "call me", &[D::Bidi]),
        ("𝓂𝒶𝓈𝓈𝒶𝑔ℯ 𝐜𝐚𝐥𝐥", "massage call", &[D::Compatibility]),
        ("ｍａｓｓａｇｅ", "massage", &[D::Compatibility]),
        ("５５５", "555", &[D::Compatibility]),
        (
            "5️⃣5⃣5 ①②❸➍ Ⓜⓐ🅢🆂🅰🄶🄴 🔟",
            "555 1234 massage 10",
            &[D::Enclosed],
        ),
        ("⒜⒝⒞ ⑴⒉", "abc 12", &[D::Enclosed]),
        ("🇲🇦🇸🇸🇦🇬🇪", "massage", &[D::Enclosed]),
        ("٥٥٥ call", "555 call", &[D::ForeignDigits]),
        ("звоните ๕๕๕", "звоните 555", &[D::ForeignDigits]),
        ("mаssаgе", "massage", &[D::Confusable]),
        ("мaссaж", "массаж", &[D::Confusable]),
        ("μαsάζ", "μαsάζ", &[]),
        ("cоме сауна", "соме сауна", &[D::Confusable]),
        ("call Сосо now", "call coco now", &[D::Confusable]),
        ("ᴍᴀssᴀɢᴇ", "massage", &[D::Confusable]),
        ("m̴̷̸a̶s̶s̶a͠g̃̑e", "massage", &[D::Marks]),
        ("м̵̶а̶с̶с̶аж", "массаж", &[D::Marks]),
        ("m a s s a g e   g i r l s", "massage girls", &[D::Spaced]),
        ("м.а.с.с.а.ж", "массаж", &[D::Spaced]),
        ("m💋a💋s💋s💋a💋g💋e", "massage", &[D::Spaced]),
        (
            "m4ss4ge sw33t pr1vate $exy g1rl",
            "massage sweet private sexy girl",
            &[D::Leet],
        ),
        (
            "v1agra spec1al ho1iday be11a ma$$age s€xy s3x señ0rita",
            "viagra special holiday bella massage sexy sex señorita",
            &[D::Leet],
        ),
        (
            "heeeyyy приве́́́ееет",
            "heeyy привеет",
            &[D::Repeated, D::Marks],
        ),
    ] {
        check(original, text, disguises);
    }
}

#[test]
fn numbers_addresses_and_ordinary_mixtures_are_left_alone() {
    for text in [
        "spa-салон vip-массаж wi-fi 2х комнатная 3d-печать iphoneом smsкам apple и google",
        "100€ 50€/h b4u w8 gr8 l8r h2o b1 a1 50cent 3some usd€",
        "+1 (212) 555-0123, 0 2 0 7 9 4 6 0 0 1 2, 5-5-5-0-1-2-3",
        "4ever b2b mp3 covid19 room12 x2 1st 10am 24h ps5 win10 iphone5s",
        "anna.m4ss4ge@mail.example https://m4ss4ge.example/a.b.c.d www.goood.example",
        "@sw33t_anna a.b.c.d@mail.example",
        "the u s a and u.s.a. m/w/d/x part iii",
        "100% sure! call now!!! now!reply us$50 $100 wc1n3xx sw1a1aa snap:h0tgirl",
        "&nope; & r&b at&t",
    ] {
        unharmed(text);
    }
}

#[test]
fn spans_point_at_the_original() {
    let original = "Call  m&#97;\u{200b}ss𝐚ge NOW";
    let form = normalise(original);
    assert_eq!(form.text(), "call massage now");
    let cut = |range| form.original_span(range).cut(original).unwrap();
    assert_eq!(cut(5..12), "m&#97;\u{200b}ss𝐚ge");
    assert_eq!(cut(6..7), "&#97;");
    assert_eq!(cut(13..16), "NOW");
    assert_eq!(cut(4..5), "  ");
    assert_eq!(cut(7..7), "");
    assert_eq!(cut(99..120), "");
    assert!(form.disguises_in(0..5).is_empty());
    assert!(form.disguises_in(5..12).has(Disguise::Entity));
}

#[test]
fn hostile_texts_take_no_longer_than_others() {
    // A step that is quadratic, or a chain that takes a round per link, would not end.
    let times = 50_000;
    for piece in [
        "&",
        "&amp;",
        "&#x1F1E",
        "&acy",
        ";",
        "&;",
        "amp;",
        "&#65286;#65286",
        "\u{301}",
        "a\u{301}",
        "a b ",
        "a. ",
        "A",
        "aaa ",
        "Сосо ",
        "🇺",
        "5\u{20e3}",
        "\u{200b}",
        " ",
        "\n \t",
        "1a",
        "$",
        "a.",
        "\u{e48}",
        "ᅡ",
        "ﷺ",
        "&p.e.r",
        "m4",
        "i.o.d;",
        "@",
        "http://",
    ] {
        let text = piece.repeat(times);
        let form = normalise(&text);
        assert!(form.text().len() <= text.len() * 12);
        let mixed = format!("{}{}", text, ";i.o.d;cy;period".repeat(times / 10));
        assert_eq!(
            normalise(normalise(&mixed).text()).text(),
            normalise(&mixed).text()
        );
    }
}

#[test]
fn ordinary_text_goes_the_short_way() {
    for text in [
        "",
        "  ",
        "Hello  World, I have a room 12\r\n\r\nCall 212-555-0123!!! $100/h, 10am - 2pm",
        "U.S. and A&B ltd; x, www.room.example, anna4you@mail.example",
        "“Don’t” – call\u{a0}me… 👩\u{200d}👧 ❤\u{fe0f}",
        "Señorita, ¡llámame! Größe, ÉTÉ, İstanbul",
        "Опытный мастер, WhatsApp, у себя, №\u{a0}5. НА ДОМУ",
        "สวัสดีค่ะ นวดแผนไทย 专业按摩，电话：１２３ خدمة منزلية ٠٢٠ कमरा ५",
        "massage thư giãn, dịch vụ tốt nhất",
    ] {
        assert!(short::normalise(text).is_some(), "{text:?}");
    }
    for text in [
        "a b c d",
        "m4ss4ge",
        "heeey",
        "r&amp;d",
        "call Сосо now",
        "🇲🇦",
        "e\u{301}",
    ] {
        assert!(short::normalise(text).is_none(), "{text:?}");
    }
}

/// Text over the characters the steps care about.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "e", "g", "m", "s", "x", "o", "ss", "A", "É", "İ", "Σ", "ß", "а", "с", "е", "Н", "т",
        "ж", "ο", "α", "0", "1", "3", "4", "5", "7", "9", "٣", "५", "๕", "１", "²", "½", "①", "❸",
        "Ⓜ", "🅰", "🇺", "🇸", "🇽", "\u{20e3}", "\u{fe0f}", "💯", "💋", "\u{301}", "\u{336}",
        "\u{307}", "\u{327}", "\u{345}", "\u{489}", " ", "  ", "\n", "\u{a0}", "\u{200b}",
        "\u{200d}", "\u{202e}", "\u{ad}", "\0", ".", "-", "_", "*", "@", "/", ":", "!", "$", "'",
        "’", "´", "¨", "&", "#", ";", "&amp;", "&#97;", "&#x1F1E", "&acy;", "&NBSP;", "amp;",
        "cy;", "period;", "＆", "；", "ﬁ", "ﷺ", "㈠", "𝐚", "ᵐ", "ᴀ", "ɑ", "K", "Å", "ำ", "่", "ๆ",
        "你", "가", "ᄀ", "ᅡ", "ㅋ", "क", "्", "ி", "ெ", "ா", "ع", "َ", "http://", "www", ".example",
        "iii", "xxx",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

/// Words of many scripts, now and then with something in between that a step may care about.
fn mixed() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Hello",
        "ROOM",
        "12",
        "Éclair",
        "жена",
        "Дом",
        "СОМ",
        "со",
        "у",
        "x",
        "αθήνα",
        "ΑΣ",
        "Größe",
        "مركز",
        "नमस्ते",
        "การ",
        "2nd",
        "R&B",
        "a",
        "i",
        "v1p",
        "www",
        "it’s",
        "…",
        "专业",
        "，",
        "❤\u{fe0f}",
        "s3t",
        "zoo",
        "aaa",
        "€5",
        "b\u{200b}c",
        "👧",
    ]);
    let gaps = prop::sample::select(vec![
        " ", " ", " ", "  ", "\n", "\t", ", ", ".", "", "\u{a0}",
    ]);
    prop::collection::vec((words, gaps), 0..12).prop_map(|said| {
        said.into_iter()
            .flat_map(|(word, gap)| [word, gap])
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn normalising_twice_changes_nothing(text in prop_oneof![nasty(), any::<String>()]) {
        let once = normalise(&text);
        let twice = normalise(once.text());
        prop_assert_eq!(once.text(), twice.text());
    }

    #[test]
    fn the_short_way_and_the_steps_left_out_lead_to_the_same_form(
        text in prop_oneof![nasty(), mixed(), any::<String>()],
    ) {
        prop_assert_eq!(normalise(&text), decoded(&text, Steps::All));
        prop_assert_eq!(decoded(&text, Steps::Needed), decoded(&text, Steps::All));
    }

    #[test]
    fn spans_lie_between_characters_and_never_step_back(text in prop_oneof![nasty(), any::<String>()]) {
        let form = normalise(&text);
        let mut last = 0;
        for (at, c) in form.text().char_indices() {
            let span = form.original_span(at..at + c.len_utf8());
            prop_assert!(span.cut(&text).is_some_and(|cut| !cut.is_empty()));
            prop_assert!(span.start() >= last);
            last = span.start();
        }
    }

    #[test]
    fn words_of_plain_text_are_its_words_in_lower_case(
        said in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "Hello", "ROOM", "12", "Éclair", "жена", "Дом", "Zoo", "2024", "b2b", "x", "αθήνα", "Größe",
                    "snake_case", "مركز", "नमस्ते", "การ", "2nd", "10am",
                ]),
                prop::sample::select(vec![" ", ", ", "\n", " - ", "... ", "! "]),
            ),
            0..20,
        ),
    ) {
        // A letter alone four times is a word spaced apart.
        prop_assume!(said.iter().filter(|(word, _)| *word == "x").count() < 4);
        let text: String = said.iter().flat_map(|(word, gap)| [*word, *gap]).collect();
        let of = |text: &str| -> Vec<String> {
            words(text).filter_map(|word| text.get(word)).map(str::to_owned).collect()
        };
        prop_assert_eq!(of(normalise(&text).text()), of(&text.to_lowercase()));
    }
}
