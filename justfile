# The chores of the workspace. Each is one line: the work is in xtask, so `just` is a convenience.

# List the chores.
default:
    @just --list

# Everything CI runs: format, lints, tests, documents, licences, duplicates, tidy, the demo.
check:
    cargo xtask check

# The rules of the code that no compiler checks.
tidy:
    cargo xtask tidy

# Licences, sources and duplicates of every dependency.
deny:
    cargo xtask deny

# Every fuzz target for three minutes, or one for as long as asked.
fuzz *ARGS:
    cargo xtask fuzz {{ARGS}}

# What takes longer than CI may: every test with its full counts.
soak:
    cargo xtask soak

# The first command of the README.
demo *ARGS:
    cargo run --release -- demo {{ARGS}}

# Format everything.
fmt:
    cargo fmt --all
