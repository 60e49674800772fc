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
    #[expect(
        clippy::large_stack_arrays,
        reason = "tables are statics: this one is laid out when the program is built"
    )]
    pub(crate) const fn new(of: fn(char) -> T) -> Self {
        Self {
            of,
            pages: [const { OnceLock::new() }; PAGES],
        }
    }

    #[inline]
    pub(crate) fn get(&self, c: char) -> T {
        self.page(c as usize >> 8)[c as usize & 0xff]
    }

    #[inline]
    fn page(&self, page: usize) -> &[T; 256] {
        match self.pages[page].get() {
            Some(page) => page,
            None => self.fill(page),
        }
    }

    /// A reader, which is quicker where one character is like the last.
    pub(crate) fn reader(&self) -> Reader<'_, T> {
        let first = self.page(0);
        Reader {
            table: self,
            first,
            number: 0,
            page: first,
        }
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

/// Reads a table and keeps the first page and the last one it read.
pub(crate) struct Reader<'a, T: 'static> {
    table: &'a Pages<T>,
    first: &'a [T; 256],
    number: usize,
    page: &'a [T; 256],
}

impl<T: Copy> Reader<'_, T> {
    /// What is known of one of the first 256 characters.
    #[inline]
    pub(crate) fn first(&self, c: u8) -> T {
        self.first[usize::from(c)]
    }

    #[inline]
    pub(crate) fn get(&mut self, c: char) -> T {
        let at = c as usize;
        if at < 256 {
            return self.first[at];
        }
        if at >> 8 != self.number {
            self.number = at >> 8;
            self.page = self.table.page(self.number);
        }
        self.page[at & 0xff]
    }
}

#[cfg(test)]
mod tests {
    use crate::characters::pages::Pages;

    #[test]
    fn every_character_has_its_own_place() {
        static ITSELF: Pages<char> = Pages::new(|c| c);
        let mut reader = ITSELF.reader();
        for c in '\0'..=char::MAX {
            assert_eq!((ITSELF.get(c), reader.get(c)), (c, c));
        }
    }
}
