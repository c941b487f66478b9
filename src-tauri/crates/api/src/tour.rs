//! The demo vault's files, which both programs hold.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use crate::{ApiError, Code};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../demo/"]
struct Demo;

/// A path in the vault, and its bytes.
pub type TourFile = (String, Cow<'static, [u8]>);

/// Returns notes that show what Strata does, in Chinese where `locale` names that, such as `zh_CN.UTF-8`, and else in
/// English.
///
/// # Errors
/// `internal` where the program was built without them.
pub fn tour(locale: &str) -> Result<Vec<TourFile>, ApiError> {
    let folder = if locale.starts_with("zh") { "zh-CN/" } else { "en/" };
    let files: Vec<_> =
        Demo::iter().filter_map(|name| Some((name.strip_prefix(folder)?.to_owned(), Demo::get(&name)?.data))).collect();
    if files.is_empty() {
        return Err(ApiError::new(Code::Internal, "the tour is missing from this program; nothing was made"));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tours_are_there_and_are_not_the_same() {
        let [english, chinese] = ["en_GB.UTF-8", "zh-CN"].map(|locale| tour(locale).unwrap());
        assert!(english.iter().any(|(path, _)| path.starts_with("knowledge/")));
        assert!(chinese.iter().any(|(path, _)| path.starts_with("knowledge/")));
        assert_ne!(english, chinese);
    }
}
