//! What the program does for a desk that it serves: networks as they are shown, and files brought in.

use std::io::Cursor;
use std::sync::Arc;

use daylight_desk::Brought;
use daylight_desk::Corrections;
use daylight_desk::NewFile;
use daylight_desk::Program;
use daylight_desk::Understood;
use daylight_desk::UnderstoodColumn;
use daylight_engine::read::Mapping;
use daylight_engine::read::ReadError;
use daylight_engine::read::Role;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_engine::score::Reference;
use daylight_findings::NetworkView;
use daylight_findings::sheets;
use daylight_model::NetworkId;
use daylight_store::Run;
use daylight_store::Workspace;

use crate::cli::commands::index;
use crate::cli::ingest;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::output::said_once;
use crate::cli::session;

/// Rows read to see how a file is understood.
const ROWS_LOOKED_AT: u64 = 1_000;
/// Ads of those that are shown.
const ADS_SHOWN: usize = 3;

/// The program as a desk knows it.
#[derive(Debug)]
pub(crate) struct ForDesk {
    /// What networks are scored against.
    pub(crate) reference: Reference,
}

impl Program for ForDesk {
    fn view(&self, run: &Run, network: &NetworkId) -> daylight_store::Result<Option<NetworkView>> {
        sheets::view(run, network, &self.reference)
    }

    fn understand(&self, file: &NewFile, corrections: &Corrections) -> Result<Understood, String> {
        understand(file, corrections).map_err(|error| said_once(&error))
    }

    fn bring(
        &self,
        workspace: &Workspace,
        (file, corrections): (&NewFile, &Corrections),
        tell: Arc<dyn Fn(&str) + Send + Sync>,
    ) -> Result<Brought, String> {
        let mut output = Output::watched(tell);
        bring(workspace, (file, corrections), &mut output).map_err(|error| said_once(&error))
    }
}

fn opened(file: &NewFile) -> Result<Source, ReadError> {
    Source::new(&safe(&file.name), Cursor::new(Arc::clone(&file.bytes)))
}

/// How the columns of a file are understood where its owner says otherwise of some.
fn mapping(source: &Source, corrections: &Corrections) -> anyhow::Result<Mapping> {
    let zone = Some(corrections.zone.clone()).filter(|it| !it.is_empty());
    let mut mapping = source.mapping(&Mapping {
        day_first: corrections.day_first,
        zone,
        ..Mapping::default()
    })?;
    for column in &mut mapping.columns {
        let said = corrections.columns.iter();
        let Some((_, holds)) = said.rev().find(|(name, _)| *name == column.name) else {
            continue;
        };
        let role = Role::ALL.into_iter().find(|it| it.as_str() == holds);
        if let Some(role) = role.filter(|it| *it != column.role) {
            column.role = role;
            column.hashed &= role.may_be_hashed();
            "you said so".clone_into(&mut column.why);
        }
    }
    Ok(mapping)
}

fn understand(file: &NewFile, corrections: &Corrections) -> anyhow::Result<Understood> {
    let source = opened(file)?;
    let mapping = mapping(&source, corrections)?;
    let columns = mapping.columns.iter().map(|column| UnderstoodColumn {
        name: column.name.clone(),
        holds: column.role.as_str(),
        why: column.why.clone(),
    });
    let mut understood = Understood {
        found: mapping.detected.clone(),
        columns: columns.collect(),
        choices: Role::ALL.iter().map(|it| it.as_str()).collect(),
        ..Understood::default()
    };
    let mut rows = match source.rows(&mapping) {
        Ok(rows) => rows,
        Err(ReadError::NoText { .. }) => {
            "no column holds the text of an ad: say which one does"
                .clone_into(&mut understood.hindrance);
            return Ok(understood);
        }
        Err(error) => return Err(error.into()),
    };
    while rows.rows_read() < ROWS_LOOKED_AT {
        match rows.next().transpose()? {
            Some(Row::Ad(ad)) if understood.ads.len() < ADS_SHOWN => {
                understood.ads.push(ingest::shown(&ad));
            }
            Some(Row::Ad(_)) => {}
            Some(Row::Reject(reject)) => {
                understood.rejects.push((reject.source.row, reject.reason));
            }
            None => break,
        }
    }
    understood.rows = rows.rows_read();
    Ok(understood)
}

fn bring(
    workspace: &Workspace,
    (file, corrections): (&NewFile, &Corrections),
    output: &mut Output,
) -> anyhow::Result<Brought> {
    let mapping = mapping(&opened(file)?, corrections)?;
    let pending = ingest::read_held(&safe(&file.name), &file.bytes, &mapping, output)?;
    let imported = {
        let writer = workspace.writer()?;
        let imported = pending.keep(workspace, &writer, output)?;
        if !session::is_linked(workspace, output)? {
            session::link(workspace, &writer, session::Memory::default(), output)?;
        }
        imported
    };
    index::complete(workspace, &session::latest(workspace)?, output)?;
    Ok(Brought {
        rows: imported.rows,
        ads: imported.ads,
        seen_again: imported.seen_again,
        rejects: imported.rejects,
        is_new: imported.is_new,
        batch: imported.batch_id,
    })
}
