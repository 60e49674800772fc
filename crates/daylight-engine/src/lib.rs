//! The seven stages of Daylight, one module each, in the order data moves through them.
//!
//! The engine is pure: values in, values out. It opens no file, asks no clock, reaches no network
//! and reads no environment; readers, times and settings are passed in. A stage knows nothing of
//! the stages after it.

mod characters;
pub mod cluster;
pub mod extract;
pub mod link;
pub mod lists;
pub mod normalise;
pub mod read;
pub mod score;
pub mod template;
