//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod batches;
pub(crate) mod bench;
pub(crate) mod demo;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod find;
pub(crate) mod flag;
pub(crate) mod forget;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod link;
pub(crate) mod mapping;
pub(crate) mod networks;
pub(crate) mod people;
pub(crate) mod policy;
pub(crate) mod restore;
pub(crate) mod reveal;
pub(crate) mod scan;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod synth;
pub(crate) mod verify;
