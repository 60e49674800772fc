//! The body of a request: the fields of a form, and a file that may come with it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
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
const FILE_MAX: usize = 256 << 20;
/// How long a file may take to arrive.
const FILE_TIME: Duration = Duration::from_mins(10);
/// What is said to who sends a form without one.
const NO_FILE: &str = "no file was chosen";

/// What came with a request.
#[derive(Clone, Default)]
pub(super) struct Sent {
    pub(super) form: Fields,
    pub(super) file: Option<NewFile>,
    /// Why there is no file; empty where there is one, or none was sent.
    pub(super) trouble: &'static str,
}

/// A form as bytes; `None` where it is larger than any form of the desk, or too slow.
pub(super) async fn form(body: Body) -> Option<axum::body::Bytes> {
    timeout(FORM_TIME, to_bytes(body, FORM_MAX))
        .await
        .ok()?
        .ok()
}

/// A form with a file. One comes in at a time: `receiving` has one place.
pub(super) async fn file(headers: &HeaderMap, body: Body, receiving: &Semaphore) -> Sent {
    let trouble = |trouble| Sent {
        trouble,
        ..Sent::default()
    };
    let Ok(_place) = receiving.try_acquire() else {
        return trouble(
            "somebody else is sending a file at this moment; try again when it is here",
        );
    };
    let kind = headers.get(header::CONTENT_TYPE);
    let boundary = kind
        .and_then(|it| it.to_str().ok())
        .and_then(|it| multer::parse_boundary(it).ok());
    let Some(boundary) = boundary else {
        let form = form(body).await.unwrap_or_default();
        return Sent {
            form: Fields::parse(&form),
            ..trouble(NO_FILE)
        };
    };
    let size = SizeLimit::new().whole_stream((FILE_MAX + FORM_MAX) as u64);
    let parts = Multipart::with_constraints(
        body.into_data_stream(),
        boundary,
        Constraints::new().size_limit(size),
    );
    match timeout(FILE_TIME, read(parts)).await {
        Ok(Ok(sent)) if sent.file.is_some() => sent,
        Ok(Ok(sent)) => Sent {
            trouble: NO_FILE,
            ..sent
        },
        Ok(Err(multer::Error::StreamSizeExceeded { .. })) => trouble(
            "the file is larger than 256 MiB; `daylight import FILE` takes files of any size where the program runs",
        ),
        Ok(Err(_)) => trouble("the file did not come whole; send it again"),
        Err(_) => trouble("the file took longer than ten minutes; send it again"),
    }
}

async fn read(mut parts: Multipart<'_>) -> multer::Result<Sent> {
    let mut sent = Sent::default();
    while let Some(mut part) = parts.next_field().await? {
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        match file {
            Some(name) if !name.is_empty() => {
                sent.file = Some(NewFile {
                    name: last_part(&name).to_owned(),
                    bytes: Arc::from(bytes),
                });
            }
            _ => {
                let value = String::from_utf8_lossy(&bytes).into_owned();
                sent.form.0.push((field, value));
            }
        }
    }
    Ok(sent)
}

/// The name of a file without the folders it is in, which are nobody's matter.
fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
