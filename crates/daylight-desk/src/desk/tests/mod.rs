//! The desk over HTTP, as a browser would use it.
