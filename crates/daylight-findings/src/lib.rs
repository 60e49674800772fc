//! What a run found, read from the store only as far as it is shown: networks with all that is
//! known of them, their past, and which of them answer a question.
//!
//! Nothing here is private: identifiers and names are tokens, and no text of an ad is read. The
//! command line, the report and the desk show the same values.

pub mod findings;
pub mod history;
pub mod identifiers;
mod links;
mod members;
mod parts;
pub mod places;
mod posts;
pub mod reviews;
pub mod selection;
pub mod sheets;
pub mod text;
mod tokens;
pub mod varint;
mod view;
pub mod words;

pub use findings::Findings;
pub use history::History;
pub use view::DayCount;
pub use view::LinkView;
pub use view::NetworkView;
pub use view::PlaceCount;
pub use view::SetAside;
pub use view::TemplateView;
pub use view::TimelineRow;
pub use view::Unranked;
