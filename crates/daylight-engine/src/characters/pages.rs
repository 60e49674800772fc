//! What is known of each character, worked out a page at a time and kept.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: no character is past the last page, and a page has all 256 places"
)]

use std::sync::OnceLock;

/// Pages of 256 characters up to the last that Unicode can have.
const PAGES: usize = 0x11_0000 >> 8;

/// A table over all characters. The first question about a page fills it.
pub(crate) struct Pages<T: 'static> {
    of: fn(char) -> T,
    pages: [OnceLock<Box<[T; 256]>>; PAGES],
}

impl<T: Copy> Pages<T> {
    /// A table of what `of` says.
    pub(crate) const fn new(of: fn(char) -> T) -> Self {
        Self {
            of,
            pages: [const { OnceLock::new() }; PAGES],
        }
    }

    #[inline]
    pub(crate) fn get(&self, c: char) -> T {
        let at = c as usize;
        let page = match self.pages[at >> 8].get() {
            Some(page) => page,
            None => self.fill(at >> 8),
        };
        page[at & 0xff]
    }

    #[cold]
    fn fill(&self, page: usize) -> &[T; 256] {
        self.pages[page].get_or_init(|| {
            Box::new(std::array::from_fn(|place| {
                let c = u32::try_from(page << 8 | place)
                    .ok()
                    .and_then(char::from_u32);
                // Surrogates are no characters and are never asked for.
                (self.of)(c.unwrap_or(char::REPLACEMENT_CHARACTER))
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::characters::pages::Pages;

    #[test]
    fn every_character_has_its_own_place() {
        static ITSELF: Pages<char> = Pages::new(|c| c);
        assert!(('\0'..=char::MAX).all(|c| ITSELF.get(c) == c));
    }
}
