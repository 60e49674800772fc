//! The parts of the program that can be used and tested without its command line.

pub mod cli;
pub mod evaluate;
pub mod pipeline;
