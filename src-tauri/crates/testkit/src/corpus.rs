//! Notes made from a seed: the same seed gives the same notes on every machine.

const ENGLISH: [&str; 48] = [
    "garden",
    "river",
    "engine",
    "harvest",
    "letter",
    "winter",
    "memory",
    "signal",
    "copper",
    "meadow",
    "lantern",
    "archive",
    "compass",
    "kitchen",
    "journey",
    "morning",
    "library",
    "thunder",
    "village",
    "measure",
    "pattern",
    "question",
    "station",
    "weather",
    "running",
    "searched",
    "versions",
    "carefully",
    "between",
    "foxes",
    "quick",
    "brown",
    "lazy",
    "blanket",
    "carries",
    "drawing",
    "evening",
    "forest",
    "gathers",
    "harbour",
    "island",
    "jumping",
    "keeper",
    "little",
    "market",
    "nothing",
    "orchard",
    "promise",
];
const CHINESE: [&str; 32] = [
    "知识",
    "记忆",
    "搜索",
    "版本",
    "笔记",
    "图书馆",
    "配置",
    "系统",
    "数据库",
    "文件",
    "同步",
    "加密",
    "备份",
    "目录",
    "链接",
    "标签",
    "天气",
    "花园",
    "工作",
    "学习",
    "研究",
    "时间",
    "城市",
    "问题",
    "方法",
    "结果",
    "历史",
    "语言",
    "朋友",
    "旅行",
    "早晨",
    "音乐",
];
const OTHER: [&str; 12] = [
    "図書館",
    "検索",
    "メモ",
    "ひらがな",
    "データベース",
    "設定",
    "한국어",
    "검색",
    "도서관",
    "圖書館",
    "資料庫",
    "記憶",
];
const TAGS: [&str; 10] = [
    "project",
    "project/strata",
    "project/garden",
    "idea",
    "reading",
    "people",
    "todo/soon",
    "知识",
    "工作/计划",
    "log",
];
const TOPICS: [&str; 8] = ["garden", "house", "software", "travel", "reading", "计划", "研究", "people"];

/// A source of numbers that look random and never differ: SplitMix64.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Returns the numbers of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end.max(1) as u64).unwrap_or_default()
    }

    /// Returns one of `choices`.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// Notes in English, Chinese, Japanese and Korean, with front matter, links, tags, headings and tasks.
#[derive(Clone, Copy, Debug)]
pub struct Corpus {
    seed: u64,
    size: usize,
}

impl Corpus {
    /// Returns the corpus of `size` notes that belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64, size: usize) -> Self {
        Self { seed, size }
    }

    /// Returns every note: its path and its text.
    pub fn notes(self) -> impl Iterator<Item = (String, String)> {
        (0..self.size).map(move |number| (self.path(number), self.text(number)))
    }

    /// Returns the path of a note, below `knowledge/docs`.
    #[must_use]
    pub fn path(&self, number: usize) -> String {
        let topic = self.topic(number);
        format!("knowledge/docs/{topic}/{:02}/{}.md", number / 100 % 100, self.name(number))
    }

    /// Returns the text of a note; links lead to other notes of the corpus.
    #[must_use]
    pub fn text(&self, number: usize) -> String {
        let mut random = Random::new(self.seed ^ (number as u64 + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        let mut text = String::new();
        if random.below(3) > 0 {
            let (year, month, day) = (2020 + random.below(6), 1 + random.below(12), 1 + random.below(28));
            let (one, two) = (random.pick(&TAGS), random.pick(&TAGS));
            let status = random.pick(&["open", "done", "waiting"]);
            text += &format!(
                "---\ntitle: {}\ncreated: {year}-{month:02}-{day:02}\ntags: [{one}, {two}]\nstatus: {status}\nrating: {}\n---\n",
                self.name(number),
                random.below(6)
            );
        }
        text += &format!("# {}\n\n", self.name(number));
        for _ in 0..2 + random.below(4) {
            text += &format!("## {}\n\n", words(&mut random, 3));
            for _ in 0..1 + random.below(4) {
                let length = 12 + random.below(40);
                text += &words(&mut random, length);
                match random.below(4) {
                    0 => text += &format!(" [[{}]]", self.name(random.below(self.size))),
                    1 => text += &format!(" #{}", random.pick(&TAGS)),
                    2 => {
                        let target = self.path(random.below(self.size));
                        text += &format!(" [see](../../{})", target.trim_start_matches("knowledge/docs/"));
                    }
                    _ => {}
                }
                text += ".\n\n";
            }
        }
        if random.below(4) == 0 {
            text += &format!("- [ ] {}\n- [x] {}\n", words(&mut random, 4), words(&mut random, 4));
        }
        text
    }

    fn topic(&self, number: usize) -> &'static str {
        TOPICS[Random::new(self.seed ^ number as u64).below(TOPICS.len())]
    }

    fn name(&self, number: usize) -> String {
        let mut random = Random::new(self.seed.rotate_left(17) ^ number as u64);
        let first = random.pick(&ENGLISH);
        match random.below(3) {
            0 => format!("{} {} {number}", random.pick(&CHINESE), random.pick(&CHINESE)),
            1 => format!("{first} {} {number}", random.pick(&CHINESE)),
            _ => format!("{first} {} {number}", random.pick(&ENGLISH)),
        }
    }
}

/// Returns running text: mostly one language at a time, now and then mixed.
fn words(random: &mut Random, count: usize) -> String {
    let language = random.below(5);
    let mut text = String::new();
    for _ in 0..count {
        let mixed = random.below(12) == 0;
        match (language, mixed) {
            (0 | 1, false) | (2 | 3, true) => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text += random.pick(&ENGLISH);
            }
            (4, false) => text += random.pick(&OTHER),
            _ => text += random.pick(&CHINESE),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_notes() {
        let notes: Vec<_> = Corpus::new(7, 200).notes().collect();
        assert!(notes.iter().eq(Corpus::new(7, 200).notes().collect::<Vec<_>>().iter()));
        assert_ne!(notes, Corpus::new(8, 200).notes().collect::<Vec<_>>());
        assert_eq!(notes.iter().map(|(path, _)| path).collect::<BTreeSet<_>>().len(), 200, "no path comes twice");
        let all: String = notes.into_iter().map(|(_, text)| text).collect();
        for sign in ["---\ntitle", "[[", "](../../", " #", "- [ ]", "图书馆", "検索", "검색", "garden"] {
            assert!(all.contains(sign), "no note holds {sign}");
        }
    }
}
