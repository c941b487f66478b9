//! Reads the query language.

use std::ops::Bound;

use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use jiff::Zoned;
use regex_syntax::hir::{Hir, HirKind};

use super::value::{self, Range};
use super::{Area, Check, Node, Query, Region, Test};
use crate::document::{FileType, property};
use crate::error::{QueryError, QueryFault};
use crate::fold::{fold, fold_exact};
use crate::schema::fact;
use crate::words::{Element, Words};

/// Queries are typed; what is longer was pasted by mistake.
const MAX_CHARACTERS: usize = 4096;
const MAX_DEPTH: usize = 50;
const REGEX_MAX_BYTES: usize = 10 * 1024 * 1024;

/// Reads a query; `now` says what `today` is and in which zone dates lie.
pub fn parse(query: &str, now: &Zoned) -> Result<Query, QueryError> {
    let characters: Vec<char> = query.chars().collect();
    if characters.len() > MAX_CHARACTERS {
        return Err(wrong(MAX_CHARACTERS, QueryFault::TooLong).because(MAX_CHARACTERS));
    }
    let mut parser = Parser { characters, at: 0, now, checks: Vec::new(), depth: 0, in_property: 0 };
    let root = parser.alternatives(&Scope::Words(Area::Any))?;
    match parser.peek() {
        None => Ok(Query {
            root,
            checks: parser.checks,
            text: query.to_owned(),
            today: now.date(),
            zone: now.time_zone().clone(),
        }),
        Some(_) => Err(wrong(parser.at, QueryFault::ClosesNothing)),
    }
}

/// What the words that come next are about.
#[derive(Clone, Debug, PartialEq)]
enum Scope {
    Words(Area),
    Line,
    Tag,
    Folder,
    Type,
    Extension,
    Actor,
    Size,
    Modified,
    Created,
    Property(String),
}

impl Scope {
    fn of(operator: &str) -> Option<Self> {
        Some(match operator {
            "content" => Self::Words(Area::Content),
            "title" => Self::Words(Area::Title),
            "file" => Self::Words(Area::File),
            "path" => Self::Words(Area::Path),
            "task" => Self::Words(Area::Tasks),
            "task-todo" => Self::Words(Area::Todo),
            "task-done" => Self::Words(Area::Done),
            "line" => Self::Line,
            "tag" => Self::Tag,
            "folder" => Self::Folder,
            "type" => Self::Type,
            "ext" => Self::Extension,
            "actor" => Self::Actor,
            "size" => Self::Size,
            "modified" => Self::Modified,
            "created" => Self::Created,
            _ => return None,
        })
    }

    fn region(&self) -> Option<Region> {
        Some(match self {
            Self::Words(Area::Any) => Region::Any,
            Self::Words(Area::Content) | Self::Line => Region::Content,
            Self::Words(Area::Title) => Region::Title,
            Self::Words(Area::File) => Region::File,
            Self::Words(Area::Path) => Region::Path,
            Self::Words(Area::Todo) => Region::Task { todo: true, done: false },
            Self::Words(Area::Done) => Region::Task { todo: false, done: true },
            Self::Words(Area::Tasks) => Region::Task { todo: true, done: true },
            _ => return None,
        })
    }

    /// The area that narrows what is searched for in this scope.
    fn area(&self) -> Area {
        match self {
            Self::Words(area) => area.clone(),
            Self::Property(key) => Area::Property(key.clone()),
            _ => Area::Content,
        }
    }
}

struct Parser<'a> {
    characters: Vec<char>,
    at: usize,
    now: &'a Zoned,
    checks: Vec<Check>,
    depth: usize,
    /// How many `[` are open: `]` ends a word only there.
    in_property: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn peek_after(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn closes(&self, character: char) -> bool {
        character == ')' || (character == ']' && self.in_property > 0)
    }

    /// The word at hand, if it is `word` and stands alone.
    fn takes_word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let stands =
            self.characters[self.at..].iter().copied().zip(word.chars()).filter(|(a, b)| a == b).count() == word.len();
        let alone = self.characters.get(end).is_none_or(|next| next.is_whitespace() || *next == '(' || *next == '"');
        if stands && alone {
            self.at = end;
        }
        stands && alone
    }

    fn alternatives(&mut self, scope: &Scope) -> Result<Node, QueryError> {
        let mut branches = Vec::new();
        let mut last_or = self.at;
        loop {
            let (branch, count) = self.sequence(scope)?;
            let here = self.at;
            let goes_on = self.takes_word("OR");
            if count == 0 && (goes_on || !branches.is_empty()) {
                return Err(match goes_on {
                    true => wrong(here, QueryFault::NothingBeforeOr),
                    false => wrong(last_or, QueryFault::NothingAfterOr),
                });
            }
            branches.push(branch);
            last_or = here;
            if !goes_on {
                break;
            }
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Or(branches) })
    }

    /// Conditions that all hold; returns how many were written.
    fn sequence(&mut self, scope: &Scope) -> Result<(Node, usize), QueryError> {
        let mut nodes = Vec::new();
        let mut count = 0;
        loop {
            self.skip_space();
            let Some(character) = self.peek() else { break };
            if self.closes(character) {
                break;
            }
            let start = self.at;
            if self.takes_word("OR") {
                self.at = start;
                break;
            }
            if self.takes_word("AND") {
                continue;
            }
            nodes.push(self.condition(scope)?);
            count += 1;
        }
        Ok((Node::and(nodes), count))
    }

    fn condition(&mut self, scope: &Scope) -> Result<Node, QueryError> {
        let start = self.at;
        // A property's value may be a number below zero.
        let is_number =
            matches!(scope, Scope::Property(_)) && self.peek_after(1).is_some_and(|next| next.is_ascii_digit());
        let negated = self.peek() == Some('-')
            && !is_number
            && self
                .peek_after(1)
                .is_some_and(|next| !next.is_whitespace() && !self.closes(next) && !matches!(next, '-' | '>'));
        if negated {
            self.at += 1;
            let node = self.condition(scope)?;
            // What has no meaning of its own (punctuation) has none when negated either.
            return Ok(if matches!(node, Node::All) { node } else { Node::Not(Box::new(node)) });
        }
        let node = match (self.peek(), scope.region()) {
            (Some('('), _) => return self.group(scope),
            (Some('"'), _) => {
                let text = self.quoted()?;
                self.leaf(scope, &text, true, start)
            }
            (Some('/'), Some(region)) => self.regex(scope, region),
            (Some('['), _) if matches!(scope, Scope::Words(Area::Any)) && self.peek_after(1) != Some('[') => {
                self.property()
            }
            _ => self.word(scope),
        }?;
        let written = self.characters[start..self.at].iter().collect();
        Ok(if matches!(node, Node::All) { node } else { Node::Written(written, Box::new(node)) })
    }

    fn group(&mut self, scope: &Scope) -> Result<Node, QueryError> {
        let start = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(wrong(start, QueryFault::TooDeep).because(MAX_DEPTH));
        }
        // Inside parentheses a square bracket closes nothing.
        let outer = std::mem::take(&mut self.in_property);
        let node = self.alternatives(scope)?;
        self.in_property = outer;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(wrong(start, QueryFault::OpenParenthesis));
        }
        self.at += 1;
        Ok(node)
    }

    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(wrong(start, QueryFault::OpenQuote)),
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') if matches!(self.peek_after(1), Some('"' | '\\')) => {
                    text.extend(self.peek_after(1));
                    self.at += 2;
                }
                Some(character) => {
                    text.push(character);
                    self.at += 1;
                }
            }
        }
    }

    fn regex(&mut self, scope: &Scope, region: Region) -> Result<Node, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut pattern = String::new();
        loop {
            match self.peek() {
                None => return Err(wrong(start, QueryFault::OpenRegex)),
                Some('/') => break,
                Some('\\') if self.peek_after(1) == Some('/') => {
                    pattern.push('/');
                    self.at += 2;
                }
                Some('\\') => {
                    pattern.push('\\');
                    pattern.extend(self.peek_after(1));
                    self.at += 2;
                }
                Some(character) => {
                    pattern.push(character);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        if self.peek().is_some_and(|next| !next.is_whitespace() && !self.closes(next)) {
            return Err(wrong(self.at, QueryFault::AfterRegex));
        }
        if pattern.is_empty() {
            return Err(wrong(start, QueryFault::EmptyRegex));
        }
        let (regex, literals) = compile(&pattern)
            .map_err(|(offset, message)| wrong(start + 1 + offset, QueryFault::BadRegex).because(message))?;
        let mut nodes: Vec<Node> = literals.into_iter().map(|words| Node::Words(scope.area(), words)).collect();
        nodes.push(self.check(region, Test::Regex(regex)));
        Ok(Node::and(nodes))
    }

    fn check(&mut self, region: Region, test: Test) -> Node {
        self.checks.push(Check { region, test });
        Node::Check(self.checks.len() - 1)
    }

    fn property(&mut self) -> Result<Node, QueryError> {
        let start = self.at;
        self.at += 1;
        self.skip_space();
        let key = if self.peek() == Some('"') {
            self.quoted()?
        } else {
            let from = self.at;
            while self.peek().is_some_and(|character| character != ':' && character != ']') {
                self.at += 1;
            }
            self.characters[from..self.at].iter().collect()
        };
        let key = fold(key.trim());
        if key.is_empty() {
            return Err(wrong(start, QueryFault::NoProperty));
        }
        self.skip_space();
        let node = match self.peek() {
            Some(']') => Node::Property(property::exists(&key)),
            Some(':') => {
                self.at += 1;
                self.in_property += 1;
                let before = self.at;
                let value = self.alternatives(&Scope::Property(key.clone()))?;
                self.in_property -= 1;
                if self.at == before || matches!(value, Node::All) {
                    Node::Property(property::exists(&key))
                } else {
                    value
                }
            }
            _ => return Err(wrong(start, QueryFault::OpenBracket)),
        };
        if self.peek() != Some(']') {
            return Err(wrong(start, QueryFault::OpenBracket));
        }
        self.at += 1;
        Ok(node)
    }

    fn word(&mut self, scope: &Scope) -> Result<Node, QueryError> {
        let start = self.at;
        if matches!(scope, Scope::Words(Area::Any)) {
            let name: String = self.characters[self.at..]
                .iter()
                .take_while(|character| character.is_ascii_alphabetic() || **character == '-')
                .map(char::to_ascii_lowercase)
                .collect();
            if self.peek_after(name.len()) == Some(':')
                && let Some(scope) = Scope::of(&name)
            {
                self.at += name.len() + 1;
                return self.operand(&name, &scope, start);
            }
        }
        if self.peek() == Some('[') && self.peek_after(1) == Some('[') {
            return self.wikilink(scope);
        }
        while let Some(character) = self.peek() {
            let ends = character.is_whitespace() || character == '"' || character == '(' || self.closes(character);
            if ends {
                break;
            }
            self.at += 1;
        }
        let text: String = self.characters[start..self.at].iter().collect();
        self.leaf(scope, &text, false, start)
    }

    /// `[[Note]]`: what is written so is meant so.
    fn wikilink(&mut self, scope: &Scope) -> Result<Node, QueryError> {
        let start = self.at;
        while self.peek().is_some() && !(self.peek() == Some(']') && self.peek_after(1) == Some(']')) {
            self.at += 1;
        }
        self.at = (self.at + 2).min(self.characters.len());
        let text: String = self.characters[start..self.at].iter().collect();
        self.leaf(scope, &text, true, start)
    }

    fn operand(&mut self, name: &str, scope: &Scope, start: usize) -> Result<Node, QueryError> {
        let Some(next) = self.peek().filter(|next| !next.is_whitespace() && !self.closes(*next)) else {
            return Err(wrong(self.at, QueryFault::NoValue).because(name));
        };
        let checks = self.checks.len();
        let node = match (next, scope.region()) {
            ('(', _) => self.group(scope)?,
            ('"', _) => {
                let text = self.quoted()?;
                self.leaf(scope, &text, true, start)?
            }
            ('/', Some(region)) => self.regex(scope, region)?,
            _ => self.word(scope)?,
        };
        Ok(match scope {
            Scope::Line => self.on_one(Region::Line, node, checks),
            Scope::Words(Area::Todo | Area::Done | Area::Tasks) => match scope.region() {
                Some(region) => self.on_one(region, node, checks),
                None => node,
            },
            _ => node,
        })
    }

    /// Makes of conditions on a text the condition that one piece of it (a line, a task) meets them all.
    /// `checks` is how many there were before the conditions were read.
    fn on_one(&mut self, region: Region, node: Node, checks: usize) -> Node {
        // All of it is one condition.
        let node = node.stripped();
        let alone = match &node {
            Node::Words(_, words) => matches!(region, Region::Task { .. }) || words.elements.len() == 1,
            Node::Fact { .. } => true,
            _ => false,
        };
        if alone {
            return node;
        }
        let test = as_test(&node, &self.checks);
        self.checks.truncate(checks);
        let check = self.check(region, test);
        Node::and(vec![relaxed(node), check])
    }

    /// Makes a condition of one word or quoted text.
    fn leaf(&mut self, scope: &Scope, text: &str, quoted: bool, start: usize) -> Result<Node, QueryError> {
        let text = text.trim();
        match scope {
            Scope::Words(area) => Ok(self.text(area, text, quoted)),
            Scope::Line => Ok(self.text(&Area::Content, text, quoted)),
            Scope::Tag => {
                let (text, prefix) = starred(text, quoted);
                let tag = text.trim_start_matches('#').trim_matches('/');
                if tag.is_empty() && !prefix {
                    return Err(wrong(start, QueryFault::NoTag));
                }
                Ok(Node::Fact { what: fact::TAG, value: fold(tag), prefix })
            }
            Scope::Folder => Ok(Node::Fact { what: fact::FOLDER, value: fold(text.trim_matches('/')), prefix: false }),
            Scope::Type => {
                let wanted = text.to_lowercase();
                let known = FileType::ALL.into_iter().find(|known| known.name() == wanted);
                known.map(Node::Type).ok_or_else(|| wrong(start, QueryFault::BadType).because(text))
            }
            Scope::Extension => {
                Ok(Node::Fact { what: fact::EXTENSION, value: fold(text.trim_start_matches('.')), prefix: false })
            }
            Scope::Actor => {
                let (text, prefix) = starred(text, quoted);
                Ok(Node::Fact { what: fact::ACTOR, value: text.to_owned(), prefix })
            }
            Scope::Size => {
                let read = |text: &str| value::size(text).map(|bytes| (bytes, bytes));
                value::range(text, read)
                    .map(Node::Size)
                    .map_err(|operand| wrong(start, QueryFault::BadSize).because(operand))
            }
            Scope::Modified => self.time(text, start).map(Node::Modified),
            Scope::Created => self.time(text, start).map(Node::Created),
            Scope::Property(key) => self.property_value(key, text, quoted, start),
        }
    }

    fn time(&self, text: &str, start: usize) -> Result<Range<i64>, QueryError> {
        let read = |text: &str| value::milliseconds(value::date_or_word(text, self.now)?, self.now);
        value::range(text, read).map_err(|operand| wrong(start, QueryFault::BadDate).because(operand))
    }

    /// Words in a text area; what the index leaves out (symbols) is checked in the text.
    fn text(&mut self, area: &Area, text: &str, quoted: bool) -> Node {
        let task = match area {
            Area::Todo => Some("todo"),
            Area::Done => Some("done"),
            _ => None,
        };
        if text.is_empty() {
            // `task-todo:""` asks for any open task.
            return match (area, task) {
                (_, Some(value)) => Node::Fact { what: fact::TASK, value: value.into(), prefix: false },
                (Area::Tasks, _) => Node::Fact { what: fact::TASK, value: String::new(), prefix: true },
                _ => Node::All,
            };
        }
        let (stripped, star) = starred(text, quoted);
        if !quoted
            && *area == Area::Any
            && let Some(tag) = stripped.strip_prefix('#')
            && tag.starts_with(|first: char| first.is_alphanumeric() || first == '_')
        {
            return Node::Fact { what: fact::TAG, value: fold(tag.trim_end_matches('/')), prefix: star };
        }
        let words = Words { star, last: self.at >= self.characters.len(), ..Words::new(stripped, quoted) };
        let symbols = stripped.chars().any(is_symbol);
        let mut nodes = Vec::new();
        if symbols && let Some(region) = Scope::Words(area.clone()).region() {
            nodes.push(self.check(region, Test::Exact(fold_exact(stripped))));
        }
        if !words.elements.is_empty() {
            nodes.insert(
                0,
                Node::Words(
                    area.clone(),
                    Words { star: words.star || matches!(area, Area::File | Area::Path), ..words },
                ),
            );
        }
        Node::and(nodes)
    }

    fn property_value(&mut self, key: &str, text: &str, quoted: bool, start: usize) -> Result<Node, QueryError> {
        if quoted && text.is_empty() || !quoted && text.eq_ignore_ascii_case("null") {
            return Ok(Node::Property(property::empty(key)));
        }
        let spread = text.contains("..") && !text.contains("...");
        let is_negative = text.starts_with('-') && text.parse::<f64>().is_ok();
        if !quoted && (value::is_comparison(text) || spread || is_negative) {
            let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| (n, n));
            // A year alone is a number: `[year:>2020]`.
            if let Ok((lower, upper)) = value::range(text, number) {
                let term = |bound: Bound<f64>, open| edge(bound, |n| property::number(key, n), open);
                return Ok(Node::PropertyRange((
                    term(lower, Bound::Included(property::number(key, f64::NEG_INFINITY))),
                    term(upper, Bound::Included(property::number(key, f64::INFINITY))),
                )));
            }
            let day = |text: &str| {
                let civil = value::date_or_word(text, self.now)?;
                Some((value::seconds(civil.start), value::seconds(civil.end) - 1))
            };
            return match value::range(text, day) {
                Ok((lower, upper)) => {
                    let term = |bound: Bound<i64>, open| edge(bound, |seconds| property::date(key, seconds), open);
                    Ok(Node::PropertyRange((
                        term(lower, Bound::Included(property::date(key, i64::MIN))),
                        term(upper, Bound::Included(property::date(key, i64::MAX))),
                    )))
                }
                Err(_) if spread => Ok(self.text(&Area::Property(key.to_owned()), text, true)),
                Err(operand) => Err(wrong(start, QueryFault::BadComparison).because(operand)),
            };
        }
        let (stripped, star) = starred(text, quoted);
        let words = Words { star, ..Words::new(stripped, true) };
        if words.elements.is_empty() {
            return Ok(Node::All);
        }
        Ok(Node::Words(Area::Property(key.to_owned()), words))
    }
}

/// An error at a character, counted from 0.
const fn wrong(at: usize, fault: QueryFault) -> QueryError {
    QueryError { column: at + 1, fault, detail: None }
}

fn edge<T>(bound: Bound<T>, term: impl Fn(T) -> String, open: Bound<String>) -> Bound<String> {
    match bound {
        Bound::Included(value) => Bound::Included(term(value)),
        Bound::Excluded(value) => Bound::Excluded(term(value)),
        Bound::Unbounded => open,
    }
}

/// Returns `text` without a star at its end, and whether there was one.
fn starred(text: &str, quoted: bool) -> (&str, bool) {
    let stripped = text.trim_end_matches('*');
    if quoted { (text, false) } else { (stripped, stripped.len() < text.len()) }
}

/// Whether a character means something that the index does not hold. Punctuation of sentences does not count.
fn is_symbol(character: char) -> bool {
    if character.is_ascii() {
        return matches!(
            character,
            '+' | '#' | '@' | '$' | '%' | '&' | '=' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | '\\' | '~' | '^'
        );
    }
    let sentence = matches!(character,
        '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{303f}' | '\u{30fb}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}');
    let text = &character.to_string();
    // What folds to nothing (accents, selectors) belongs to what it stands on.
    !sentence && !character.is_whitespace() && Words::new(text, true).elements.is_empty() && !fold(text).is_empty()
}

fn as_test(node: &Node, checks: &[Check]) -> Test {
    match node {
        Node::And(nodes) => Test::And(nodes.iter().map(|node| as_test(node, checks)).collect()),
        Node::Or(nodes) => Test::Or(nodes.iter().map(|node| as_test(node, checks)).collect()),
        Node::Not(node) => Test::Not(Box::new(as_test(node, checks))),
        Node::Words(_, words) => Test::Words(words.clone()),
        Node::Check(at) => checks[*at].test.clone(),
        _ => Test::All,
    }
}

/// Returns a condition on the whole text that holds wherever the one on a piece of it does.
fn relaxed(node: Node) -> Node {
    match node {
        Node::And(nodes) => Node::and(nodes.into_iter().map(relaxed).collect()),
        Node::Or(nodes) => {
            let nodes: Vec<_> = nodes.into_iter().map(relaxed).collect();
            if nodes.iter().any(|node| matches!(node, Node::All)) { Node::All } else { Node::Or(nodes) }
        }
        Node::Not(_) | Node::Check(_) => Node::All,
        other => other,
    }
}

type BadRegex = (usize, String);

/// Compiles a pattern; returns with it the words that any match must have.
fn compile(pattern: &str) -> Result<(RegexMatcher, Vec<Words>), BadRegex> {
    let hir = regex_syntax::ParserBuilder::new().multi_line(true).nest_limit(100).build().parse(pattern).map_err(
        |error| {
            let (span, message) = match &error {
                regex_syntax::Error::Parse(error) => (*error.span(), error.kind().to_string()),
                regex_syntax::Error::Translate(error) => (*error.span(), error.kind().to_string()),
                _ => return (0, error.to_string()),
            };
            (pattern[..span.start.offset.min(pattern.len())].chars().count(), message)
        },
    )?;
    let regex = RegexMatcherBuilder::new()
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(REGEX_MAX_BYTES)
        .dfa_size_limit(REGEX_MAX_BYTES)
        .build(pattern)
        .map_err(|error| (0, error.to_string().lines().last().unwrap_or_default().to_owned()))?;
    let mut literals = Vec::new();
    gather(&hir, &mut literals);
    Ok((regex, literals.iter().filter_map(|literal| inner_words(literal)).collect()))
}

/// Gathers the literal texts that stand in every match.
fn gather(hir: &Hir, out: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Literal(literal) => out.extend(std::str::from_utf8(&literal.0).map(str::to_owned)),
        HirKind::Concat(parts) => parts.iter().for_each(|part| gather(part, out)),
        HirKind::Capture(capture) => gather(&capture.sub, out),
        HirKind::Repetition(repetition) if repetition.min > 0 => gather(&repetition.sub, out),
        _ => {}
    }
}

/// Returns the words of `literal` that stay whole wherever it stands: a word at its edge may be part of a longer
/// one, and a kana or Hangul there may be composed with what follows. Han characters are never part of another.
fn inner_words(literal: &str) -> Option<Words> {
    let mut words = Words::new(literal, true);
    let is_han = |element: &Element| matches!(element, Element::Character('\u{3400}'..='\u{9fff}', _));
    let bounded = |character: Option<char>| character.is_some_and(|c| c.is_whitespace() || c.is_ascii_punctuation());
    if !words.elements.last().is_some_and(is_han) && !bounded(literal.chars().last()) {
        words.elements.pop();
    }
    if !words.elements.first().is_some_and(is_han) && !bounded(literal.chars().next()) && !words.elements.is_empty() {
        words.elements.remove(0);
    }
    if let Some(Element::Character(_, joined)) = words.elements.first_mut() {
        *joined = false;
    }
    (!words.elements.is_empty()).then_some(words)
}
