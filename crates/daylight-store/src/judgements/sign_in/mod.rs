//! Signing in to the desk: passwords, codes that change, invitations, sessions.

mod credentials;
mod password;
mod sessions;
#[cfg(test)]
mod tests;
mod tokens;
mod totp;

pub(crate) use credentials::Credential;
pub use credentials::Enrolled;
pub(crate) use credentials::Invitation;
pub use credentials::new_code;
pub use password::Password;
pub use sessions::Session;
pub use tokens::ApiToken;
pub use tokens::TOKEN_DAYS_MAX;
