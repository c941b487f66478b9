//! The vaults that are measured: a copy of a folder, or notes made from a seed that are as unlike one another as real
//! ones are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use strata_testkit::Random;

use crate::process;

/// A vault that may be written to.
pub struct Vault {
    pub name: String,
    pub root: PathBuf,
    /// Paths of the notes within it, sorted.
    pub notes: Vec<String>,
    /// Bytes of all notes.
    pub bytes: u64,
}

impl Vault {
    /// Copies a folder.
    pub fn copy(folder: &Path, to: &Path) -> Result<Self> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        process::timed(Command::new("cp").args(["-a", "--reflink=auto", "--"]).arg(folder).arg(to), &[])?;
        Self::read(name.unwrap_or_else(|| folder.display().to_string()), to)
    }

    /// Makes a vault of `count` notes.
    pub fn generate(count: usize, to: &Path) -> Result<Self> {
        let words = vocabulary();
        for number in 0..count {
            let path = to.join(path(number, count, &words));
            let folder = path.parent().unwrap_or(to);
            fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
            fs::write(&path, text(number, count, &words)).with_context(|| format!("{}", path.display()))?;
        }
        Self::read(format!("generated-{count}"), to)
    }

    fn read(name: String, root: &Path) -> Result<Self> {
        let mut vault = Self { name, root: root.to_path_buf(), notes: Vec::new(), bytes: 0 };
        vault.find_notes(root)?;
        vault.notes.sort();
        if vault.notes.len() < 100 {
            bail!("{}: {} notes are too few to measure on", root.display(), vault.notes.len());
        }
        Ok(vault)
    }

    fn find_notes(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.find_notes(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "md")
                && let Some(inside) = path.strip_prefix(&self.root).ok().and_then(Path::to_str)
            {
                self.notes.push(inside.to_owned());
                self.bytes += entry.metadata()?.len();
            }
        }
        Ok(())
    }

    /// Returns the text of a note, as far as it is text.
    pub fn text(&self, note: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.root.join(note)).unwrap_or_default()).into_owned()
    }

    /// Returns `count` notes, spread over the vault.
    pub fn some(&self, count: usize) -> impl Iterator<Item = &str> {
        let step = (self.notes.len() / count).max(1);
        self.notes.iter().step_by(step).take(count).map(String::as_str)
    }
}

const ONSETS: [&str; 24] = [
    "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "ch", "sh", "th", "st",
    "tr", "gr",
];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "io"];
const CODAS: [&str; 13] = ["", "", "n", "r", "s", "t", "l", "ng", "nd", "tion", "ing", "er", "ly"];
const CHINESE: [&str; 48] = [
    "知识",
    "管理",
    "系统",
    "文件",
    "同步",
    "备份",
    "加密",
    "搜索",
    "索引",
    "版本",
    "历史",
    "记录",
    "标签",
    "链接",
    "目录",
    "笔记",
    "用户",
    "数据",
    "存储",
    "网络",
    "服务",
    "本地",
    "恢复",
    "删除",
    "修改",
    "创建",
    "更新",
    "查询",
    "全文",
    "检索",
    "时间",
    "空间",
    "性能",
    "测试",
    "安全",
    "项目",
    "计划",
    "会议",
    "研究",
    "学习",
    "人工智能",
    "操作系统",
    "数据库",
    "浏览器",
    "我们",
    "可以",
    "因为",
    "通过",
];

/// Made-up words, the frequent ones first.
fn vocabulary() -> Vec<String> {
    let mut random = Random::new(0x5742_4154);
    let mut seen = std::collections::HashSet::new();
    let mut words = Vec::new();
    while words.len() < 40_000 {
        let mut word = String::new();
        for _ in 0..=random.below(3) {
            word += random.pick(&ONSETS);
            word += random.pick(&VOWELS);
        }
        word += random.pick(&CODAS);
        if word.len() > 2 && seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Returns a number below `end`, the small ones far more often: as words are used, by Zipf's law.
fn frequent(random: &mut Random, end: usize) -> usize {
    let part = random.below(1 << 30) as f64 / f64::from(1 << 30);
    ((end as f64).powf(part) as usize).saturating_sub(1).min(end - 1)
}

fn name(number: usize, words: &[String]) -> String {
    let mut random = Random::new(0xA11C_E000 + number as u64);
    format!("{} {} {number}", words[200 + random.below(5_000)], words[200 + random.below(20_000)])
}

fn path(number: usize, count: usize, words: &[String]) -> String {
    let folder = number.wrapping_mul(7_919) % (count / 100).max(1);
    format!("{:02}/{folder:03}/{}.md", folder % 32, name(number, words))
}

fn sentence(random: &mut Random, words: &[String]) -> String {
    let chosen: Vec<_> = (0..6 + random.below(14)).map(|_| words[frequent(random, words.len())].as_str()).collect();
    let sentence = chosen.join(" ");
    format!("{}{}.", sentence[..1].to_uppercase(), &sentence[1..])
}

fn text(number: usize, count: usize, words: &[String]) -> String {
    let mut random = Random::new(0xF00D_0000 + number as u64);
    let link = |random: &mut Random| {
        let part = random.below(1 << 20) as f64 / f64::from(1 << 20);
        format!("[[{}]]", name((part * part * count as f64) as usize, words))
    };
    let title = name(number, words);
    let tags =
        [random.below(20), 20 + random.below(400)].map(|tag| format!("{}/{}", words[tag % 20], words[900 + tag]));
    let mut text = format!(
        "---\ntitle: \"{title}\"\ncreated: {}-{:02}-{:02}\ntags: [{}]\naliases: [\"{}\"]\n---\n\n# {title}\n",
        2015 + random.below(11),
        1 + random.below(12),
        1 + random.below(28),
        tags.join(", "),
        words[frequent(&mut random, words.len())],
    );
    let length = 1_200 + random.below(2_200);
    let chinese = random.below(10) == 0;
    while text.len() < length {
        text += "\n";
        match random.below(12) {
            0 => text += &format!("## {}\n", sentence(&mut random, words)),
            1 => {
                text += &format!(
                    "- [ ] {} {}\n- [x] {}\n",
                    sentence(&mut random, words),
                    link(&mut random),
                    sentence(&mut random, words)
                );
            }
            2 => text += &format!("{} See {}.\n", sentence(&mut random, words), link(&mut random)),
            _ if chinese => {
                for _ in 0..14 + random.below(30) {
                    text += CHINESE[frequent(&mut random, CHINESE.len())];
                }
                text += "。\n";
            }
            _ => {
                for _ in 0..2 + random.below(3) {
                    text += &sentence(&mut random, words);
                    text.push(' ');
                }
                text += "\n";
            }
        }
    }
    let related: Vec<_> = (0..3 + random.below(4)).map(|_| link(&mut random)).collect();
    text + &format!("\nRelated: {}\n", related.join(", "))
}
