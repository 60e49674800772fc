//! PLACEHOLDER for reading files into a batch.
