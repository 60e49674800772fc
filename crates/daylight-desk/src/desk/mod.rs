//! The desk: pages over a workspace, served to a browser on this machine.
//!
//! A request goes one way: [`server`] takes it, [`routes`] finds who may ask it, a page of [`pages`]
//! answers it. What a page reads it reads through the store, which decides by policy and tells the
//! log before anything leaves. No page shows an identifier: they are tokens; the one that shows a
//! revealed one says so. Everything works without a script.

mod api;
mod cookies;
mod http;
mod intake;
mod pages;
mod ranking;
mod receive;
mod routes;
mod server;
mod throttle;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use daylight_store::Judgements;
use daylight_store::StoreError;
use daylight_store::Workspace;
use thiserror::Error;

use crate::desk::intake::Intake;
use crate::desk::ranking::Ranking;
use crate::desk::throttle::Throttle;

pub use intake::Brought;
pub use intake::Corrections;
pub use intake::NewFile;
pub use intake::Program;
pub use intake::Understood;
pub use intake::UnderstoodColumn;
pub use server::serve;

/// Why the desk cannot be served.
#[derive(Debug, Error)]
pub enum DeskError {
    /// Anybody on the network could reach it, and read passwords on their way.
    #[error(
        "serving the desk at {0}: it is no address of this machine alone\nhint: listen at 127.0.0.1 and put a reverse proxy with TLS before it; docs/desk.md says how"
    )]
    NotLoopback(SocketAddr),
    /// The system refuses.
    #[error("serving the desk at {0}: {1}\nhint: `--listen 127.0.0.1:PORT` takes another port")]
    Listening(SocketAddr, std::io::Error),
    /// The workspace cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A workspace on the desk.
pub struct Desk {
    workspace: Workspace,
    judgements: Mutex<Judgements>,
    ranking: Mutex<Option<Arc<Ranking>>>,
    program: Arc<dyn Program>,
    intake: Arc<Intake>,
    throttle: Throttle,
    /// The code that the first person types to prove that they started the program.
    setup: String,
    /// Names beside this machine's own by which a proxy may call the desk.
    hosts: Vec<String>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Desk({})", self.workspace.root().display())
    }
}

impl Desk {
    /// Puts a workspace on the desk of a program; `hosts` are names beside this machine's own by which
    /// a reverse proxy calls the desk.
    ///
    /// # Errors
    /// Where its judgements cannot be opened.
    pub fn new(
        workspace: Workspace,
        hosts: Vec<String>,
        program: impl Program,
    ) -> Result<Self, DeskError> {
        let judgements = Judgements::open(&workspace)?;
        Ok(Self {
            workspace,
            judgements: Mutex::new(judgements),
            ranking: Mutex::default(),
            program: Arc::new(program),
            intake: Arc::default(),
            throttle: Throttle::default(),
            setup: daylight_store::new_code()?,
            hosts,
        })
    }

    /// The code that lets the first person in; `None` where there are people.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn setup_code(&self) -> Result<Option<&str>, DeskError> {
        let has_people = !self.judgements().people()?.is_empty();
        Ok((!has_people).then_some(self.setup.as_str()))
    }

    /// The judgements; one request at a time has them.
    fn judgements(&self) -> MutexGuard<'_, Judgements> {
        // Every change is a transaction: a request that failed left nothing half done.
        self.judgements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The ranking of the run in force; `None` where the workspace was never linked.
    fn ranking(&self) -> daylight_store::Result<Option<Arc<Ranking>>> {
        let Some(run) = self.workspace.latest_run()? else {
            return Ok(None);
        };
        let mut held = self.ranking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ranking) = held
            .as_ref()
            .filter(|it| it.run.manifest().run_id == run.manifest().run_id)
        {
            return Ok(Some(Arc::clone(ranking)));
        }
        let ranking = Arc::new(Ranking::read(run)?);
        *held = Some(Arc::clone(&ranking));
        Ok(Some(ranking))
    }
}
