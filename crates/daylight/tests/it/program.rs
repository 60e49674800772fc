//! Runs the real program in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Its result as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Stops the test where the command ended otherwise.
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// A folder to run in.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The program with these words, parted by spaces.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daylight"));
        command
            .current_dir(self.0.path())
            .env_remove("DAYLIGHT_WORKSPACE")
            .env_remove("DAYLIGHT_PASSPHRASE_FILE")
            .env_remove("DAYLIGHT_PURPOSE")
            .args(words.split_whitespace())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &str) -> Done {
        done(&mut self.command(words))
    }

    pub(crate) fn run_on(&self, words: &str, input: &[u8]) -> Done {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.to_vec();
        // Beside the reading of what it prints: a full pipe stops nobody.
        let feeding = std::thread::spawn(move || drop(pipe.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeding.join().unwrap();
        Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A market of so many ads as `m.csv` with its truth as `t.csv`.
    pub(crate) fn market(&self, ads: u32, seed: u32) {
        self.run(&format!(
            "synth --ads {ads} --seed {seed} --difficulty 3 --out m.csv --truth t.csv"
        ))
        .ends(0);
    }

    /// Every byte of a folder's files by name, in order.
    pub(crate) fn everything_in(&self, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(name)];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(folder).unwrap();
            let paths = entries.map(|entry| entry.unwrap().path());
            let (inner, own): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
            folders.extend(inner);
            files.extend(
                own.into_iter()
                    .map(|path| (path.clone(), fs::read(path).unwrap())),
            );
        }
        files.sort();
        files
    }
}

/// Runs a command to its end.
pub(crate) fn done(command: &mut Command) -> Done {
    let output = command.output().unwrap();
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Copies a folder; whoever makes a copy of keys sees to it that nobody else may read them.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
    #[cfg(unix)]
    if to.ends_with("keys") {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
        for entry in fs::read_dir(to).unwrap() {
            fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}

/// Runs a command and kills it after a while; false where it had ended by then.
pub(crate) fn kill(folder: &Folder, words: &str, after: Duration) -> bool {
    let mut command = folder.command(words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    thread::sleep(after);
    let ended = child.try_wait().unwrap();
    child.kill().ok();
    child.wait().unwrap();
    ended.is_none()
}
