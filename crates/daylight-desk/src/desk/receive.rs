//! The body of a request: the fields of a form, and a file that may come with it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::body::Bytes;
use axum::body::to_bytes;
use axum::http::HeaderMap;
use axum::http::header;
use multer::Constraints;
use multer::Multipart;
use multer::SizeLimit;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::desk::http::Fields;
use crate::desk::intake::NewFile;

/// Bytes of a form.
const FORM_MAX: usize = 256 << 10;
/// How long a form may take to arrive.
const FORM_TIME: Duration = Duration::from_secs(20);
/// Bytes of a file, which is held in memory.
pub(super) const FILE_MAX: usize = 256 << 20;
/// How long a file may take to arrive.
const FILE_TIME: Duration = Duration::from_mins(10);
/// What is said to who sends a form without one.
const NO_FILE: &str = "no file was chosen";
/// What is said while somebody else's file is on its way.
const BUSY: &str = "somebody else is sending a file at this moment; try again when it is here";
/// What is said of a file of more than that many bytes.
const TOO_LARGE: &str = "the file is larger than 256 MiB; `daylight import FILE` takes files of any size where the program runs";

/// What came with a request.
pub(super) struct Sent {
    pub(super) form: Fields,
    /// The file, or why there is none.
    pub(super) file: Result<NewFile, &'static str>,
}

impl From<Fields> for Sent {
    fn from(form: Fields) -> Self {
        Self {
            form,
            file: Err(NO_FILE),
        }
    }
}

/// A form as bytes; `None` where it is larger than any form of the desk, or too slow.
pub(super) async fn form(body: Body) -> Option<Bytes> {
    timeout(FORM_TIME, to_bytes(body, FORM_MAX))
        .await
        .ok()?
        .ok()
}

/// A form with a file of `max` bytes at most. One file comes in at a time: `receiving` has one place.
/// What came before something went wrong is kept.
pub(super) async fn file(
    headers: &HeaderMap,
    body: Body,
    max: usize,
    receiving: &Semaphore,
) -> Sent {
    let kind = headers.get(header::CONTENT_TYPE);
    let boundary = kind
        .and_then(|it| it.to_str().ok())
        .and_then(|it| multer::parse_boundary(it).ok());
    let Some(boundary) = boundary else {
        let form = form(body).await.unwrap_or_default();
        return Fields::parse(&form).into();
    };
    let size = SizeLimit::new()
        .per_field(FORM_MAX as u64)
        .for_field("file", max as u64);
    let parts = Multipart::with_constraints(
        body.into_data_stream(),
        boundary,
        Constraints::new().size_limit(size),
    );
    let mut sent = Sent::from(Fields::default());
    let trouble = match timeout(FILE_TIME, read(parts, receiving, &mut sent)).await {
        Ok(Ok(())) => return sent,
        Ok(Err(multer::Error::FieldSizeExceeded { .. })) => TOO_LARGE,
        Ok(Err(_)) => "the file did not come whole; send it again",
        Err(_) => "the file took longer than ten minutes; send it again",
    };
    sent.file = Err(trouble);
    sent
}

async fn read(
    mut parts: Multipart<'_>,
    receiving: &Semaphore,
    sent: &mut Sent,
) -> multer::Result<()> {
    let mut place = None;
    while let Some(mut part) = parts.next_field().await? {
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let file = file.filter(|name| !name.is_empty());
        if file.is_some() && place.is_none() {
            place = receiving.try_acquire().ok();
            if place.is_none() {
                sent.file = Err(BUSY);
                return Ok(());
            }
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        match file {
            Some(name) => {
                sent.file = Ok(NewFile {
                    name: last_part(&name).to_owned(),
                    bytes: Arc::from(bytes),
                });
            }
            None => sent.form.push(field, &String::from_utf8_lossy(&bytes)),
        }
    }
    Ok(())
}

/// The name of a file without the folders it is in, which are nobody's matter.
fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::HeaderMap;
    use axum::http::header;
    use tokio::sync::Semaphore;

    use crate::desk::receive::BUSY;
    use crate::desk::receive::NO_FILE;
    use crate::desk::receive::Sent;
    use crate::desk::receive::TOO_LARGE;
    use crate::desk::receive::file;

    /// A form with the code of a session and a file, of which 100 bytes are taken.
    fn sent(name: &str, text: &str, end: &str, places: usize) -> Sent {
        let body = format!(
            "--line\r\ncontent-disposition: form-data; name=\"form\"\r\n\r\ncode\r\n\
             --line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}{end}"
        );
        let mut headers = HeaderMap::new();
        let kind = "multipart/form-data; boundary=line".parse().unwrap();
        headers.insert(header::CONTENT_TYPE, kind);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            file(&headers, Body::from(body), 100, &Semaphore::new(places)).await
        })
    }

    #[test]
    fn a_file_comes_with_its_form() {
        let sent = sent("C:\\x/a.csv", "id,text", "\r\n--line--\r\n", 1);
        let file = sent.file.unwrap();
        assert_eq!(
            (file.name.as_str(), &*file.bytes),
            ("a.csv", &b"id,text"[..])
        );
        assert_eq!(sent.form.get("form"), "code");
    }

    #[test]
    fn whatever_keeps_a_file_out_its_form_is_there_and_the_reason_is_told() {
        let large = "x".repeat(101);
        let end = "\r\n--line--\r\n";
        for (name, text, end, places, why) in [
            ("a.csv", large.as_str(), end, 1, TOO_LARGE),
            ("a.csv", "id", end, 0, BUSY),
            ("", "id", end, 1, NO_FILE),
            (
                "a.csv",
                "id",
                "",
                1,
                "the file did not come whole; send it again",
            ),
        ] {
            let sent = sent(name, text, end, places);
            assert_eq!(sent.file.unwrap_err(), why);
            assert_eq!(sent.form.get("form"), "code", "{why}");
        }
    }
}
