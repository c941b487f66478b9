//! What can happen to a vault, and how it is made at random and made smaller.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// Folders of an adopted folder; some differ by case or by Unicode form alone, and one is hidden.
const FOLDERS: [&str; 8] = ["", "a", "A", "a/b", "文件夹", "\u{e9}t\u{e9}", "e\u{301}te\u{301}", ".hid"];
/// Folders of a vault of our own layout; the root lies in no area.
const AREAS: [&str; 8] = [
    "knowledge",
    "knowledge/docs",
    "knowledge/Docs",
    "memory/long_term",
    "memory/long_term/x y",
    "",
    "config",
    "knowledge/.hid",
];
const NAMES: [&str; 28] = [
    "note.md",
    "Note.md",
    "NOTE.MD",
    "caf\u{e9}.md",
    "cafe\u{301}.md",
    "笔记.md",
    "日記.txt",
    "CON.md",
    "a:b.md",
    "trailing.md ",
    "dots..",
    " leading.md",
    ".hidden.md",
    "\u{202e}dm.txt.md",
    "好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好.md",
    "image.png",
    "data.json",
    "no extension",
    "back\\slash.md",
    "tag#frag.md",
    "new\nline.md",
    "100%.md",
    "a&b <c>.md",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}.md",
    "[[link]].md",
    "-dash.md",
    "note.md~",
    "#lock#.md",
];

/// A place in the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Spot {
    /// A folder and a name of the pools.
    At(u8, u8),
    /// One of the files that there are, counted around.
    Some(u8),
}

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text {
    pub kind: u8,
    pub number: u8,
}

/// How another program writes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum How {
    InPlace,
    Renamed,
    Append,
    Anew,
    /// In place, and the old modification time is set again.
    InSecret,
}

/// Which text a save was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Base {
    /// Whatever is there.
    None,
    /// Nothing may be there.
    Create,
    /// What is there now.
    Fresh,
    /// What was read at some time before, of that path.
    Read(u8),
}

/// What is done to many entries as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Batch {
    Move(Spot, Spot, u8),
    Rename(Spot, Spot),
    RenameFolder(u8, u8),
    RenameAll(Spot, Spot, u8),
    AddTag(Spot, Spot, u8),
    RenameTag(u8, u8),
    Replace(u8, u8),
    Remove(Spot, Spot),
    /// Files from outside, by the numbers of their names; every other one lies in a folder.
    CopyIn(u8, Vec<(u8, Text)>),
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Op {
    // Asked for through a door, of which `0` is the engine's own and `1` is HTTP.
    Open(u8, Spot),
    Save(u8, Spot, Text, Base),
    Upload(Spot, Text),
    Move(u8, Spot, Spot),
    MoveFolder(u8, u8, u8),
    Copy(u8, Spot, Spot),
    Remove(u8, Spot),
    RemoveFolder(u8, u8),
    TakeBack(u8, u8),
    Restore(u8, Spot, u8),
    MakeFolder(u8, u8),
    Snapshot(u8),
    /// With what becomes of an entry whose place is taken.
    Batch(u8, Batch, u8),
    Undo(u8, u8),
    /// A save, a line that another program appends, and a save that knows nothing of it.
    Append(u8, Spot, Text, Text),
    // Done by another program.
    Write(Spot, Text, How),
    Rename(Spot, Spot),
    RenameFolder(u8, u8),
    Delete(Spot),
    DeleteFolder(u8),
    Touch(Spot, u32),
    Swap(Spot, Spot),
    Symlink(Spot, u8),
    HardLink(Spot, Spot),
    FileToFolder(Spot),
    BadName(u8),
    // The first through a door and the second by another program, at one time.
    AtOnce(Box<Op>, Box<Op>, u16),
    // What happens to the program.
    Kill,
    KillDuring(Box<Op>, u16),
    Restart,
    LoseCatalog,
    LoseIndex,
    Settle,
    Wait(u8),
}

/// The vault of one run and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Of our own layout, not adopted.
    pub own: bool,
    pub watches: bool,
    /// Versions are made after so many milliseconds of rest.
    pub idle: u16,
    pub ops: Vec<Op>,
}

pub(super) fn folder(own: bool, number: u8) -> &'static str {
    let pool = if own { &AREAS } else { &FOLDERS };
    pool[usize::from(number) % pool.len()]
}

pub(super) fn name(number: u8) -> &'static str {
    NAMES[usize::from(number) % NAMES.len()]
}

impl Text {
    /// Returns bytes that no other kind and number have.
    pub fn bytes(self) -> Vec<u8> {
        let number = self.number;
        let word = format!("hedgehog{number}");
        let target = name(number).trim_end_matches(".md");
        let text = match self.kind % 10 {
            0 => format!("# Title {number}\n\n{word} porcupine\n\nlast line\n"),
            1 => format!(
                "---\ntitle: Front {number}\ntags: [a/b, t{}]\naliases: [other {number}]\nsize: {number}\n---\n\n{word} #inline\n",
                number % 5
            ),
            2 => format!(
                "links [[{target}]] and [md](<{}>) {word}\n\n- [ ] open {number}\n- [x] done\n",
                name(number / 2)
            ),
            3 => format!("# Windows {number}\r\n\r\n{word}\r\nsecond\r\n"),
            4 => format!("\u{feff}# Marked {number}\n{word}\n"),
            5 => format!("# 标题 {number}\n\n刺猬{word} 天気がいい #标签/t{}\n", number % 3),
            6 => return [b"\xff\xfe ".as_slice(), word.as_bytes(), b" caf\xe9\n"].concat(),
            7 if number.is_multiple_of(4) => String::new(),
            7 => format!("{word} no newline at the end"),
            8 => format!("{word}\n{}", format!("line of {number} and more\n").repeat(usize::from(number) * 7)),
            _ => format!("---\nbroken: [{number}\n---\n{word} `code` ![[image.png]] [[#Heading]]\n"),
        };
        text.into_bytes()
    }

    /// Returns the text that comes of an edit: a line more at the beginning, at the end, or another first line.
    pub fn edit(self, old: &str) -> String {
        let line = format!("edited{}\n", self.number);
        match self.kind % 3 {
            0 => format!("{line}{old}"),
            1 => format!("{old}{line}"),
            _ => old.split_once('\n').map_or_else(|| line.clone(), |(_, rest)| format!("{line}{rest}")),
        }
    }
}

fn spot() -> impl Strategy<Value = Spot> {
    prop_oneof![
        2 => (0u8..8, 0u8..28).prop_map(|(folder, name)| Spot::At(folder, name)),
        3 => (0u8..16).prop_map(Spot::Some),
    ]
}

fn text() -> impl Strategy<Value = Text> {
    (0u8..10, 0u8..60).prop_map(|(kind, number)| Text { kind, number })
}

fn base() -> impl Strategy<Value = Base> {
    prop_oneof![
        2 => Just(Base::None),
        1 => Just(Base::Create),
        2 => Just(Base::Fresh),
        4 => (0u8..8).prop_map(Base::Read),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        3 => Just(How::InPlace),
        3 => Just(How::Renamed),
        1 => Just(How::Append),
        1 => Just(How::Anew),
        1 => Just(How::InSecret),
    ]
}

fn batch() -> impl Strategy<Value = Batch> {
    let folder = || 0u8..8;
    let files = proptest::collection::vec((0u8..28, text()), 1..5);
    prop_oneof![
        2 => (spot(), spot(), folder()).prop_map(|(one, other, into)| Batch::Move(one, other, into)),
        4 => (spot(), spot()).prop_map(|(from, to)| Batch::Rename(from, to)),
        1 => (folder(), folder()).prop_map(|(from, to)| Batch::RenameFolder(from, to)),
        2 => (spot(), spot(), any::<u8>()).prop_map(|(one, other, how)| Batch::RenameAll(one, other, how)),
        1 => (spot(), spot(), 0u8..5).prop_map(|(one, other, tag)| Batch::AddTag(one, other, tag)),
        1 => (0u8..5, 0u8..5).prop_map(|(from, to)| Batch::RenameTag(from, to)),
        1 => (0u8..60, 0u8..60).prop_map(|(find, with)| Batch::Replace(find, with)),
        1 => (spot(), spot()).prop_map(|(one, other)| Batch::Remove(one, other)),
        4 => (folder(), files).prop_map(|(into, files)| Batch::CopyIn(into, files)),
    ]
}

/// What is asked for through a door.
fn asked() -> impl Strategy<Value = Op> {
    let door = || 0u8..2;
    let folder = || 0u8..8;
    prop_oneof![
        5 => (door(), spot()).prop_map(|(door, spot)| Op::Open(door, spot)),
        9 => (door(), spot(), text(), base()).prop_map(|(door, spot, text, base)| Op::Save(door, spot, text, base)),
        2 => (spot(), text()).prop_map(|(spot, text)| Op::Upload(spot, text)),
        4 => (door(), spot(), spot()).prop_map(|(door, from, to)| Op::Move(door, from, to)),
        2 => (door(), folder(), folder()).prop_map(|(door, from, to)| Op::MoveFolder(door, from, to)),
        2 => (door(), spot(), spot()).prop_map(|(door, from, to)| Op::Copy(door, from, to)),
        3 => (door(), spot()).prop_map(|(door, spot)| Op::Remove(door, spot)),
        1 => (door(), folder()).prop_map(|(door, at)| Op::RemoveFolder(door, at)),
        2 => (door(), 0u8..4).prop_map(|(door, nth)| Op::TakeBack(door, nth)),
        2 => (door(), spot(), 0u8..4).prop_map(|(door, spot, nth)| Op::Restore(door, spot, nth)),
        1 => (door(), folder()).prop_map(|(door, at)| Op::MakeFolder(door, at)),
        1 => door().prop_map(Op::Snapshot),
        8 => (door(), batch(), 0u8..4).prop_map(|(door, batch, taken)| Op::Batch(door, batch, taken)),
        4 => (door(), 0u8..3).prop_map(|(door, nth)| Op::Undo(door, nth)),
    ]
}

/// What another program does.
fn foreign() -> impl Strategy<Value = Op> {
    let folder = || 0u8..8;
    prop_oneof![
        9 => (spot(), text(), how()).prop_map(|(spot, text, how)| Op::Write(spot, text, how)),
        4 => (spot(), spot()).prop_map(|(from, to)| Op::Rename(from, to)),
        2 => (folder(), folder()).prop_map(|(from, to)| Op::RenameFolder(from, to)),
        3 => spot().prop_map(Op::Delete),
        1 => folder().prop_map(Op::DeleteFolder),
        1 => (spot(), any::<u32>()).prop_map(|(spot, time)| Op::Touch(spot, time)),
        1 => (spot(), spot()).prop_map(|(a, b)| Op::Swap(a, b)),
        1 => (spot(), 0u8..6).prop_map(|(spot, target)| Op::Symlink(spot, target)),
        1 => (spot(), spot()).prop_map(|(from, to)| Op::HardLink(from, to)),
        1 => spot().prop_map(Op::FileToFolder),
        1 => folder().prop_map(Op::BadName),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        14 => asked(),
        12 => foreign(),
        1 => (0u8..2, spot(), text(), text()).prop_map(|(door, spot, text, then)| Op::Append(door, spot, text, then)),
        4 => (asked(), foreign(), 0u16..3_000)
            .prop_map(|(asked, foreign, after)| Op::AtOnce(Box::new(asked), Box::new(foreign), after)),
        1 => Just(Op::Kill),
        2 => (asked(), 0u16..20_000).prop_map(|(asked, after)| Op::KillDuring(Box::new(asked), after)),
        1 => Just(Op::Restart),
        1 => Just(Op::LoseCatalog),
        1 => Just(Op::LoseIndex),
        2 => Just(Op::Settle),
        1 => (1u8..120).prop_map(Op::Wait),
    ]
}

/// Returns the plans that there are.
pub(super) fn plans() -> impl Strategy<Value = Plan> {
    let head = (proptest::bool::weighted(0.3), proptest::bool::weighted(0.8), prop_oneof![Just(20u16), Just(5_000)]);
    (head, proptest::collection::vec(op(), 1..36)).prop_map(|((own, watches, idle), ops)| Plan {
        own,
        watches,
        idle,
        ops,
    })
}

/// Returns a query about what the texts above hold.
pub(super) fn query(own: bool, which: usize, number: u8) -> String {
    let word = format!("hedgehog{}", number % 60);
    let folder = folder(own, number);
    let name = name(number);
    let all = [
        word.clone(),
        format!("{word} porcupine"),
        format!("\"{word} porcupine\""),
        format!("hedgehog* -{word}"),
        format!("tag:t{}", number % 5),
        "tag:a".into(),
        format!("tag:标签/t{}", number % 3),
        "天気".into(),
        "刺猬".into(),
        format!("path:\"{}\"", folder.replace('"', "")),
        format!("file:\"{}\"", name.trim_end_matches(".md").replace(['"', '\n'], "")),
        format!("[size:>{}]", number % 60),
        format!("[title:\"Front {}\"]", number % 60),
        format!("task-todo:open OR {word}"),
        "task-done:done".into(),
        format!("size:>{number}"),
        "type:note".into(),
        format!("edited{}", number % 60),
        "ext:png OR ext:txt".into(),
        format!("/hedge.og{number}/"),
        String::new(),
    ];
    all[which % all.len()].clone()
}
