//! Lists as people write them on one line.

/// The parts between commas, what stands in brackets left whole; trimmed, and empty where nothing stands between.
pub fn parts(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn brackets_stay_whole_and_nothing_is_a_part_too() {
        assert_eq!(parts("a, b(c, d: [1, 2]),{e,f} ,,g)h, i"), ["a", "b(c, d: [1, 2])", "{e,f}", "", "g)h", "i"]);
        assert_eq!(parts(""), [""]);
    }
}
