//! Values that are compared: dates, sizes, numbers, and ranges of them.

use std::ops::Bound;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan, Zoned};

/// A stretch of the calendar, `end` not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub start: DateTime,
    pub end: DateTime,
}

/// A lower and an upper bound.
pub(crate) type Range<T> = (Bound<T>, Bound<T>);

/// Reads `2026`, `2026-03`, `2026-03-09`, or one of the last with a time (`T12:30`, ` 12:30:15`).
pub(crate) fn date(text: &str) -> Option<Civil> {
    let (day, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim_end_matches(['Z', 'z']))),
        None => (text, None),
    };
    let mut parts = day.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |month| month.map(Some))?;
    let number = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |day| day.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let first =
        Date::new(year, i8::try_from(month.unwrap_or(1)).ok()?, i8::try_from(number.unwrap_or(1)).ok()?).ok()?;
    if let Some(time) = time {
        number?;
        let (time, step) = clock(time)?;
        return stretch(first.to_datetime(time), step);
    }
    let step = match (month, number) {
        (None, _) => 1.year(),
        (Some(_), None) => 1.month(),
        (Some(_), Some(_)) => 1.day(),
    };
    stretch(first.to_datetime(Time::midnight()), step)
}

fn stretch(start: DateTime, length: Span) -> Option<Civil> {
    Some(Civil { start, end: start.checked_add(length).ok()? })
}

fn digits(text: &str, length: usize) -> Option<i16> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn clock(text: &str) -> Option<(Time, Span)> {
    // Fractions and offsets are more than anyone searches for; they are cut off.
    let text = text.split(['.', '+']).next()?;
    let parts: Vec<i16> = text.split(':').map(|part| digits(part, 2)).collect::<Option<_>>()?;
    let part = |at: usize| parts.get(at).copied().map_or(Some(0), |number| i8::try_from(number).ok());
    let step = match parts.len() {
        2 => 1.minute(),
        3 => 1.second(),
        _ => return None,
    };
    Some((Time::new(part(0)?, part(1)?, part(2)?, 0).ok()?, step))
}

/// Returns the seconds from 1970 to `moment` on a calendar without zones.
pub(crate) fn seconds(moment: DateTime) -> i64 {
    moment.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second())
}

/// Reads a date, or `today` and `yesterday` as of `now`.
pub(crate) fn date_or_word(text: &str, now: &Zoned) -> Option<Civil> {
    let today = now.date();
    let day = match text.to_ascii_lowercase().as_str() {
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        _ => return date(text),
    };
    stretch(day.to_datetime(Time::midnight()), 1.day())
}

/// Returns the first and the last millisecond of `civil` in the zone of `now`.
pub(crate) fn milliseconds(civil: Civil, now: &Zoned) -> Option<(i64, i64)> {
    let at = |moment: DateTime| moment.to_zoned(now.time_zone().clone()).ok().map(|z| z.timestamp().as_millisecond());
    Some((at(civil.start)?, at(civil.end)? - 1))
}

/// Reads `3`, `1.5mb`, `10 KiB`: bytes, in units of 1,024.
pub(crate) fn size(text: &str) -> Option<u64> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..unit_at].parse().ok()?;
    let factor = match text[unit_at..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" | "kib" => 1024.0,
        "m" | "mb" | "mib" => 1024.0 * 1024.0,
        "g" | "gb" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tb" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let bytes = number * factor;
    // Beyond this a size is no longer exact, and no file is that large.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked right here")]
    (bytes.is_finite() && (0.0..=9e15).contains(&bytes)).then_some(bytes as u64)
}

/// Whether `text` starts as a comparison does.
pub(crate) fn is_comparison(text: &str) -> bool {
    text.starts_with(['<', '>', '='])
}

/// Reads `>x`, `>=x`, `<x`, `<=x`, `=x`, `x`, `a..b`, `a..` or `..b`; `read` gives the first and the last value that
/// one operand stands for. The error is the operand that could not be read.
pub(crate) fn range<'a, T: Copy>(text: &'a str, read: impl Fn(&str) -> Option<(T, T)>) -> Result<Range<T>, &'a str> {
    let operand = |text: &'a str| read(text.trim()).ok_or(text.trim());
    if let Some((from, to)) = text.split_once("..") {
        if from.is_empty() && to.is_empty() {
            return Err(text);
        }
        let lower = if from.is_empty() { Bound::Unbounded } else { Bound::Included(operand(from)?.0) };
        let upper = if to.is_empty() { Bound::Unbounded } else { Bound::Included(operand(to)?.1) };
        return Ok((lower, upper));
    }
    if let Some(rest) = text.strip_prefix(">=") {
        return Ok((Bound::Included(operand(rest)?.0), Bound::Unbounded));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return Ok((Bound::Unbounded, Bound::Included(operand(rest)?.1)));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Ok((Bound::Excluded(operand(rest)?.1), Bound::Unbounded));
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Ok((Bound::Unbounded, Bound::Excluded(operand(rest)?.0)));
    }
    let (first, last) = operand(text.strip_prefix('=').unwrap_or(text))?;
    Ok((Bound::Included(first), Bound::Included(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates() {
        for (text, shown) in [
            ("2026", Some("2026-01-01T00:00:00 2027-01-01T00:00:00")),
            ("2026-02", Some("2026-02-01T00:00:00 2026-03-01T00:00:00")),
            ("2024-02-29", Some("2024-02-29T00:00:00 2024-03-01T00:00:00")),
            ("2026-01-02T03:04", Some("2026-01-02T03:04:00 2026-01-02T03:05:00")),
            ("2026-01-02 03:04:05", Some("2026-01-02T03:04:05 2026-01-02T03:04:06")),
            ("2026-01-02T03:04:05.123Z", Some("2026-01-02T03:04:05 2026-01-02T03:04:06")),
            ("2026-02-30", None),
            ("2026-13", None),
            ("26-01-01", None),
            ("2026-1-1", None),
            ("2026-01-01-01", None),
            ("2026-01T10:00", None),
            ("9999", None),
            ("soon", None),
            ("", None),
        ] {
            let read = date(text).map(|civil| format!("{} {}", civil.start, civil.end));
            assert_eq!(read.as_deref(), shown, "reading {text:?}");
        }
    }

    #[test]
    fn reads_sizes() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("1kb", Some(1024)),
            ("1.5MB", Some(1_572_864)),
            ("2 GiB", Some(2_147_483_648)),
            ("1xb", None),
            ("mb", None),
            ("-1", None),
            ("1e3", None),
            ("99999999tb", None),
        ] {
            assert_eq!(size(text), bytes, "reading {text:?}");
        }
    }

    #[test]
    fn reads_ranges() {
        let read = |text: &str| text.parse::<i32>().ok().map(|n| (n * 10, n * 10 + 9));
        use Bound::{Excluded, Included, Unbounded};
        for (text, expected) in [
            (">3", Ok((Excluded(39), Unbounded))),
            (">=3", Ok((Included(30), Unbounded))),
            ("<3", Ok((Unbounded, Excluded(30)))),
            ("<=3", Ok((Unbounded, Included(39)))),
            ("3", Ok((Included(30), Included(39)))),
            ("=3", Ok((Included(30), Included(39)))),
            ("1..3", Ok((Included(10), Included(39)))),
            ("1..", Ok((Included(10), Unbounded))),
            ("..3", Ok((Unbounded, Included(39)))),
            ("..", Err("..")),
            (">x", Err("x")),
            ("1..y", Err("y")),
        ] {
            assert_eq!(range(text, read), expected, "reading {text:?}");
        }
    }
}
