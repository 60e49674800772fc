//! From bytes to UTF-8: which encoding a file is in, and decoding as it is read.
//!
//! The rule, decided on the first mebibyte: a byte order mark wins; then UTF-16 where every other
//! byte tends to be zero; then UTF-8 where the valid multi-byte characters are at least as many
//! as the bytes that fit none; else what chardetng finds, the detector of a browser. In a file
//! taken as UTF-8, a byte that is no UTF-8 is read as windows-1252 by itself, so a stray pound
//! sign stays one and does not turn the other rows. NUL becomes U+FFFD in every encoding.

use std::borrow::Cow;
use std::io;
use std::io::Read;

use chardetng::EncodingDetector;
use chardetng::Iso2022JpDetection;
use chardetng::Utf8Detection;
use encoding_rs::CoderResult;
use encoding_rs::Decoder;
use encoding_rs::Encoding;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;
use encoding_rs::WINDOWS_1252;

use crate::read::input::Stream;

const CHUNK: usize = 1 << 16;

/// The encoding of a file by its first bytes; `whole` where they are all of it.
pub(crate) fn detect(sample: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    if let Some(encoding) = utf16(sample) {
        return encoding;
    }
    let (valid, invalid) = utf8_evidence(sample, whole);
    if invalid == 0 || valid >= invalid {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, whole);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes one text by the rule of a file. A text in valid UTF-8 is returned byte for byte, a byte
/// order mark and NUL included, so that spans in the result count bytes of what was given.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> String {
    let encoding = detect(&bytes, true);
    if encoding != UTF_8 {
        return encoding.decode(&bytes).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|stray| text_of(stray.as_bytes()))
}

/// UTF-16 without a mark: zeros on one side of the pairs only, and enough of them.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut first, mut second, mut pairs) = (0_usize, 0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        pairs += 1;
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    let (zeros, encoding) = if second > first {
        (second, UTF_16LE)
    } else {
        (first, UTF_16BE)
    };
    let other = first.min(second);
    // Even a page of Chinese has ASCII commas and line ends: one unit in a hundred.
    let enough = zeros >= 2 && zeros * 100 >= pairs && other * 20 <= zeros;
    let even = sample.get(..sample.len() / 2 * 2).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(even);
    let broken = text
        .chars()
        .filter(|c| *c == '\u{fffd}' || *c == '\0')
        .count();
    (enough && broken * 50 <= pairs).then_some(encoding)
}

/// How many valid multi-byte characters and how many stray bytes a sample holds; a character cut
/// by the sample's end is neither.
fn utf8_evidence(sample: &[u8], whole: bool) -> (usize, usize) {
    let mut valid = 0;
    let mut invalid = 0;
    let mut at = 0;
    for chunk in sample.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len() + chunk.invalid().len();
        let cut = at == sample.len() && chunk.invalid().len() < 4 && !whole;
        if !cut {
            invalid += chunk.invalid().len();
        }
    }
    (valid, invalid)
}

/// The text of bytes that are UTF-8 as they stand and hold no NUL.
pub(crate) fn plain_text(bytes: &[u8]) -> Option<&str> {
    if memchr::memchr(0, bytes).is_some() {
        return None;
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes)? {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => None,
    }
}

/// Decodes one field of a file taken as UTF-8; see the rule above.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    if let Some(text) = plain_text(bytes) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    without_nul(text)
}

/// NUL ends strings in C and cells in databases; it says nothing in an ad.
pub(crate) fn without_nul(text: String) -> String {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

/// The bytes as UTF-8, without a byte order mark. A file in UTF-8 passes as it is, stray bytes
/// included, for [`text_of`] to judge field by field.
pub(crate) fn to_utf8(bytes: Stream, encoding: &'static Encoding) -> Stream {
    if encoding == UTF_8 {
        return Box::new(WithoutMark {
            bytes,
            first: Vec::new(),
            begun: false,
        });
    }
    Box::new(Transcoder {
        bytes,
        decoder: encoding.new_decoder_with_bom_removal(),
        raw: vec![0; CHUNK],
        raw_at: 0,
        raw_end: 0,
        text: Vec::new(),
        text_at: 0,
        ended: false,
    })
}

struct WithoutMark {
    bytes: Stream,
    first: Vec<u8>,
    begun: bool,
}

impl Read for WithoutMark {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begun = true;
            let mut first = Vec::new();
            self.bytes.by_ref().take(3).read_to_end(&mut first)?;
            if first != b"\xef\xbb\xbf" {
                self.first = first;
            }
        }
        if self.first.is_empty() {
            return self.bytes.read(into);
        }
        let count = self.first.as_slice().read(into)?;
        self.first.drain(..count);
        Ok(count)
    }
}

struct Transcoder {
    bytes: Stream,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_at: usize,
    ended: bool,
}

impl Transcoder {
    /// Decodes the next chunk into `text`; leaves it empty at the end.
    fn refill(&mut self) -> io::Result<()> {
        if self.raw_at == self.raw_end {
            self.raw_at = 0;
            self.raw_end = self.bytes.read(&mut self.raw)?;
        }
        let last = self.raw_end == 0;
        let raw = self.raw.get(self.raw_at..self.raw_end).unwrap_or_default();
        self.text.resize(CHUNK * 3, 0);
        let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
        self.text.truncate(written);
        self.text_at = 0;
        self.raw_at += read;
        self.ended = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Transcoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text.len() && !self.ended {
            self.refill()?;
        }
        let mut rest = self.text.get(self.text_at..).unwrap_or_default();
        let count = rest.read(into)?;
        self.text_at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use crate::read::decode;

    #[test]
    fn one_text_in_any_encoding() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = "\u{feff}caf\u{e9}\0".to_owned();
        assert_eq!(decode(with_mark.clone().into_bytes()), with_mark);
        assert_eq!(decode(utf16("\u{feff}café")), "café");
        assert_eq!(decode(utf16("a plain café")), "a plain café");
        assert_eq!(decode(b"a plain caf\xe9".to_vec()), "a plain café");
        assert_eq!(decode(Vec::new()), "");
    }
}
