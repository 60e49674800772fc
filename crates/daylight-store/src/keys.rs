//! The two keys of a workspace: made once, kept apart from the tables, readable by the owner only.

use std::fs;
use std::path::Path;

use daylight_policy::DataKey;
use daylight_policy::TokenKey;

use crate::disk;
use crate::disk::hex;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;

/// The file of the key that tokens are made with.
pub(crate) const TOKEN_FILE: &str = "token.key";
/// The file of the key that private columns are encrypted with.
pub(crate) const DATA_FILE: &str = "data.key";

/// Both keys, loaded.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) token: TokenKey,
    pub(crate) data: DataKey,
}

/// Makes the keys that are not there yet.
pub(crate) fn make(folder: &Path) -> Result<()> {
    disk::make_dir(folder)?;
    for name in [TOKEN_FILE, DATA_FILE] {
        let path = folder.join(name);
        if !path.exists() {
            disk::write_whole(&path, format!("{}\n", hex(&random()?)).as_bytes())?;
        }
    }
    Ok(())
}

/// Copies both keys.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    disk::make_dir(to)?;
    for name in [TOKEN_FILE, DATA_FILE] {
        let key = disk::read_text(&from.join(name))?;
        disk::write_whole(&to.join(name), key.as_bytes())?;
    }
    Ok(())
}

/// Loads the keys of a workspace.
pub(crate) fn load(folder: &Path) -> Result<Keys> {
    Ok(Keys {
        token: TokenKey::new(&read(&folder.join(TOKEN_FILE))?),
        data: DataKey::new(&read(&folder.join(DATA_FILE))?),
    })
}

/// What is wrong with who may read the keys, if anything: file and finding.
pub(crate) fn exposed(folder: &Path) -> Result<Vec<(std::path::PathBuf, &'static str)>> {
    let mut found = Vec::new();
    for path in [
        folder.to_path_buf(),
        folder.join(TOKEN_FILE),
        folder.join(DATA_FILE),
    ] {
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
pub(crate) fn random() -> Result<[u8; 32]> {
    let mut bytes = [0_u8; 32];
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

fn parse(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    if digits.len() != 64 {
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
        assert_eq!(parse(&"0f".repeat(31)), None);
        assert_eq!(parse(&"+f".repeat(32)), None);
        assert_eq!(parse(&"é".repeat(32)), None);
    }
}
