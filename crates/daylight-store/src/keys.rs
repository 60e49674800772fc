//! The two keys of a workspace: kept apart from the tables, readable by the owner only, as they are
//! or sealed with a passphrase.

mod sealed;
pub(crate) mod stretch;

use std::fs;
use std::path::Path;

use daylight_model::Private;
use daylight_policy::DataKey;
use daylight_policy::TokenKey;
use daylight_policy::hex;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;

/// The file of the key that tokens are made with.
pub(crate) const TOKEN_FILE: &str = "token.key";
/// The file of the key that private columns are encrypted with.
pub(crate) const DATA_FILE: &str = "data.key";

/// The files that hold keys in the clear.
const PLAIN: [&str; 2] = [TOKEN_FILE, DATA_FILE];

/// The folder, in that of the keys, with those that take their place when a rotation is complete.
pub(crate) const NEXT: &str = "next";

/// Both keys, loaded.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) token: TokenKey,
    pub(crate) data: DataKey,
}

/// Makes the keys that are not there yet.
pub(crate) fn make(folder: &Path) -> Result<()> {
    disk::make_dir(folder)?;
    for name in PLAIN {
        let path = folder.join(name);
        if !path.exists() {
            write(&path, &random()?)?;
        }
    }
    Ok(())
}

/// Copies both keys, sealed or not.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    disk::make_dir(to)?;
    for name in names(from) {
        let key = disk::read_text(&from.join(name))?;
        disk::write_whole(&to.join(name), key.as_bytes())?;
    }
    Ok(())
}

/// Loads the keys of a workspace.
pub(crate) fn load(folder: &Path, passphrase: Option<&Private>) -> Result<Keys> {
    let [token, data] = bytes(folder, passphrase)?;
    Ok(Keys {
        token: TokenKey::new(&token),
        data: DataKey::new(&data),
    })
}

/// Draws new keys into a folder, sealed where a passphrase is given.
pub(crate) fn draw(folder: &Path, passphrase: Option<&Private>) -> Result<()> {
    disk::remove_dir(folder)?;
    match passphrase {
        None => make(folder),
        Some(passphrase) => {
            disk::make_dir(folder)?;
            sealed::write(folder, &[random()?, random()?], passphrase)
        }
    }
}

/// Seals the keys with a passphrase, in place of another one where they are sealed.
pub(crate) fn seal(folder: &Path, old: Option<&Private>, new: &Private) -> Result<()> {
    sealed::write(folder, &bytes(folder, old)?, new)?;
    tidy(folder)
}

/// Puts sealed keys down in the clear.
pub(crate) fn unseal(folder: &Path, passphrase: &Private) -> Result<()> {
    for (name, key) in PLAIN.iter().zip(bytes(folder, Some(passphrase))?) {
        write(&folder.join(name), &key)?;
    }
    disk::remove_file(&folder.join(sealed::FILE))?;
    disk::sync_dir(folder)
}

/// Puts the keys that were drawn into [`NEXT`] in the place of these, as often as it takes.
pub(crate) fn advance(folder: &Path) -> Result<()> {
    let next = folder.join(NEXT);
    for name in names(&next).iter().filter(|name| next.join(name).exists()) {
        disk::rename(&next.join(name), &folder.join(name))?;
    }
    disk::sync_dir(folder)?;
    disk::remove_dir(&next)
}

/// Removes keys in the clear beside sealed ones, which an interrupted sealing may have left.
pub(crate) fn tidy(folder: &Path) -> Result<()> {
    if !is_sealed(folder) {
        return Ok(());
    }
    for path in PLAIN.map(|name| folder.join(name)) {
        if path.exists() {
            disk::remove_file(&path)?;
        }
    }
    disk::sync_dir(folder)
}

/// True where a passphrase is needed.
pub(crate) fn is_sealed(folder: &Path) -> bool {
    folder.join(sealed::FILE).exists()
}

/// The files that the keys are in.
pub(crate) fn names(folder: &Path) -> &'static [&'static str] {
    if is_sealed(folder) {
        &[sealed::FILE]
    } else {
        &PLAIN
    }
}

fn bytes(folder: &Path, passphrase: Option<&Private>) -> Result<[[u8; 32]; 2]> {
    if is_sealed(folder) {
        return sealed::read(folder, passphrase);
    }
    Ok([
        read(&folder.join(TOKEN_FILE))?,
        read(&folder.join(DATA_FILE))?,
    ])
}

fn write(path: &Path, key: &[u8; 32]) -> Result<()> {
    disk::write_whole(path, format!("{}\n", hex(key)).as_bytes())
}

/// What is wrong with who may read the keys, if anything: file and finding.
pub(crate) fn exposed(folder: &Path) -> Result<Vec<(std::path::PathBuf, &'static str)>> {
    let mut found = Vec::new();
    let files = names(folder).iter().map(|name| folder.join(name));
    for path in files.chain([folder.to_path_buf()]) {
        let about = fs::metadata(&path).map_err(io_error("reading the rights of", &path))?;
        if others_may(&about) {
            found.push((path, "others than its owner may read or change it"));
        }
    }
    Ok(found)
}

#[cfg(unix)]
fn others_may(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn others_may(_about: &fs::Metadata) -> bool {
    false
}

/// A key drawn anew.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Io {
        doing: "drawing a random key for",
        path: "keys".into(),
        source: std::io::Error::other(error.to_string()),
    })?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<[u8; 32]> {
    let text = disk::read_text(path)?;
    parse(text.trim_end()).ok_or_else(|| damaged(path, "a key is 64 hexadecimal digits"))
}

/// Bytes written as twice as many hexadecimal digits.
pub(crate) fn parse<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0_u8; N];
    if digits.len() != N * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        if !pair.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use crate::keys::parse;

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        assert_eq!(parse(&"0f".repeat(32)), Some([15; 32]));
        assert_eq!(parse::<32>(&"0f".repeat(31)), None);
        assert_eq!(parse::<32>(&"+f".repeat(32)), None);
        assert_eq!(parse::<32>(&"é".repeat(32)), None);
    }
}
