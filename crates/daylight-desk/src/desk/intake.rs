//! A file of ads on its way in: held in memory until its owner says what becomes of it, and never on
//! the disk, where its texts would stand in the clear.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use daylight_findings::NetworkView;
use daylight_model::BatchId;
use daylight_model::NetworkId;
use daylight_policy::hex;
use daylight_store::Run;
use daylight_store::Workspace;
use sha2::Digest;
use sha2::Sha256;

/// How long a file waits for its owner before somebody else's may take its place.
const WAITS: Duration = Duration::from_mins(15);

/// What the program that serves a desk does for it.
pub trait Program: Send + Sync + 'static {
    /// Makes the view of one network of a run; `None` where the run has none of that id.
    ///
    /// # Errors
    /// Where the run cannot be read.
    fn view(&self, run: &Run, network: &NetworkId) -> daylight_store::Result<Option<NetworkView>>;

    /// Says how a file is understood; nothing is written.
    ///
    /// # Errors
    /// What is wrong with the file or the corrections, in words for who sent it.
    fn understand(&self, file: &NewFile, corrections: &Corrections) -> Result<Understood, String>;

    /// Keeps what is new in a file as one batch, links all ads and builds what the desk looks into.
    /// `tell` is told of each step.
    ///
    /// # Errors
    /// What went wrong, in words; what was there before stays as it was.
    fn bring(
        &self,
        workspace: &Workspace,
        what: (&NewFile, &Corrections),
        tell: Arc<dyn Fn(&str) + Send + Sync>,
    ) -> Result<Brought, String>;
}

/// A file as somebody sent it.
#[derive(Clone)]
pub struct NewFile {
    /// Its name on their machine.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for NewFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewFile({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// What its owner says otherwise of a file than was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Columns by name, each with what it holds.
    pub columns: Vec<(String, String)>,
    /// Whether `3/4/2024` is the third of April; `None` as found.
    pub day_first: Option<bool>,
    /// The zone of times that name none; empty for UTC.
    pub zone: String,
}

/// How a file is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// What sort of file it was found to be.
    pub found: String,
    /// Its columns in order.
    pub columns: Vec<UnderstoodColumn>,
    /// What a column may hold, by name.
    pub choices: Vec<&'static str>,
    /// The first ads, each in lines; for the owner of the file alone.
    pub ads: Vec<Vec<String>>,
    /// Rows that were read to see whether they are ads.
    pub rows: u64,
    /// Rows of those that would not be kept: which, and why.
    pub rejects: Vec<(u64, String)>,
    /// Why it cannot be brought in so; empty where it can.
    pub hindrance: String,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderstoodColumn {
    /// Its name.
    pub name: String,
    /// What it holds: one of the choices.
    pub holds: &'static str,
    /// Why it is taken so.
    pub why: String,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Rows read.
    pub rows: u64,
    /// Ads kept.
    pub ads: u64,
    /// Rows whose ad was there already.
    pub seen_again: u64,
    /// Rows that could not be kept.
    pub rejects: u64,
    /// False where all of it was read before.
    pub is_new: bool,
    /// The new batch; `None` where nothing was new.
    pub batch: Option<BatchId>,
}

/// How far a file is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Its owner looks at how it is understood; what was wrong with their last correction, or nothing.
    Waiting(String),
    /// It is read or linked.
    Running(String),
    /// It is done with.
    Done(Result<Brought, String>),
}

/// A file, and who holds it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    owner: String,
    since: Instant,
    pub(super) file: NewFile,
    pub(super) sha256: String,
    pub(super) corrections: Corrections,
    pub(super) understood: Understood,
    pub(super) stage: Stage,
}

impl Held {
    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }
}

/// True where a file is being brought in, or waits for somebody else.
fn is_taken(held: Option<&Held>, owner: &str) -> bool {
    held.is_some_and(|it| match it.stage {
        Stage::Running(_) => true,
        Stage::Waiting(_) => it.owner != owner && it.since.elapsed() < WAITS,
        Stage::Done(_) => false,
    })
}

/// The one file that the desk holds, so that files take no more memory than one may.
#[derive(Debug, Default)]
pub(super) struct Intake(Mutex<Option<Held>>);

impl Intake {
    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        // Each change is one assignment: a request that failed left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of a person.
    pub(super) fn of(&self, owner: &str) -> Option<Held> {
        let held = self.held();
        held.as_ref().filter(|it| it.owner == owner).cloned()
    }

    /// True where a file that is held keeps one of this person from coming in.
    pub(super) fn is_taken(&self, owner: &str) -> bool {
        is_taken(self.held().as_ref(), owner)
    }

    /// Holds a file for its owner; false where another is held.
    pub(super) fn hold(&self, owner: &str, file: NewFile, understood: Understood) -> bool {
        let sha256 = hex(&Sha256::digest(&file.bytes));
        let mut held = self.held();
        if is_taken(held.as_ref(), owner) {
            return false;
        }
        *held = Some(Held {
            owner: owner.to_owned(),
            since: Instant::now(),
            sha256,
            file,
            corrections: Corrections::default(),
            understood,
            stage: Stage::Waiting(String::new()),
        });
        true
    }

    /// Takes corrections, or says what is wrong with them.
    pub(super) fn correct(
        &self,
        owner: &str,
        corrections: Corrections,
        understood: Result<Understood, String>,
    ) {
        self.change(owner, |held| match understood {
            Ok(understood) => {
                held.corrections = corrections;
                held.understood = understood;
                held.stage = Stage::Waiting(String::new());
            }
            Err(wrong) => held.stage = Stage::Waiting(wrong),
        });
    }

    /// Lets go of a person's file.
    pub(super) fn let_go(&self, owner: &str) {
        self.held()
            .take_if(|it| it.owner == owner && !it.is_running());
    }

    fn change(&self, owner: &str, change: impl FnOnce(&mut Held)) {
        let mut held = self.held();
        let own = held.as_mut().filter(|it| it.owner == owner);
        if let Some(own) = own.filter(|it| matches!(it.stage, Stage::Waiting(_))) {
            own.since = Instant::now();
            change(own);
        }
    }

    /// Brings a person's file in, on a thread of its own.
    pub(super) fn run(
        self: &Arc<Self>,
        owner: &str,
        program: Arc<dyn Program>,
        workspace: Workspace,
    ) {
        let mut taken = None;
        self.change(owner, |held| {
            held.stage = Stage::Running("beginning".to_owned());
            taken = Some((held.file.clone(), held.corrections.clone()));
        });
        let Some((file, corrections)) = taken else {
            return;
        };
        let intake = Arc::clone(self);
        std::thread::spawn(move || {
            let told = Arc::clone(&intake);
            let tell = Arc::new(move |step: &str| told.reach(Stage::Running(step.to_owned())));
            // Whatever happens, the desk can take another file.
            let done = catch_unwind(AssertUnwindSafe(|| {
                program.bring(&workspace, (&file, &corrections), tell)
            }));
            let done = done.unwrap_or_else(|_| {
                Err("the program failed; what was there before stays as it was".to_owned())
            });
            intake.reach(Stage::Done(done));
        });
    }

    fn reach(&self, stage: Stage) {
        if let Some(held) = self.held().as_mut().filter(|it| it.is_running()) {
            if matches!(stage, Stage::Done(_)) {
                held.file.bytes = Arc::from([]);
            }
            held.stage = stage;
        }
    }
}
