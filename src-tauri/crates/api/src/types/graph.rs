use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

/// Parameters of `graph_read`. Filters apply together.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadGraph {
    /// Only what can be reached from this entry.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub around: Option<VaultPath>,
    /// Over so many links, 5 at most; 1 if absent.
    #[serde(default)]
    #[ts(optional)]
    pub depth: Option<u32>,
    /// Only notes in this folder or below it.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: Option<VaultPath>,
    /// Only notes that this finds, in the query language.
    #[serde(default)]
    #[ts(optional)]
    pub query: Option<String>,
    /// Show files that are no notes.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub attachments: bool,
    /// Show names that links lead to and that no entry has.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub unresolved: bool,
    /// Show tags, linked from the notes that carry them.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub tags: bool,
    /// Show what is linked to nothing else that is shown; true unless told.
    #[serde(default)]
    #[ts(optional)]
    pub orphans: Option<bool>,
    /// At most so many nodes; 10,000 if absent, 50,000 at most.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
    /// Who asks, in a word of its own: a further question of the same asker ends this one with the code `stale`.
    #[serde(default)]
    #[ts(optional)]
    pub asker: Option<String>,
}

/// The vault as a graph, in columns: node `i` is a note or an attachment `names[i]` in `folders[parents[i]]`, or
/// something without a place that is called `names[i]`. The nearest come first, then those with the most links.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Graph {
    /// The catalog's life; numbers of another epoch do not compare.
    pub epoch: String,
    /// The last journal number that is in the graph.
    pub seq: u64,
    /// Folders of the nodes, in no order.
    pub folders: Vec<String>,
    /// File names, names as links have them, tags without `#`.
    pub names: Vec<String>,
    /// Index into `folders`; 0 for what has no place.
    pub parents: Vec<u32>,
    /// 0 note, 1 attachment, 2 a name that leads nowhere, 3 tag.
    pub kinds: Vec<u8>,
    /// Titles of notes, absent where it is the file's name.
    pub titles: Vec<Option<String>>,
    /// How many edges end at each, counting those that the limit leaves out.
    pub links: Vec<u32>,
    /// Tags of the notes, without `#`.
    pub tags: Vec<String>,
    /// Indexes into `tags` for each node.
    pub node_tags: Vec<Vec<u32>>,
    /// Source and target of each link, one after the other; each pair of nodes once in each direction.
    pub edges: Vec<u32>,
    /// How many nodes there are without the limit.
    pub total: u64,
    /// How many edges there are without the limit.
    pub total_edges: u64,
    /// Whether the limit left something out.
    pub cut: bool,
    /// Whether the index held everything that the query may find; true without one.
    pub complete: bool,
}
