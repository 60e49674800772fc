//! The JSON of an ad's texts, written as `serde_json` writes it and several times as fast: it is
//! most of what an import writes.

use std::fmt::Write;

use daylight_model::Field;

/// Bytes looked at together.
const LANES: usize = 32;

/// The JSON of fields: a list of objects with `name` and `text`.
pub(crate) fn fields(fields: &[Field]) -> String {
    let texts = fields.iter().map(|field| {
        let name = field.name.as_str().len();
        name + field.text.reveal().len() + FRAME_BYTES
    });
    let mut json = String::with_capacity(texts.sum::<usize>() + FRAME_BYTES);
    json.push('[');
    for (at, field) in fields.iter().enumerate() {
        json.push_str(if at == 0 { "{\"name\":" } else { ",{\"name\":" });
        push_text(&mut json, field.name.as_str());
        json.push_str(",\"text\":");
        push_text(&mut json, field.text.reveal());
        json.push('}');
    }
    json.push(']');
    json
}

/// What stands around a name and a text, with room for a few escapes.
const FRAME_BYTES: usize = 48;

fn push_text(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    while let Some((before, escaped, behind)) = next_escape(rest) {
        json.push_str(before);
        push_escape(json, escaped);
        rest = behind;
    }
    json.push_str(rest);
    json.push('"');
}

/// The text before the next byte that JSON escapes, that byte, and the text behind it.
fn next_escape(text: &str) -> Option<(&str, u8, &str)> {
    let mut at = 0;
    for lanes in text.as_bytes().chunks(LANES) {
        // Without a branch inside, so that all lanes are looked at together.
        let any = lanes
            .iter()
            .fold(false, |any, byte| any | is_escaped(*byte));
        if any {
            at += lanes.iter().position(|byte| is_escaped(*byte))?;
            let (before, rest) = text.split_at_checked(at)?;
            let (_, behind) = rest.split_at_checked(1)?;
            return Some((before, *rest.as_bytes().first()?, behind));
        }
        at += lanes.len();
    }
    None
}

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn push_escape(json: &mut String, byte: u8) {
    let short = match byte {
        b'"' => '"',
        b'\\' => '\\',
        0x08 => 'b',
        0x0c => 'f',
        b'\n' => 'n',
        b'\r' => 'r',
        b'\t' => 't',
        _ => {
            // Writing to a string cannot fail.
            let _ = write!(json, "\\u{byte:04x}");
            return;
        }
    };
    json.push('\\');
    json.push(short);
}

#[cfg(test)]
mod tests {
    use daylight_model::Field;
    use daylight_model::FieldName;
    use daylight_model::Private;
    use proptest::collection::vec;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::json_text::fields;

    proptest! {
        #[test]
        fn it_is_the_json_of_serde(
            texts in vec(("[a-zé\"\\\\]{0,6}", "(?s)(.{0,40}|[\u{0}-\u{7f}]{0,80}|[ -~]{60,70})"), 0..4)
        ) {
            let ad: Vec<Field> = texts
                .iter()
                .map(|(name, text)| Field {
                    name: FieldName::new(name),
                    text: Private::new(text.as_str()),
                })
                .collect();
            prop_assert_eq!(fields(&ad), serde_json::to_string(&ad).unwrap());
        }
    }
}
