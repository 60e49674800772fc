//! Ids as types: a cluster can never be passed where a network is meant.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the text of an id as it stands.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(Arc::from(text))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of an ad: the value of the file's id column, else a hash of source and row.
    AdId
}
id! {
    /// The id of one import.
    BatchId
}
id! {
    /// The id of a cluster, derived from the smallest ad id in it.
    ClusterId
}
id! {
    /// The id of a template, derived from its cluster and its place among that cluster's templates.
    TemplateId
}
id! {
    /// The id of a link, derived from the two clusters it ties.
    LinkId
}
id! {
    /// The id of a network, derived from the smallest ad id of its first run.
    NetworkId
}
id! {
    /// The name of a text field or column of an ad: `title`, `body`, or the column's own name.
    FieldName
}
