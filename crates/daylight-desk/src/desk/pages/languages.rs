//! The choice of the language that the pages speak.

use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::language::Language;

/// A button for each language that the page does not speak, in that language.
pub(super) fn choice(visit: &Visit<'_>) -> Markup {
    let others = Language::ALL.into_iter();
    let others = others.filter(|it| *it != visit.language);
    let fields = html! {
        input type="hidden" name="to" value=(visit.here);
        @for language in others {
            button type="submit" name="language" value=(language.code()) lang=(language.code()) { (language.own_name()) }
        }
    };
    html! { footer.languages { (frame::form(visit, "/language", &fields)) } }
}

pub(crate) fn choose(visit: &Visit<'_>) -> Answer<Reply> {
    let language = Language::of_code(visit.form.get("language")).ok_or(Trouble::Form)?;
    let to = visit.form.get("to");
    let to = if is_own(to) { to } else { "/" };
    Ok(Reply::Language(language, to.to_owned()))
}

/// True for an address of the desk: a path, and not one that a browser reads as another host.
fn is_own(address: &str) -> bool {
    let mut characters = address.chars();
    characters.next() == Some('/') && !matches!(characters.next(), Some('/' | '\\'))
}

#[cfg(test)]
mod tests {
    use crate::desk::pages::languages::is_own;

    #[test]
    fn nobody_is_led_to_another_host() {
        assert!(is_own("/") && is_own("/networks?page=2"));
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "networks",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
