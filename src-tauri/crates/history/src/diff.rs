//! Differences of two texts, by line and within lines by word.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, ChangeTag, DiffOp, InlineChangeOptions, TextDiff};

/// How two texts are compared.
#[derive(Clone, Copy, Debug)]
pub struct DiffOptions {
    /// Equal lines shown around a change; `None` shows the whole texts in one hunk.
    pub context: Option<usize>,
    /// How long the comparison may take. What is left then is compared coarsely, and the result says so.
    pub deadline: Duration,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { context: Some(3), deadline: Duration::from_millis(500) }
    }
}

/// How two texts differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The places that differ, in order.
    pub hunks: Vec<Hunk>,
    /// Lines that are new.
    pub added: u64,
    /// Lines that are gone.
    pub removed: u64,
    /// Whether time ran out: lines may be paired badly, and changed words are not marked everywhere.
    pub coarse: bool,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The first line in the old text, from 1.
    pub old_start: u64,
    /// The first line in the new text, from 1.
    pub new_start: u64,
    /// The lines; removed ones stand before the added ones that take their place.
    pub lines: Vec<DiffLine>,
}

/// One line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What happened to it.
    pub kind: LineKind,
    /// Its number in the old text, from 1.
    pub old_line: Option<u64>,
    /// Its number in the new text, from 1.
    pub new_line: Option<u64>,
    /// Its text without the line break, in pieces.
    pub spans: Vec<Span>,
    /// How the line ends; it may be all that changed.
    pub ending: Ending,
}

/// What happened to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It is in both texts.
    Same,
    /// It is in the old text only.
    Removed,
    /// It is in the new text only.
    Added,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a line feed.
    Lf,
    /// With carriage return and line feed.
    CrLf,
    /// With the end of the text.
    None,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Whether just this piece changed within a line that otherwise stayed.
    pub changed: bool,
}

/// Compares two texts.
#[must_use]
pub fn diff(old: &str, new: &str, options: &DiffOptions) -> Diff {
    let deadline = Instant::now().checked_add(options.deadline);
    let (old_lines, new_lines) = (split_lines(old), split_lines(new));
    let mut config = TextDiff::configure();
    config.algorithm(Algorithm::Histogram);
    if let Some(deadline) = deadline {
        config.deadline(deadline);
    }
    let lines = config.diff_slices(&old_lines, &new_lines);
    let late = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let mut result = Diff { coarse: late(), ..Diff::default() };
    let groups = match options.context {
        Some(context) => lines.grouped_ops(context),
        None => vec![lines.ops().to_vec()],
    };
    for group in groups {
        let Some(first) = group.first() else { continue };
        let (old_start, new_start) = (first.old_range().start, first.new_range().start);
        let mut hunk = Hunk { old_start: number(old_start), new_start: number(new_start), lines: Vec::new() };
        for op in &group {
            let is_replaced = matches!(op, DiffOp::Replace { .. });
            if is_replaced && !result.coarse {
                refined(&lines, op, deadline, &mut hunk.lines);
                result.coarse = late();
            } else {
                plain(&old_lines, op.old_range(), &new_lines, op.new_range(), op, &mut hunk.lines);
            }
        }
        for line in &hunk.lines {
            match line.kind {
                LineKind::Added => result.added += 1,
                LineKind::Removed => result.removed += 1,
                LineKind::Same => {}
            }
        }
        if !hunk.lines.is_empty() {
            result.hunks.push(hunk);
        }
    }
    result
}

/// Splits after every line feed; a lone carriage return ends no line, as in Git.
fn split_lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn number(index: usize) -> u64 {
    index as u64 + 1
}

/// Adds the lines of a replacement with the words in which they differ.
fn refined(lines: &TextDiff<'_, '_, str>, op: &DiffOp, deadline: Option<Instant>, out: &mut Vec<DiffLine>) {
    let mut options = InlineChangeOptions::new();
    // Words by Unicode's rules: every Han character and kana is one of its own.
    options.algorithm(Algorithm::Myers).min_ratio(0.3).semantic_cleanup(true);
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for change in lines.iter_inline_changes_with_options_deadline(op, options, deadline) {
        let kind = match change.tag() {
            ChangeTag::Equal => LineKind::Same,
            ChangeTag::Delete => LineKind::Removed,
            ChangeTag::Insert => LineKind::Added,
        };
        let mut spans: Vec<Span> = Vec::new();
        for (changed, text) in change.values() {
            match spans.last_mut() {
                Some(last) if last.changed == *changed => last.text.push_str(text),
                _ => spans.push(Span { text: (*text).to_owned(), changed: *changed }),
            }
        }
        let ending = strip_ending(&mut spans);
        let (old_line, new_line) = (change.old_index().map(number), change.new_index().map(number));
        let line = DiffLine { kind, old_line, new_line, spans, ending };
        if kind == LineKind::Removed { removed.push(line) } else { added.push(line) }
    }
    out.append(&mut removed);
    out.append(&mut added);
}

fn strip_ending(spans: &mut Vec<Span>) -> Ending {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let (body, ending) = split_ending(&text);
    let mut drop = text.len() - body.len();
    while let Some(last) = spans.last_mut().filter(|_| drop > 0) {
        let cut = drop.min(last.text.len());
        last.text.truncate(last.text.len() - cut);
        drop -= cut;
        if last.text.is_empty() {
            spans.pop();
        }
    }
    ending
}

fn split_ending(line: &str) -> (&str, Ending) {
    if let Some(body) = line.strip_suffix("\r\n") {
        (body, Ending::CrLf)
    } else if let Some(body) = line.strip_suffix('\n') {
        (body, Ending::Lf)
    } else {
        (line, Ending::None)
    }
}

/// Adds the lines of an operation as they are.
fn plain(
    old: &[&str],
    old_range: Range<usize>,
    new: &[&str],
    new_range: Range<usize>,
    op: &DiffOp,
    out: &mut Vec<DiffLine>,
) {
    let line = |kind, text: &str, old_line, new_line| {
        let (body, ending) = split_ending(text);
        let spans = if body.is_empty() { Vec::new() } else { vec![Span { text: body.to_owned(), changed: false }] };
        DiffLine { kind, old_line, new_line, spans, ending }
    };
    if matches!(op, DiffOp::Equal { .. }) {
        let pairs = old_range.zip(new_range);
        out.extend(pairs.map(|(o, n)| line(LineKind::Same, old[o], Some(number(o)), Some(number(n)))));
        return;
    }
    out.extend(old_range.map(|o| line(LineKind::Removed, old[o], Some(number(o)), None)));
    out.extend(new_range.map(|n| line(LineKind::Added, new[n], None, Some(number(n)))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(old: &str, new: &str) -> Diff {
        diff(old, new, &DiffOptions::default())
    }

    /// One line a line: sign, text with changed pieces in brackets, line break shown if it is not a line feed.
    fn shown(diff: &Diff) -> String {
        let mut text = String::new();
        for hunk in &diff.hunks {
            text += &format!("@ {} {}\n", hunk.old_start, hunk.new_start);
            for line in &hunk.lines {
                text.push(match line.kind {
                    LineKind::Same => ' ',
                    LineKind::Removed => '-',
                    LineKind::Added => '+',
                });
                for span in &line.spans {
                    text += &if span.changed { format!("[{}]", span.text) } else { span.text.clone() };
                }
                text += match line.ending {
                    Ending::Lf => "\n",
                    Ending::CrLf => "\\r\n",
                    Ending::None => "\\\n",
                };
            }
        }
        text
    }

    #[test]
    fn changed_words_are_marked() {
        let diff = compare("a\nThe quick brown fox jumps.\nb\n", "a\nThe quick red fox leaps.\nb\n");
        assert_eq!(shown(&diff), "@ 1 1\n a\n-The quick [brown] fox [jumps].\n+The quick [red] fox [leaps].\n b\n");
        assert_eq!((diff.added, diff.removed, diff.coarse), (1, 1, false));
    }

    #[test]
    fn chinese_is_compared_by_character() {
        let diff = compare("我们今天去北京开会讨论方案。\n", "我们明天去上海开会讨论方案。\n");
        assert_eq!(shown(&diff), "@ 1 1\n-我们[今]天去[北京]开会讨论方案。\n+我们[明]天去[上海]开会讨论方案。\n");
        let mixed = compare("配置API的Key\n", "配置API的Token\n");
        assert_eq!(shown(&mixed), "@ 1 1\n-配置API的[Key]\n+配置API的[Token]\n");
    }

    #[test]
    fn lines_that_have_nothing_in_common_are_not_marked_up() {
        let diff = compare("completely different words here\n", "其他的一行文字\n");
        assert_eq!(shown(&diff), "@ 1 1\n-completely different words here\n+其他的一行文字\n");
    }

    #[test]
    fn added_and_removed_lines_keep_their_numbers() {
        let old: String = (1..=30).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 4\n", "").replace("line 20\n", "line 20\nnew\n");
        let diff = compare(&old, &new);
        assert_eq!(
            shown(&diff),
            "@ 1 1\n line 1\n line 2\n line 3\n-line 4\n line 5\n line 6\n line 7\n\
             @ 18 17\n line 18\n line 19\n line 20\n+new\n line 21\n line 22\n line 23\n"
        );
        let added = &diff.hunks[1].lines[3];
        assert_eq!((added.old_line, added.new_line), (None, Some(20)));
        let whole = super::diff(&old, &new, &DiffOptions { context: None, ..DiffOptions::default() });
        assert_eq!((whole.hunks.len(), whole.hunks[0].lines.len()), (1, 31), "side by side shows everything");
    }

    #[test]
    fn line_breaks_are_a_change_of_their_own() {
        assert_eq!(shown(&compare("a\nb\n", "a\r\nb\n")), "@ 1 1\n-a\n+a\\r\n b\n");
        assert_eq!(shown(&compare("a\nb\n", "a\nb")), "@ 1 1\n a\n-b\n+b\\\n");
        assert_eq!(compare("a\r\nb", "a\r\nb").hunks, []);
        assert_eq!(shown(&compare("", "a\n")), "@ 1 1\n+a\n");
        assert_eq!(compare("", "").hunks, []);
    }

    #[test]
    fn both_texts_can_be_read_from_the_whole_diff() {
        let old = "# T\r\n\nsame\nold 一\n\ntail";
        let new = "# T\n\nnew 二\nsame\n\n\ntail\n";
        let whole = diff(old, new, &DiffOptions { context: None, ..DiffOptions::default() });
        let side = |skip: LineKind| -> String {
            let lines = whole.hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.kind != skip);
            lines
                .map(|line| {
                    let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
                    text + match line.ending {
                        Ending::Lf => "\n",
                        Ending::CrLf => "\r\n",
                        Ending::None => "",
                    }
                })
                .collect()
        };
        assert_eq!(side(LineKind::Removed), new);
        assert_eq!(side(LineKind::Added), old);
    }

    #[test]
    fn time_runs_out_gracefully() {
        let old: String = (0..40_000u64).map(|n| format!("{} {}\n", n * 7919 % 1000, n % 13)).collect();
        let new: String = (0..40_000u64).map(|n| format!("{} {}\n", n * 104_729 % 1000, n % 11)).collect();
        let start = Instant::now();
        let diff = diff(&old, &new, &DiffOptions { context: Some(3), deadline: Duration::from_millis(20) });
        assert!(diff.coarse, "it says so");
        assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
        assert!(diff.added > 0 && diff.removed > 0);
    }
}
