//! The file: opened as RELIABILITY asks, and its tables.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::ErrorCode;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::judgements::failed;

/// `SQLite` before this loses pages when two connections write and checkpoint at once.
const SQLITE_MIN: i32 = 3_051_003;
/// A version that was withdrawn.
const SQLITE_WITHDRAWN: i32 = 3_052_000;

/// How long a writer waits for another.
const WAIT: Duration = Duration::from_secs(10);

/// The tables. `code` proves a row, see [`super::cells`].
const TABLES: &str = "
    create table if not exists about (
        name text primary key, value blob not null, code blob not null) strict;
    create table if not exists entries (
        number integer primary key, entry blob not null) strict;
    create table if not exists written (
        number integer primary key, sealed blob not null) strict;
    create table if not exists people (
        id text primary key, name blob not null, account text not null, roles text not null,
        active integer not null, code blob not null) strict;
    create table if not exists policies (
        version text primary key, rules text not null, purposes text not null,
        retention text not null, code blob not null) strict;
    create table if not exists reveals (
        id integer primary key, token text not null, network text not null,
        asked_by text not null, asked_at text not null, approved_by text not null,
        taken_at text not null, code blob not null) strict;
    create table if not exists decisions (
        id integer primary key, together integer not null, one text not null,
        other text not null, decided_by text not null, decided_at text not null,
        withdrawn_at text not null, code blob not null) strict;
    create table if not exists erasures (
        id integer primary key, asked_at text not null, due_at text not null,
        outcome text not null, decided_by text not null, decided_at text not null,
        ads integer not null, sealed blob not null, code blob not null) strict;
    create table if not exists credentials (
        person text primary key, login text not null, sealed blob not null,
        code blob not null) strict;
    create table if not exists invitations (
        hash text primary key, person text not null, made_at text not null,
        code blob not null) strict;
    create table if not exists sessions (
        id text primary key, person text not null, purpose text not null,
        opened_at text not null, seen_at text not null, ended_at text not null,
        code blob not null) strict;
    create table if not exists reviews (
        id integer primary key, network text not null, verdict text not null,
        entry integer not null, reviewed_by text not null, reviewed_at text not null,
        withdrawn_at text not null, code blob not null) strict;
    create table if not exists flags (
        id integer primary key, network text not null, flag text not null,
        entry integer not null, set_by text not null, set_at text not null,
        code blob not null) strict;
    create table if not exists cases (
        id integer primary key, title blob not null, people text not null,
        networks text not null, opened_at text not null, closed_at text not null,
        code blob not null) strict;
    create table if not exists case_events (
        id integer primary key, case_id integer not null, kind text not null,
        about text not null, by text not null, at text not null, sealed blob not null,
        code blob not null) strict;
    create table if not exists api_tokens (
        id text primary key, person text not null, purpose text not null,
        days integer not null, made_at text not null, seen_at text not null,
        ended_at text not null, name blob not null, code blob not null) strict;
    create table if not exists searches (
        id integer primary key, person text not null, query text not null,
        seen text not null, seen_at text not null, name blob not null,
        code blob not null) strict;
    create index if not exists events_of_case on case_events (case_id);
";

const PRAGMAS: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma trusted_schema = off;
    pragma cell_size_check = on;
    pragma mmap_size = 0;
    pragma secure_delete = on;
";

/// Opens the file, which only its owner may read, and makes it where it is not there.
pub(super) fn open(path: &Path) -> Result<Connection> {
    let version = rusqlite::version_number();
    if version < SQLITE_MIN || version == SQLITE_WITHDRAWN {
        return Err(StoreError::Inconsistent {
            what: "judgements",
            why: format!("SQLite {} can lose pages", rusqlite::version()),
        });
    }
    if !path.exists() {
        disk::make_file(path)?;
        path.parent().map_or(Ok(()), disk::sync_dir)?;
    }
    let database = Connection::open(path).map_err(failed(path))?;
    database.busy_timeout(WAIT).map_err(failed(path))?;
    database.execute_batch(PRAGMAS).map_err(failed(path))?;
    database.execute_batch(TABLES).map_err(failed(path))?;
    Ok(database)
}

/// What went wrong, by what the caller can do about it; no value of a row is quoted.
pub(super) fn error(path: &Path, error: &rusqlite::Error) -> StoreError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            return StoreError::Busy {
                path: path.to_path_buf(),
            };
        }
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(ErrorCode::ReadOnly) => io::ErrorKind::ReadOnlyFilesystem,
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            io::ErrorKind::PermissionDenied
        }
        Some(ErrorCode::SystemIoFailure) => io::ErrorKind::Other,
        _ => return damaged(path, "SQLite cannot read or write it as what it must be"),
    };
    StoreError::Io {
        doing: "reading or writing",
        path: path.to_path_buf(),
        source: kind.into(),
    }
}
