//! Stage 7: placeholder until the stage is written.
