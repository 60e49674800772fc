//! The nouns of Daylight, and nothing that reads a file, a clock or a network.
//!
//! Every word here is one of the words the whole project uses: ad, fact, identifier, cluster,
//! template, link, network, indicator, reject. The types keep themselves valid and do no more.

mod ad;
mod fact;
mod ids;
mod indicator;
mod network;
mod private;
mod reject;
mod time;

pub use ad::Ad;
pub use ad::ColumnValue;
pub use ad::Coordinates;
pub use ad::Field;
pub use ad::SourceRow;
pub use fact::Confidence;
pub use fact::Disguise;
pub use fact::Disguises;
pub use fact::Fact;
pub use fact::FactKind;
pub use fact::Span;
pub use ids::AdId;
pub use ids::BatchId;
pub use ids::ClusterId;
pub use ids::FieldName;
pub use ids::LinkId;
pub use ids::NetworkId;
pub use ids::TemplateId;
pub use indicator::Grade;
pub use indicator::Indicator;
pub use indicator::Reason;
pub use network::Citation;
pub use network::Link;
pub use network::LinkEvidence;
pub use network::Network;
pub use network::NetworkChange;
pub use network::NetworkEvent;
pub use network::Suppression;
pub use network::Template;
pub use private::Private;
pub use reject::Reject;
pub use time::Moment;
pub use time::Precision;
