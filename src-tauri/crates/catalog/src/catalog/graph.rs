//! The vault as a graph: notes, what they link to, and the links between them.

mod near;

use std::cmp::Reverse;
use std::collections::HashMap;

use rusqlite::Connection;
use strata_model::{EntryKind, Seq, VaultPath, name_key};

use super::resolution::{AllNames, Resolver};
use super::{entries, journal, links, names, tags};

/// So many rows are read between two questions whether the answer is still wanted.
const STRIDE: usize = 512;
/// No part of the vault is this many links away from another.
const FAR: u32 = u32::MAX;

/// What a graph shows.
pub struct GraphFilter<'a> {
    /// Only what can be reached from this entry over so many links.
    pub around: Option<(&'a VaultPath, u32)>,
    /// Which notes and attachments are shown for themselves.
    pub wanted: &'a dyn Fn(&VaultPath) -> bool,
    /// Show files that are no notes.
    pub attachments: bool,
    /// Show names that links lead to and that no entry has.
    pub unresolved: bool,
    /// Show tags, linked from the notes that carry them.
    pub tags: bool,
    /// Show what is linked to nothing else that is shown.
    pub orphans: bool,
    /// At most so many nodes: around an entry the nearest, then those with the most links.
    pub nodes: usize,
    /// At most so many edges.
    pub edges: usize,
    /// Asked now and then; the answer is given up when it says no.
    pub go_on: &'a dyn Fn() -> bool,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GraphKind {
    /// A Markdown file.
    Note,
    /// Any other file.
    Attachment,
    /// A name that leads nowhere.
    Unresolved,
    /// A tag.
    Tag,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphNode {
    /// What it is.
    pub kind: GraphKind,
    /// Where a note or an attachment is.
    pub path: Option<VaultPath>,
    /// Title of a note, where it has one of its own; name of what has no path.
    pub title: Option<String>,
    /// How many edges end here, counting those that the limits leave out.
    pub links: u32,
    /// Tags of a note, as indexes into the graph's.
    pub tags: Vec<u32>,
}

/// A graph, the most important nodes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The last journal number that is in it.
    pub seq: Seq,
    /// The nodes within the limit.
    pub nodes: Vec<GraphNode>,
    /// Source and target of the links between these nodes, each pair once.
    pub edges: Vec<(u32, u32)>,
    /// Tags of the nodes, each in the spelling that is used most.
    pub tags: Vec<String>,
    /// How many nodes there are without the limit.
    pub total: u64,
    /// How many edges there are without the limits.
    pub total_edges: u64,
}

/// Returns the graph, `None` if it was given up.
pub(super) fn read(connection: &Connection, filter: &GraphFilter<'_>) -> rusqlite::Result<Option<Graph>> {
    if let Some((around, depth)) = filter.around {
        let mut gathered = Gathered { seq: journal::last(connection)?, ..Gathered::new(filter) };
        match near::take(&mut gathered, connection, around, depth)? {
            near::Taken::All => return Ok(Some(gathered.finish())),
            near::Taken::GivenUp => return Ok(None),
            near::Taken::TooMany => {}
        }
    }
    read_whole(connection, filter)
}

pub(super) fn read_whole(connection: &Connection, filter: &GraphFilter<'_>) -> rusqlite::Result<Option<Graph>> {
    let mut gathered = Gathered { seq: journal::last(connection)?, ..Gathered::new(filter) };
    let (Some(ids), true) = (gathered.take_entries(connection)?, (filter.go_on)()) else { return Ok(None) };
    if !gathered.take_links(connection, &ids)? || !gathered.take_tags(connection, &ids)? {
        return Ok(None);
    }
    Ok(Some(gathered.finish()))
}

struct Gathered<'f> {
    filter: &'f GraphFilter<'f>,
    seq: Seq,
    nodes: Vec<GraphNode>,
    /// Whether a node is shown: an attachment that is not wanted for itself is, once a shown note links to it.
    shown: Vec<bool>,
    wanted: Vec<bool>,
    by_path: HashMap<VaultPath, u32>,
    edges: Vec<(u32, u32)>,
    /// Tags by their keys, and how often each spelling occurs.
    slots: HashMap<String, u32>,
    spellings: Vec<HashMap<String, u64>>,
}

impl<'f> Gathered<'f> {
    fn new(filter: &'f GraphFilter<'f>) -> Self {
        Self {
            filter,
            seq: Seq::default(),
            nodes: Vec::new(),
            shown: Vec::new(),
            wanted: Vec::new(),
            by_path: HashMap::new(),
            edges: Vec::new(),
            slots: HashMap::new(),
            spellings: Vec::new(),
        }
    }

    fn add(&mut self, kind: GraphKind, path: Option<VaultPath>, title: Option<String>, shown: bool) -> u32 {
        let at = index(self.nodes.len());
        self.nodes.push(GraphNode { kind, path, title, links: 0, tags: Vec::new() });
        self.shown.push(shown);
        self.wanted.push(shown);
        at
    }

    /// Takes all entries, and returns the node of each by its row id.
    fn take_entries(&mut self, connection: &Connection) -> rusqlite::Result<Option<HashMap<i64, u32>>> {
        let mut ids = HashMap::new();
        let mut going = true;
        entries::visit_names(connection, None, |id, path, kind, _, title| {
            let kind = match kind {
                EntryKind::Note => GraphKind::Note,
                EntryKind::Asset => GraphKind::Attachment,
                EntryKind::Unsupported => return,
            };
            going = going && (!self.nodes.len().is_multiple_of(STRIDE) || (self.filter.go_on)());
            if !going {
                return;
            }
            let middle = self.filter.around.is_some_and(|(around, _)| *around == path);
            let offered = kind == GraphKind::Note || self.filter.attachments;
            let shown = middle || (offered && (self.filter.wanted)(&path));
            let title = title.filter(|title| kind == GraphKind::Note && title != path.stem());
            let at = self.add(kind, Some(path.clone()), title, shown);
            self.by_path.insert(path, at);
            ids.insert(id, at);
        })?;
        Ok(going.then_some(ids))
    }

    fn all_names(&self, connection: &Connection, ids: &HashMap<i64, u32>) -> rusqlite::Result<AllNames> {
        let mut all = AllNames::new();
        names::visit(connection, |key, alias, entry| {
            let path = ids.get(&entry).and_then(|at| self.nodes[*at as usize].path.clone());
            let Some(path) = path else { return };
            match all.get_mut(key) {
                Some(found) => found[usize::from(alias)].push(path),
                None => {
                    let mut found = [Vec::new(), Vec::new()];
                    found[usize::from(alias)].push(path);
                    all.insert(key.to_owned(), found);
                }
            }
        })?;
        Ok(all)
    }

    fn take_links(&mut self, connection: &Connection, ids: &HashMap<i64, u32>) -> rusqlite::Result<bool> {
        let mut resolver = Resolver::knowing(connection, self.all_names(connection, ids)?);
        let mut missing: HashMap<String, u32> = HashMap::new();
        let mut rows = 0_usize;
        links::visit(connection, |source, kind, target| {
            rows += 1;
            if rows.is_multiple_of(STRIDE) && !(self.filter.go_on)() {
                return Ok(false);
            }
            let Some(&source) = ids.get(&source).filter(|at| self.wanted[**at as usize]) else { return Ok(true) };
            let Some(from) = self.nodes[source as usize].path.clone() else { return Ok(true) };
            let target = match resolver.resolve(target, kind, &from)? {
                Some(path) => self.by_path.get(&path).copied(),
                None if self.filter.unresolved && !target.trim().is_empty() => {
                    let name = unresolved_name(target);
                    Some(
                        *missing
                            .entry(name_key(name))
                            .or_insert_with(|| self.add(GraphKind::Unresolved, None, Some(name.to_owned()), true)),
                    )
                }
                None => None,
            };
            let Some(target) = target.filter(|target| *target != source) else { return Ok(true) };
            let at = target as usize;
            if self.nodes[at].kind == GraphKind::Attachment {
                self.shown[at] |= self.filter.attachments;
            }
            if self.shown[at] {
                self.edges.push((source, target));
            }
            Ok(true)
        })
    }

    fn take_tags(&mut self, connection: &Connection, ids: &HashMap<i64, u32>) -> rusqlite::Result<bool> {
        let mut rows = 0_usize;
        let whole = tags::visit(connection, |entry, tag| {
            rows += 1;
            if rows.is_multiple_of(STRIDE) && !(self.filter.go_on)() {
                return false;
            }
            if let Some(&at) = ids.get(&entry).filter(|at| self.shown[**at as usize]) {
                self.tag(at, tag);
            }
            true
        })?;
        if self.filter.tags {
            let first = index(self.nodes.len());
            for at in 0..first {
                let own = &self.nodes[at as usize].tags;
                self.edges.extend(own.iter().map(|slot| (at, first + slot)));
            }
            for slot in 0..self.spellings.len() {
                let tag = tags::most_used(&self.spellings[slot]);
                self.add(GraphKind::Tag, None, Some(tag), true);
            }
        }
        Ok(whole)
    }

    /// Notes down that a node carries a tag, and returns the tag's number.
    fn tag(&mut self, at: u32, tag: &str) -> u32 {
        let slot = *self.slots.entry(name_key(tag)).or_insert_with(|| {
            self.spellings.push(HashMap::new());
            index(self.spellings.len() - 1)
        });
        let spellings = &mut self.spellings[slot as usize];
        match spellings.get_mut(tag) {
            Some(count) => *count += 1,
            None => drop(spellings.insert(tag.to_owned(), 1)),
        }
        let own = &mut self.nodes[at as usize].tags;
        if !own.contains(&slot) {
            own.push(slot);
        }
        slot
    }

    fn finish(mut self) -> Graph {
        self.edges.sort_unstable();
        self.edges.dedup();
        let distances = self.distances();
        for (at, distance) in distances.iter().enumerate() {
            self.shown[at] &= *distance != FAR;
        }
        let shown = &self.shown;
        self.edges.retain(|(from, to)| shown[*from as usize] && shown[*to as usize]);
        for (from, to) in &self.edges {
            self.nodes[*from as usize].links += 1;
            self.nodes[*to as usize].links += 1;
        }
        if !self.filter.orphans {
            for (shown, node) in self.shown.iter_mut().zip(&self.nodes) {
                *shown &= node.links > 0;
            }
        }
        let mut order: Vec<u32> = (0..index(self.nodes.len())).filter(|at| self.shown[*at as usize]).collect();
        let total = order.len() as u64;
        order.sort_by_key(|at| {
            let node = &self.nodes[*at as usize];
            (distances[*at as usize], Reverse(node.links), node.kind, node.path.as_ref(), node.title.as_deref())
        });
        order.truncate(self.filter.nodes);
        let mut places = vec![u32::MAX; self.nodes.len()];
        for (place, at) in (0..).zip(&order) {
            places[*at as usize] = place;
        }
        let place = |at: u32| Some(places[at as usize]).filter(|place| *place != u32::MAX);
        let total_edges = self.edges.len() as u64;
        let kept = self.edges.iter().filter_map(|(from, to)| Some((place(*from)?, place(*to)?)));
        let mut edges: Vec<(u32, u32)> = kept.collect();
        // Nodes stand by importance, so the links of the least important go first.
        edges.sort_unstable_by_key(|(from, to)| (*from.max(to), *from.min(to), *from));
        edges.truncate(self.filter.edges);
        let mut nodes: Vec<GraphNode> =
            order.iter().map(|at| std::mem::replace(&mut self.nodes[*at as usize], EMPTY)).collect();
        let tags = self.tags_of(&mut nodes);
        Graph { seq: self.seq, nodes, edges, tags, total, total_edges }
    }

    /// Returns the tags of these nodes, which then count in them.
    fn tags_of(&self, nodes: &mut [GraphNode]) -> Vec<String> {
        let mut places: HashMap<u32, u32> = HashMap::new();
        let mut found = Vec::new();
        for slot in nodes.iter_mut().flat_map(|node| &mut node.tags) {
            *slot = *places.entry(*slot).or_insert_with(|| {
                found.push(tags::most_used(&self.spellings[*slot as usize]));
                index(found.len() - 1)
            });
        }
        found
    }

    /// Returns over how many links each node is reached: none without a node in the middle.
    fn distances(&self) -> Vec<u32> {
        let Some((around, depth)) = self.filter.around else { return vec![0; self.nodes.len()] };
        let mut distances = vec![FAR; self.nodes.len()];
        let Some(&middle) = self.by_path.get(around) else { return distances };
        let mut starts = vec![0_usize; self.nodes.len() + 1];
        for (from, to) in &self.edges {
            starts[*from as usize] += 1;
            starts[*to as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut neighbours = vec![0_u32; sum];
        let mut next = starts.clone();
        for (from, to) in &self.edges {
            for (at, other) in [(*from, *to), (*to, *from)] {
                neighbours[next[at as usize]] = other;
                next[at as usize] += 1;
            }
        }
        distances[middle as usize] = 0;
        let mut ring = vec![middle];
        for distance in 1..=depth {
            let mut further = Vec::new();
            for at in ring {
                for other in &neighbours[starts[at as usize]..starts[at as usize + 1]] {
                    if distances[*other as usize] == FAR {
                        distances[*other as usize] = distance;
                        further.push(*other);
                    }
                }
            }
            ring = further;
        }
        distances
    }
}

const EMPTY: GraphNode = GraphNode { kind: GraphKind::Note, path: None, title: None, links: 0, tags: Vec::new() };

/// Nodes are counted in 32 bits: a catalog holds fewer entries than that.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns what a link that leads nowhere is called: two spellings of a note still to be made are one.
fn unresolved_name(target: &str) -> &str {
    let target = target.trim();
    target.strip_suffix(".md").filter(|stem| !stem.is_empty()).unwrap_or(target)
}
