use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

/// Order of results. Relevance, modified, created and size go from high to low, name from A to Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Latest change first.
    Modified,
    /// Latest creation first.
    Created,
    /// Largest first.
    Size,
    /// By name.
    Name,
}

/// Parameters of `search`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchQuery {
    /// In the query language; empty finds everything.
    pub query: String,
    /// Order.
    #[serde(default)]
    #[ts(optional, as = "Option<Sort>")]
    pub sort: Sort,
    /// Turn the order round.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub reverse: bool,
    /// At most so many hits; 20 if absent, 1,000 at most.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
    /// Skip so many.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub offset: u32,
    /// The last word is still being typed: find it as a prefix.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub typing: bool,
}

/// Result of `search`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    /// All matches, also those not shown.
    pub total: u64,
    /// Whether a cap ended the count early, so that `total` is at least the true number.
    pub capped: bool,
    /// The page asked for.
    pub hits: Vec<Hit>,
    /// Time in the engine.
    pub millis: f64,
    /// Whether everything known is in the index; false while it is being built.
    pub complete: bool,
}

/// What a file is, by its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum FileType {
    /// Markdown.
    Note,
    /// A picture.
    Image,
    /// PDF.
    Pdf,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Other text.
    Text,
    /// Anything else.
    Other,
}

/// One match.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// Where.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What.
    pub kind: FileType,
    /// Title.
    pub title: String,
    /// Marked ranges of the title, in UTF-16 units.
    pub title_marks: Vec<(u32, u32)>,
    /// A line or so of the text around the match.
    pub snippet: String,
    /// Marked ranges of the snippet, in UTF-16 units.
    pub marks: Vec<(u32, u32)>,
    /// Line of the match.
    pub line: Option<u32>,
    /// Higher is better; 0 where another order was asked for.
    pub score: f32,
    /// Bytes.
    pub size: u64,
    /// Modification time.
    pub modified: i64,
    /// Creation time.
    pub created: i64,
    /// Without `#`.
    pub tags: Vec<String>,
}

/// Parameters of `mentions`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListMentions {
    /// The note that is named.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// At most so many; 200 if absent, 1,000 at most.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// Result of `mentions`: where notes name another without linking to it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mentions {
    /// By path and place.
    pub mentions: Vec<Mention>,
    /// Whether there are more.
    pub more: bool,
    /// Whether everything known is in the index; false while it is being built.
    pub complete: bool,
}

/// A place where a note names another.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// The note that it stands in.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What that note holds.
    pub revision: String,
    /// Which of its mentions, from 0.
    pub place: u32,
    /// Its line, from 1.
    pub line: u32,
    /// What is around it.
    pub text: String,
    /// Marked ranges of that text, in UTF-16 units.
    pub marks: Vec<(u32, u32)>,
}

/// Parameters of `search_explain`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplainQuery {
    /// In the query language.
    pub query: String,
    /// Which file.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The last word is still being typed.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub typing: bool,
}

/// Whether a search can find a file at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SearchStanding {
    /// The index has it.
    Indexed,
    /// It is not yet in the index.
    Waiting,
    /// It is hidden, ignored or kept for versions, so it is no part of the vault.
    Ignored,
    /// It is in the trash.
    Trashed,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConditionKind {
    /// All parts hold.
    All,
    /// At least one part holds.
    Any,
    /// Its part does not hold.
    Not,
    /// A word, anywhere.
    Word,
    /// Words next to each other, anywhere.
    Phrase,
    /// A regular expression, anywhere.
    Regex,
    /// In the text.
    Content,
    /// In the title or an alias.
    Title,
    /// In the file's name.
    File,
    /// In the path.
    Path,
    /// On one line.
    Line,
    /// In a task.
    Task,
    /// A tag, or one below it.
    Tag,
    /// Somewhere in a folder.
    Folder,
    /// A type of file.
    Type,
    /// The end of the name.
    Extension,
    /// Who changed it last.
    Actor,
    /// A property, or its value.
    Property,
    /// Bytes.
    Size,
    /// When it was last changed.
    Modified,
    /// When it came to be.
    Created,
}

/// A part of a file that words may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Site {
    /// What people call it.
    Title,
    /// Another name for it.
    Alias,
    /// The file's name.
    Name,
    /// Where it lies.
    Path,
    /// A heading.
    Heading,
    /// The front matter.
    Properties,
    /// The text below.
    Text,
}

/// How often words stand in a part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SiteCount {
    /// Where.
    pub site: Site,
    /// How often.
    pub count: u32,
}

/// A part of a query, and whether a file meets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// What it is about.
    pub kind: ConditionKind,
    /// As it stands in the query; empty where it is made of parts.
    pub written: String,
    /// Whether the file meets it.
    pub holds: bool,
    /// What it adds to the file's score.
    pub score: f32,
    /// Where its words stand.
    pub sites: Vec<SiteCount>,
    /// What was found for them, as written there; some of it.
    pub forms: Vec<String>,
    /// What it is made of.
    #[ts(type = "Condition[]")]
    pub parts: Vec<Condition>,
}

/// Result of `search_explain`: why a query finds a file, or does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchExplained {
    /// Whether a search can find it at all; if not, the rest is empty.
    pub standing: SearchStanding,
    /// Whether the query finds it.
    pub found: bool,
    /// Whether the text could be checked in time; what it was not counts as not met.
    pub complete: bool,
    /// The whole query.
    pub root: Option<Condition>,
    /// Its title.
    pub title: String,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
    /// Bytes.
    pub size: u64,
    /// Last change.
    pub modified: i64,
    /// When it came to be.
    pub created: i64,
}

/// Parameters of `search_facets`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FacetQuery {
    /// In the query language.
    pub query: String,
    /// The last word is still being typed.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub typing: bool,
}

/// A facet value and how many matches have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FacetCount {
    /// Folder path, tag, type or year.
    pub value: String,
    /// Matches.
    pub count: u64,
}

/// Result of `search_facets`; each list from most to fewest.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// Folders, with everything below them.
    pub folders: Vec<FacetCount>,
    /// Tags, with everything below them.
    pub tags: Vec<FacetCount>,
    /// note, image, pdf, …
    pub types: Vec<FacetCount>,
    /// Year of the last change.
    pub years: Vec<FacetCount>,
    /// Time in the engine.
    pub millis: f64,
}

/// Parameters of `search_suggest`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuggestSearch {
    /// The note at hand.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub open: Option<VaultPath>,
    /// At most so many; 12 if absent, 100 at most.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// What a suggestion searches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SuggestionKind {
    /// Notes with a tag.
    Tag,
    /// What lies in a folder.
    Folder,
}

/// Why something is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SuggestionReason {
    /// The note at hand has it.
    Open,
    /// Notes with a tag of the note at hand have it.
    Together,
    /// Notes opened often and lately have it.
    Often,
}

/// Something to search for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionKind,
    /// The tag without `#`, or the folder's path.
    pub value: String,
    /// Why.
    pub reason: SuggestionReason,
}

/// Result of `search_suggest`, the best first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Suggestions {
    /// They.
    pub suggestions: Vec<Suggestion>,
}

/// Parameters of `quick_open`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickOpen {
    /// Letters of a name, title or alias, in order; empty lists what was used last.
    pub pattern: String,
    /// At most so many; 20 if absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// Result of `quick_open`, best first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuickList {
    /// The matches.
    pub items: Vec<QuickItem>,
}

/// A match of the quick switcher.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickItem {
    /// Where.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What matched: name, title or alias.
    pub label: String,
    /// Matched characters of the label, in UTF-16 units.
    pub marks: Vec<u32>,
}
