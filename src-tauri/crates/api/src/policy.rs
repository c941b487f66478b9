//! Who may do what. One function, asked before every handler; whoever is not named is refused.

use strata_model::{Actor, VaultPath};

use crate::error::{ApiError, Code};
use crate::types::BatchOperation;

/// What a command needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// See names and texts anywhere in the vault.
    ReadVault,
    /// See one path and what lies below it.
    Read(VaultPath),
    /// Change one path and what lies below it.
    Write(VaultPath),
    /// Change settings, run maintenance, bring back what others deleted.
    Manage,
}

impl BatchOperation {
    /// Returns the rights that a batch needs for what it names. What else it writes to is known with its plan only,
    /// and asked for then.
    pub(crate) fn needs(&self) -> Vec<Right> {
        let write = |paths: &[VaultPath]| paths.iter().cloned().map(Right::Write).collect::<Vec<_>>();
        match self {
            Self::Move { paths, into } => write(paths).into_iter().chain([Right::Write(into.clone())]).collect(),
            Self::Rename { path, to } => vec![Right::Write(path.clone()), Right::Write(to.clone())],
            Self::RenameAll { paths, .. } | Self::Edit { paths, .. } | Self::Remove { paths } => write(paths),
            Self::Replace { paths, .. } if !paths.is_empty() => write(paths),
            Self::LinkMentions { mentions, .. } => {
                mentions.iter().map(|mention| Right::Write(mention.path.clone())).collect()
            }
            Self::CopyIn { into, .. } => vec![Right::Write(into.clone())],
            Self::RenameTag { .. } | Self::Replace { .. } => vec![Right::Write(VaultPath::root())],
        }
    }
}

/// Returns an error unless `actor` holds every one of the rights. No one but the owner has been granted any yet.
pub fn allows(actor: &Actor, _rights: &[Right]) -> Result<(), ApiError> {
    match actor {
        Actor::Owner => Ok(()),
        _ => Err(ApiError::new(Code::Denied, format!("{actor} has no right to do this; the owner has not granted it"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_at_the_desk_may() {
        assert!(allows(&Actor::Owner, &[Right::Manage]).is_ok());
        for other in ["assistant:x", "user:x", "plugin:x", "external", "device:x"] {
            let actor = other.parse().unwrap();
            let refused = allows(&actor, &[Right::ReadVault]).unwrap_err();
            assert_eq!(refused.code, Code::Denied, "{other} was granted nothing");
        }
    }
}
