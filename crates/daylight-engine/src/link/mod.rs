//! Stage 6: placeholder until the stage is written.
