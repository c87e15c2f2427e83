//! How much room a text takes. Fonts differ, so these are the widths of a wide one (DejaVu Sans): a text that fits here
//! fits everywhere.

/// The width of a text at a font size.
pub fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(em).sum::<f64>()
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.30,
        ' ' | '.' | ',' | ':' | ';' | 'I' | '·' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.98,
        'A'..='Z' | '×' | '−' | '+' | '=' | '<' | '>' | '∈' | '∞' => 0.80,
        '\u{1100}'.. if !('\u{2000}'..'\u{2e80}').contains(&c) => 1.0,
        _ => 0.64,
    }
}

/// The text, its end cut off with … where it is wider than `room`.
pub fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.into();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + size * em('…') > room {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_string() + "…"
}

/// A name that fits: what is cut off is before its last letters, which tell apart names that begin alike.
pub fn fit_name(name: &str, size: f64, room: f64) -> String {
    const KEPT: usize = 4;
    let letters = name.chars().count();
    if width(name, size) <= room || letters <= KEPT {
        return name.into();
    }
    let (head, tail): (String, String) =
        (name.chars().take(letters - KEPT).collect(), name.chars().skip(letters - KEPT).collect());
    fit(&(head + "…"), size, room - width(&tail, size)) + &tail
}

/// The text in lines no wider than `room`, at most `most` of them.
pub fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || width(&format!("{line} {word}"), size) <= room => *line += &format!(" {word}"),
            _ => lines.push(word.into()),
        }
    }
    lines.iter().map(|line| fit(line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_to_the_room_that_there_is() {
        for text in ["a_population_with_a_very_long_name", "WWWWWWWWWWWWWWWWWWWWWWWW", "神经元神经元神经元神经元神经元"]
        {
            let cut = fit(text, 14.0, 120.0);
            assert!(cut.ends_with('…') && width(&cut, 14.0) <= 120.0, "{cut}");
        }
        assert_eq!([fit("short", 14.0, 120.0), fit_name("short", 14.0, 120.0)], ["short"; 2]);
        let cut = fit_name("a_population_with_a_very_long_name_12", 14.0, 120.0);
        assert!(cut.starts_with("a_pop") && cut.ends_with("…e_12") && width(&cut, 14.0) <= 120.0, "{cut}");
    }

    #[test]
    fn wrapped_lines_hold_all_words_as_long_as_there_are_lines() {
        let text = "one two three four five six seven eight";
        let lines = wrap(text, 10.0, 80.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 10.0) <= 80.0));
        let short = wrap(text, 10.0, 80.0, 2);
        assert!(short.len() == 2 && short[1].ends_with('…'));
    }
}
