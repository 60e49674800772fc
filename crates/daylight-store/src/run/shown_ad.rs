//! The text of one ad of a network, with tokens in place of identifiers and names: it is masked here,
//! so that nothing else of it leaves.

use std::sync::PoisonError;

use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::NetworkId;
use daylight_model::Private;
use daylight_model::Span;
use daylight_policy::Action;
use daylight_policy::Thing;

use crate::columns::Piece;
use crate::columns::Source;
use crate::columns::Want;
use crate::columns::for_chosen_rows;
use crate::columns::for_each_piece;
use crate::error::Result;
use crate::judgements::Asking;
use crate::judgements::Granted;
use crate::judgements::Judgements;
use crate::run::Run;
use crate::table_read::check_bytes;
use crate::tables::ads;
use crate::tables::batch_ads;
use crate::tables::facts;
use crate::tables::members;
use crate::workspace::Workspace;

/// An ad as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownAd {
    /// Its id.
    pub ad_id: AdId,
    /// The file it came from, and the row in it.
    pub source: (String, u64),
    /// When it was posted, if its file says.
    pub posted_at: Option<Moment>,
    /// The place as its file names it.
    pub place: Option<String>,
    /// The site it was posted on.
    pub site: Option<String>,
    /// Its texts.
    pub fields: Vec<ShownField>,
    /// Facts that came in columns of their own: kind, and how it is shown.
    pub columns: Vec<(FactKind, Private)>,
}

/// A text of an ad, in parts that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownField {
    /// Its name.
    pub name: FieldName,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The words, or the token that stands for them.
    pub text: Private,
    /// What was found there: its kind, and the rule that found it.
    pub fact: Option<(FactKind, String)>,
    /// The bytes of the field as it was read.
    pub span: (usize, usize),
}

/// Where something was found, and how it is shown.
#[derive(Clone, Debug)]
struct Mark {
    field: String,
    span: Option<Span>,
    kind: FactKind,
    /// The token where it is private, the value elsewhere.
    shown: String,
    rule: String,
}

impl Judgements {
    /// Reads the text of an ad of a network; the log is told, on the disk, before it is read. `None`
    /// where the network has no such ad.
    ///
    /// # Errors
    /// [`StoreError::Refused`](crate::StoreError::Refused) by policy; also where the workspace cannot be read.
    pub fn read_ad(
        &mut self,
        asking: &Asking<'_>,
        (workspace, run): (&Workspace, &Run),
        network: &str,
        ad: &AdId,
    ) -> Result<Option<ShownAd>> {
        let on = format!("ad {ad} of network {network}");
        let granted = self.on_network(asking, (Action::ReadAd, network), on, |_, _, _| Ok(()))?;
        run.shown_ad(workspace, ad, &granted)
    }
}

impl Run {
    /// The text of an ad, for who was granted to read those of its network.
    fn shown_ad(
        &self,
        workspace: &Workspace,
        ad: &AdId,
        granted: &Granted,
    ) -> Result<Option<ShownAd>> {
        let ask = granted.ask();
        let Some(network) = self.network_of(ad)? else {
            return Ok(None);
        };
        let is_its = ask.on == Thing::Network(network.as_str().to_owned());
        if ask.action != Action::ReadAd || !is_its {
            return Ok(None);
        }
        let Some(batch) = self.batch_of(ad)? else {
            return Ok(None);
        };
        let marks = self.marks_of(ad)?;
        let manifest = workspace.batch(&daylight_model::BatchId::new(&batch))?;
        let folder = workspace.batches_dir().join(&batch);
        let mut checked = workspace
            .checked()
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !checked.contains(&batch) {
            check_bytes(&folder, &batch_ads::TABLE, &manifest.tables)?;
            checked.insert(batch);
        }
        drop(checked);
        let source = Source {
            folder: &folder,
            table: &batch_ads::TABLE,
            key: Some(&self.keys().data),
        };
        let mut found = None;
        for_chosen_rows(
            source,
            &[Want::Plain("ad_id")],
            |piece| {
                let is_it = |row| piece.text(0, row) == Some(ad.as_str());
                Ok((0..piece.rows).map(is_it).collect())
            },
            |row| {
                found = Some(batch_ads::read(row)?);
                Ok(())
            },
        )?;
        Ok(found.map(|ad| shown(&ad, &marks)))
    }

    /// The network that an ad is in.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn network_of(&self, ad: &AdId) -> Result<Option<NetworkId>> {
        let found = self.beside(&members::TABLE, ad, "network_id")?;
        Ok(found.map(|id| NetworkId::new(&id)))
    }

    fn batch_of(&self, ad: &AdId) -> Result<Option<String>> {
        self.beside(&ads::TABLE, ad, "batch_id")
    }

    /// The text of another column in the row of an ad.
    fn beside(
        &self,
        table: &crate::table::Table<'_>,
        ad: &AdId,
        column: &'static str,
    ) -> Result<Option<String>> {
        let near = std::slice::from_ref(ad);
        let wants = [Want::Plain("ad_id"), Want::Coded(column)];
        let mut found = None;
        for_each_piece(self.plain(table)?, &wants, Some(near), |piece| {
            let mut rows = 0..piece.rows;
            if let Some(row) = rows.find(|row| piece.text(0, *row) == Some(ad.as_str())) {
                found = Some(piece.must(1, row)?.to_owned());
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// What was found in an ad.
    fn marks_of(&self, ad: &AdId) -> Result<Vec<Mark>> {
        let near = std::slice::from_ref(ad);
        let wants = [
            Want::Coded("ad_id"),
            Want::Coded("field"),
            Want::Coded("kind"),
            Want::Coded("value"),
            Want::Coded("rule"),
            Want::Plain("start"),
            Want::Plain("end"),
        ];
        let mut found = Vec::new();
        for_each_piece(self.plain(&facts::TABLE)?, &wants, Some(near), |piece| {
            let is_its = piece.by_code(0, |id| id == ad.as_str());
            let of = |row: &usize| piece.code(0, *row).and_then(|code| is_its.get(code));
            for row in (0..piece.rows).filter(|row| of(row) == Some(&true)) {
                found.push(mark(piece, row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// What was found, by a row of the columns asked for in [`Run::marks_of`].
fn mark(piece: &Piece<'_>, row: usize) -> Result<Mark> {
    let bound = |column| {
        piece
            .whole(column, row)
            .and_then(|it| u32::try_from(it).ok())
    };
    let kind: Option<FactKind> = piece.must(2, row)?.parse().ok();
    Ok(Mark {
        field: piece.must(1, row)?.to_owned(),
        span: bound(5)
            .zip(bound(6))
            .map(|(start, end)| Span::new(start, end)),
        kind: kind.ok_or_else(|| piece.wrong(2))?,
        shown: piece.must(3, row)?.to_owned(),
        rule: piece.must(4, row)?.to_owned(),
    })
}

fn shown(ad: &daylight_model::Ad, marks: &[Mark]) -> ShownAd {
    let fields = ad.fields.iter().map(|field| {
        let own = marks.iter().filter(|it| it.field == field.name.as_str());
        ShownField {
            name: field.name.clone(),
            parts: parts(field.text.reveal(), own),
        }
    });
    let columns = marks.iter().filter(|it| it.span.is_none());
    ShownAd {
        ad_id: ad.id.clone(),
        source: (ad.source.file.to_string(), ad.source.row),
        posted_at: ad.posted_at,
        place: ad.place.clone(),
        site: ad.site.clone(),
        fields: fields.collect(),
        columns: columns
            .map(|it| (it.kind, Private::new(it.shown.as_str())))
            .collect(),
    }
}

/// A text in parts. What is private goes first: no other mark uncovers a byte of it, and where two
/// private marks meet, both are covered by the token of the one that begins first.
fn parts<'m>(text: &str, marks: impl Iterator<Item = &'m Mark>) -> Vec<Part> {
    let mut marks: Vec<(usize, usize, &Mark)> = marks
        .filter_map(|it| {
            let span = it.span?;
            span.cut(text)?;
            let (start, end) = (span.start() as usize, span.end() as usize);
            (start < end).then_some((start, end, it))
        })
        .collect();
    marks.sort_by_key(|(start, end, it)| (!it.kind.is_private(), *start, usize::MAX - end));
    let mut taken: Vec<(usize, usize, &Mark)> = Vec::new();
    for (start, end, mark) in marks {
        let meets = |it: &&mut (usize, usize, &Mark)| it.0 < end && start < it.1;
        match taken.iter_mut().find(meets) {
            Some(other) if mark.kind.is_private() => other.1 = other.1.max(end),
            Some(_) => {}
            None => taken.push((start, end, mark)),
        }
    }
    taken.sort_by_key(|(start, ..)| *start);
    let mut parts = Vec::new();
    let mut done = 0;
    let plain = |from: usize, to: usize, parts: &mut Vec<Part>| {
        if let Some(words) = text.get(from..to).filter(|it| !it.is_empty()) {
            parts.push(Part {
                text: Private::new(words),
                fact: None,
                span: (from, to),
            });
        }
    };
    for (start, end, mark) in taken {
        plain(done, start, &mut parts);
        let words = if mark.kind.is_private() {
            mark.shown.as_str()
        } else {
            text.get(start..end).unwrap_or_default()
        };
        parts.push(Part {
            text: Private::new(words),
            fact: Some((mark.kind, mark.rule.clone())),
            span: (start, end),
        });
        done = end;
    }
    plain(done, text.len(), &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    use daylight_model::FactKind;
    use daylight_model::Span;
    use proptest::prelude::*;

    use crate::run::shown_ad::Mark;
    use crate::run::shown_ad::parts;

    fn mark(kind: FactKind, start: u32, end: u32, shown: &str) -> Mark {
        Mark {
            field: "body".to_owned(),
            span: Some(Span::new(start, end)),
            kind,
            shown: shown.to_owned(),
            rule: "test".to_owned(),
        }
    }

    fn check(text: &str, marks: &[Mark], expected: &[&str]) {
        let parts = parts(text, marks.iter());
        let shown: Vec<&str> = parts.iter().map(|it| it.text.reveal()).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_is_private_is_a_token_and_the_rest_stays() {
        let phone = mark(FactKind::Phone, 8, 16, "phone-1");
        let price = mark(FactKind::Price, 17, 23, "50 EUR");
        check(
            "call me 555 0100 50 EUR",
            &[price.clone(), phone],
            &["call me ", "phone-1", " ", "50 EUR"],
        );
        // A price that lies over a number uncovers nothing of it.
        let phone = mark(FactKind::Phone, 15, 19, "phone-1");
        check(
            "call me 555 0100 50 EUR",
            &[price, phone],
            &["call me 555 010", "phone-1", " EUR"],
        );
        let name = mark(FactKind::Name, 0, 3, "name-1");
        let wider = mark(FactKind::Handle, 2, 6, "handle-1");
        check("Ana_rx now", &[wider, name], &["name-1", " now"]);
        check("", &[], &[]);
        // Marks that only touch stand side by side, in whichever order they come; one of no bytes
        // is none; of two that begin together the longer one stands.
        let first = mark(FactKind::Name, 0, 3, "name-1");
        let second = mark(FactKind::Name, 3, 7, "name-2");
        let touching = [first.clone(), second.clone()];
        check("AnaRosa now", &touching, &["name-1", "name-2", " now"]);
        check(
            "AnaRosa now",
            &[second, first],
            &["name-1", "name-2", " now"],
        );
        let empty = mark(FactKind::Phone, 2, 2, "phone-1");
        check("call", &[empty], &["call"]);
        let short = mark(FactKind::Price, 0, 2, "50");
        let long = mark(FactKind::Time, 0, 5, "50 min");
        check("50min now", &[short, long], &["50min", " now"]);
        let price = mark(FactKind::Price, 0, 3, "50");
        let name = mark(FactKind::Name, 3, 7, "name-1");
        let beside = parts("50$Rosa", [price, name].iter());
        let kinds: Vec<FactKind> = beside
            .iter()
            .filter_map(|it| it.fact.as_ref().map(|(kind, _)| *kind))
            .collect();
        assert_eq!(kinds, [FactKind::Price, FactKind::Name]);
    }

    proptest! {
        /// No byte of a private span is shown, whatever lies over it, and every other byte is.
        #[test]
        fn no_private_byte_is_shown(marks in prop::collection::vec((0_usize..3, 0_u32..30, 1_u32..9), 0..8)) {
            let text: String = ('a'..='z').chain('A'..='H').collect();
            let kinds = [FactKind::Phone, FactKind::Name, FactKind::Price];
            let marks: Vec<Mark> = marks
                .into_iter()
                .map(|(kind, start, length)| mark(kinds[kind], start, (start + length).min(34), "#"))
                .collect();
            let shown: String = parts(&text, marks.iter()).iter().map(|it| it.text.reveal().to_owned()).collect();
            for (at, letter) in text.char_indices() {
                let covers = |it: &&Mark| it.kind.is_private() && it.span.is_some_and(|span| (span.start() as usize..span.end() as usize).contains(&at));
                prop_assert_eq!(shown.contains(letter), !marks.iter().any(|it| covers(&it)), "{} of {}", letter, shown);
            }
        }
    }
}
