/// Line numbers of offsets into one text, cheapest when they are asked for in rising order.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// Returns the line (from 1) that the byte at `offset` stands in.
    pub(crate) fn of(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.text.len());
        if offset >= self.at {
            self.line += count_breaks(&self.text[self.at..offset]);
        } else {
            self.line -= count_breaks(&self.text[offset..self.at]);
        }
        self.at = offset;
        self.line
    }
}

fn count_breaks(bytes: &[u8]) -> u32 {
    let mut count = 0;
    // A byte-wide counter per chunk lets the compiler count many bytes at once.
    for chunk in bytes.chunks(255) {
        count += u32::from(chunk.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_and_back() {
        let text = "a\n".repeat(1000);
        let mut lines = Lines::new(&text);
        for (offset, line) in [(0, 1), (1, 1), (2, 2), (1999, 1000), (3, 2), (9999, 1001), (0, 1)] {
            assert_eq!(lines.of(offset), line, "offset {offset}");
        }
    }
}
