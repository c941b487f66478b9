//! Why the program ends with another code than 0.

use std::io;
use std::process::ExitCode;

use strata_api::engine::EngineError;
use strata_api::{ApiError, Code};

/// What ends a command early.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for what no command does: 2.
    Usage(String),
    /// The operation failed: 1.
    Failed(ApiError),
    /// The answer, printed already, is itself the bad news: 1.
    Told,
    /// Nobody reads the output any more: 0, without a word.
    Unread,
}

impl Failure {
    /// Returns a failure that is about no command of the table.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self::Failed(ApiError::new(code, message))
    }

    /// Tells standard error and returns the exit code.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Usage(message) => {
                tell(message);
                ExitCode::from(2)
            }
            Self::Failed(error) => {
                tell(&error.message);
                ExitCode::from(1)
            }
            Self::Told => ExitCode::from(1),
            Self::Unread => ExitCode::SUCCESS,
        }
    }
}

fn tell(message: &str) {
    use std::io::Write;
    // With standard error gone there is nobody left to tell.
    drop(writeln!(io::stderr(), "error: {}", crate::output::printable(message)));
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Failed(error.into())
    }
}

/// Errors of standard input and output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Unread
        } else {
            Self::new(Code::Io, format!("standard input or output: {error}"))
        }
    }
}
