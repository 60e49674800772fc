//! The parts of the `daylight` program that tests can reach: the composed stages and the report.

pub mod pipeline;
