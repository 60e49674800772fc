//! Stage 1: placeholder until the stage is written.
