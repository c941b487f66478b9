use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Seek, Write};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use strata_api::ApiError;
use strata_api::types::{BatchIssue, ExportPlan};
use strata_link::Session;
use strata_model::{Actor, numbered_name};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::fetch::{Fetch, Halt, left};
use crate::{Copied, Progress, beside, failed, refuse_inside};

/// Files up to so many bytes are held in memory while they are packed, larger ones in a temporary file.
const IN_MEMORY: usize = 8 << 20;
/// From about here on zip files need wider numbers.
const WIDE: u64 = u32::MAX as u64 - (16 << 20);
/// Tells in the zip file itself what is not in it: whoever unpacks it has nothing else that would.
const NOT_COPIED: &str = "not-copied.txt";

/// Copies what `plan` holds into a zip file outside the vault. An existing file is replaced only where `replace` says
/// so. `None` where `progress` ended it; nothing is changed then.
pub fn to_zip(
    session: &Session,
    actor: &Actor,
    plan: &ExportPlan,
    target: &Path,
    replace: bool,
    progress: &mut Progress<'_>,
) -> Result<Option<Copied>, ApiError> {
    refuse_inside(session, target)?;
    let lost = |error: io::Error| failed(target, &error);
    if !replace && target.symlink_metadata().is_ok() {
        return Err(lost(io::Error::new(io::ErrorKind::AlreadyExists, "something is there already")));
    }
    let mut file = beside(target).map_err(lost)?;
    let Some(mut copied) = write_zip(session, actor, plan, &mut file, progress).map_err(lost)? else {
        return Ok(None);
    };
    file.as_file().sync_all().map_err(lost)?;
    let kept = if replace { file.persist(target) } else { file.persist_noclobber(target) };
    kept.map_err(|error| lost(error.error))?;
    copied.at.push(target.to_path_buf());
    Ok(Some(copied))
}

/// Writes what `plan` holds as a zip file to where nothing can be sought. What it could not copy stands in the zip as
/// well. After an error, or `None` where `progress` ended it, what was written is no zip file.
pub fn write_zip(
    session: &Session,
    actor: &Actor,
    plan: &ExportPlan,
    to: &mut dyn Write,
    progress: &mut Progress<'_>,
) -> io::Result<Option<Copied>> {
    let shut = Cell::new(false);
    let mut zip = ZipWriter::new_stream(Gate { to, shut: &shut });
    let packed = pack(session, actor, plan, &mut zip, progress);
    match packed {
        Ok(Some(copied)) => {
            zip.finish()?.into_inner().flush()?;
            Ok(Some(copied))
        }
        unfinished => {
            // When it is dropped the zip is brought to an end; nobody must take it for a whole one.
            shut.set(true);
            unfinished
        }
    }
}

fn pack<W: Write + Seek>(
    session: &Session,
    actor: &Actor,
    plan: &ExportPlan,
    zip: &mut ZipWriter<W>,
    progress: &mut Progress<'_>,
) -> io::Result<Option<Copied>> {
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut copied = Copied { left: plan.left.clone(), ..Copied::default() };
    for folder in &plan.folders {
        zip.add_directory(format!("{folder}/"), plain)?;
    }
    let mut progress = |done, total| progress(done, total);
    let mut fetch = Fetch::new(session, actor, plan.bytes, &mut progress);
    for file in &plan.files {
        // Whole before the zip has anything of it: what is in there cannot be taken back.
        match fetch.file(file, || Ok(tempfile::spooled_tempfile(IN_MEMORY))) {
            Ok((mut bytes, count, modified)) => {
                bytes.rewind()?;
                let options = plain.large_file(count >= WIDE).unix_permissions(0o644);
                let options = match modified.and_then(local) {
                    Some(modified) => options.last_modified_time(modified),
                    None => options,
                };
                zip.start_file(file.name.as_str(), options)?;
                io::copy(&mut bytes, zip)?;
                copied.files += 1;
                copied.bytes += count;
            }
            Err(Halt::Source(error)) => copied.left.push(left(file, &error)),
            Err(Halt::Target(error)) => return Err(error),
            Err(Halt::Cancelled) => return Ok(None),
        }
    }
    if !copied.left.is_empty() {
        let names: HashSet<&str> = plan.files.iter().map(|file| file.name.as_str()).collect();
        let numbered = (2..).map(|number| numbered_name(NOT_COPIED, number));
        let mut free = std::iter::once(NOT_COPIED.to_owned()).chain(numbered);
        let free = free.find(|name| !names.contains(&**name)).unwrap_or_default();
        zip.start_file(free, plain)?;
        zip.write_all(listed(&copied.left).as_bytes())?;
    }
    Ok(Some(copied))
}

fn listed(left: &[BatchIssue]) -> String {
    let line = |issue: &BatchIssue| format!("{}: {}\n", issue.path, issue.detail.as_deref().unwrap_or("not found"));
    left.iter().map(line).collect()
}

/// Returns a time as zip files have it: on the clock of whoever makes them.
fn local(millis: i64) -> Option<DateTime> {
    let time = Timestamp::from_millisecond(millis).ok()?.to_zoned(TimeZone::system());
    DateTime::try_from(time.datetime()).ok()
}

/// Lets bytes through until it is shut, and loses them from then on.
struct Gate<'g> {
    to: &'g mut dyn Write,
    shut: &'g Cell<bool>,
}

impl Write for Gate<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.shut.get() { Ok(bytes.len()) } else { self.to.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.shut.get() { Ok(()) } else { self.to.flush() }
    }
}
