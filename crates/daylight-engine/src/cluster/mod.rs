//! Stage 4: placeholder until the stage is written.
