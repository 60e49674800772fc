//! Templates, links and networks: what ties ads, and the evidence for it.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::fact::FactKind;
use crate::fact::Span;
use crate::ids::AdId;
use crate::ids::ClusterId;
use crate::ids::FieldName;
use crate::ids::LinkId;
use crate::ids::NetworkId;
use crate::ids::TemplateId;
use crate::indicator::Reason;
use crate::time::Moment;

/// A place in an ad: what every claim cites.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The ad.
    pub ad_id: AdId,
    /// The field in it; `None` where the whole ad is meant.
    pub field: Option<FieldName>,
    /// The characters in that field; `None` for a column or a whole field.
    pub span: Option<Span>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ad_id)?;
        if let Some(field) = &self.field {
            write!(f, " {field}")?;
        }
        if let Some(span) = self.span {
            write!(f, " {}..{}", span.start(), span.end())?;
        }
        Ok(())
    }
}

/// The fixed words and the typed slots of a cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its cluster.
    pub cluster_id: ClusterId,
    /// Its id.
    pub template_id: TemplateId,
    /// The ads that fit it, ascending.
    pub members: Vec<AdId>,
    /// Fixed words in order, slots written `{kind}`; no fact value and no word of one ad alone.
    pub text: String,
    /// The slots in order: the kind of fact that fills each, `free` where none does.
    pub slots: Vec<String>,
    /// Fixed words.
    pub fixed_words: u32,
    /// Bits that writing the members through the template saves over writing them word by word.
    pub bits_saved: f64,
}

/// What a link rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkEvidence {
    /// An identifier both sides show.
    Identifier {
        /// Which kind.
        kind: FactKind,
        /// Where each side shows it.
        citations: Vec<Citation>,
    },
    /// A template both sides fill.
    Template {
        /// Which one.
        template_id: TemplateId,
        /// An ad of each side.
        citations: Vec<Citation>,
    },
    /// A person decided that both sides are one operator.
    Judgement {
        /// An ad of each side.
        citations: Vec<Citation>,
    },
}

/// Why a link is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suppression {
    /// The user's list says the identifier is generic.
    Listed,
    /// It touches many otherwise separate operators.
    Generic,
    /// It is the only tie between two sides that otherwise contradict each other.
    Stolen,
    /// It alone would hold a giant component together.
    Bridge,
    /// The template is used by many otherwise separate operators.
    CopiedTemplate,
    /// The evidence is too light to join two networks.
    Weak,
    /// A person decided that the two sides are not one operator.
    Judged,
}

impl Suppression {
    /// The reason in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed as generic by the user",
            Self::Generic => "shared by many otherwise separate operators",
            Self::Stolen => "the only tie between sides that otherwise contradict each other",
            Self::Bridge => "a bridge that alone would hold a giant component together",
            Self::CopiedTemplate => "a text used by many otherwise separate operators",
            Self::Weak => "too light to join two networks",
            Self::Judged => "a person decided that the two sides are not one operator",
        }
    }
}

/// Two clusters (or ads) tied, with the evidence and its weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub link_id: LinkId,
    /// One side; an ad in no cluster stands as a cluster of one.
    pub from_cluster: ClusterId,
    /// The other side; the same cluster where the link ties ads inside it.
    pub to_cluster: ClusterId,
    /// An ad of the first side, by which its network is found.
    pub from_ad: AdId,
    /// An ad of the other side.
    pub to_ad: AdId,
    /// What ties them.
    pub evidence: LinkEvidence,
    /// log2 likelihood ratio: how much likelier the evidence is under one operator than under two.
    pub weight_bits: f64,
    /// Why it is not used; `None` where it is.
    pub suppressed: Option<Suppression>,
}

/// Ads joined by links strong enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Its id.
    pub network_id: NetworkId,
    /// Place in the ranking from 1; `None` where abstained.
    pub rank: Option<u32>,
    /// The order in which a person should look; the sum of its reasons' points.
    pub score: f64,
    /// Why it is not ranked; `None` where it is.
    pub abstained: Option<String>,
    /// Its ads, ascending.
    pub members: Vec<AdId>,
    /// Clusters with an ad in it.
    pub clusters: u32,
    /// Distinct identifiers.
    pub identifiers: u32,
    /// Distinct names.
    pub names: u32,
    /// Distinct places.
    pub places: u32,
    /// When its first ad was posted.
    pub first_seen: Option<Moment>,
    /// When its last ad was posted.
    pub last_seen: Option<Moment>,
    /// Every indicator computed, those that add nothing and those unknown included.
    pub reasons: Vec<Reason>,
}

/// What can become of a network from one run to the next; the six events of Palla, Barabási and
/// Vicsek, "Quantifying social group evolution", Nature 446 (2007).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkEvent {
    /// It was not there before.
    Born,
    /// Ads joined it that were in no network.
    Grew,
    /// Ads that were in it are not any more.
    Shrank,
    /// Another network went up in it, with the greater part of its ads.
    Merged,
    /// Ads came to it out of another network, whose greater part went elsewhere.
    Split,
    /// It is not there any more.
    Ended,
}

impl NetworkEvent {
    /// Every event, in the order in which a history tells them.
    pub const ALL: [Self; 6] = [
        Self::Born,
        Self::Grew,
        Self::Shrank,
        Self::Merged,
        Self::Split,
        Self::Ended,
    ];

    /// Its name in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Born => "born",
            Self::Grew => "grew",
            Self::Shrank => "shrank",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Ended => "ended",
        }
    }
}

/// What became of a network from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NetworkChange {
    /// The network.
    pub network_id: NetworkId,
    /// What happened.
    pub event: NetworkEvent,
    /// The other network: the one that went up in it, the one its ads came out of, or the one
    /// that the greater part of its ads went to.
    pub other: Option<NetworkId>,
    /// How many ads it is about.
    pub ads: u64,
    /// The heaviest link that joined them, or that no longer holds them together.
    pub link_id: Option<LinkId>,
}
