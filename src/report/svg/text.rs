//! How much room a text takes. Fonts differ, so these are the widths of a wide one (DejaVu Sans): a text that fits here
//! fits everywhere.

use crate::schema::list;

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

/// Names that stand beside each other, each in at most `most` lines no wider than `room`, so that they are told apart; and
/// the parts that all have in common, where those were left out for want of room.
pub fn apart(names: &[&str], size: f64, room: f64, most: usize) -> (Vec<Vec<String>>, String) {
    let mut parts: Vec<Vec<&str>> = names.iter().map(|name| list::parts(name)).collect();
    let mut shared = Vec::new();
    let most_parts = parts.iter().map(Vec::len).max().unwrap_or(0);
    let alike = parts.len() > 1 && parts.iter().all(|own| own.len() == most_parts);
    if alike && names.iter().any(|name| width(name, size) > room) {
        for at in (0..most_parts).rev() {
            if parts[0].len() > 1 && parts.iter().all(|own| own[at] == parts[0][at]) {
                shared.insert(0, parts[0][at]);
                for own in &mut parts {
                    own.remove(at);
                }
            }
        }
    }
    let lines = |own: &Vec<&str>| {
        let mut lines: Vec<String> = Vec::new();
        for part in own {
            let full = lines.len() == most;
            match lines.last_mut() {
                Some(line) if full || width(&format!("{line}, {part}"), size) <= room => *line += &format!(", {part}"),
                Some(line) => {
                    line.push(',');
                    lines.push((*part).into());
                }
                None => lines.push((*part).into()),
            }
        }
        lines.iter().map(|line| fit_name(line, size, room)).collect::<Vec<String>>()
    };
    let mut short: Vec<Vec<String>> = parts.iter().map(lines).collect();
    // What became one by cutting is told apart by its place.
    let one = |a: usize, b: usize| a != b && short[a] == short[b] && names[a] != names[b];
    let doubled: Vec<usize> = (0..names.len()).filter(|&a| (0..names.len()).any(|b| one(a, b))).collect();
    for at in doubled {
        short[at][0] = fit_name(&format!("{}: {}", at + 1, short[at][0]), size, room);
    }
    (short, shared.join(", "))
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
    fn names_beside_each_other_stay_apart() {
        let all = ["4, sigma=0.1", "4, sigma=0.2", "16, sigma=0.1", "16, sigma=0.2"];
        let full: Vec<String> = all.iter().map(|rest| format!("manifold_noise, rank={rest}")).collect();
        let names: Vec<&str> = full.iter().map(String::as_str).collect();
        let (short, shared) = apart(&names, 12.0, 152.0, 2);
        assert_eq!(shared, "manifold_noise");
        assert_eq!(short, all.map(|rest| vec![format!("rank={rest}")]));
        // With room for all of it, or less than for the rest.
        assert_eq!(apart(&names, 12.0, 400.0, 1), (full.iter().map(|name| vec![name.clone()]).collect(), "".into()));
        for (room, most) in [(100.0, 2), (60.0, 2), (60.0, 1)] {
            let (short, _) = apart(&names, 12.0, room, most);
            let different: std::collections::BTreeSet<&Vec<String>> = short.iter().collect();
            assert_eq!(different.len(), 4, "{short:?}");
            assert!(short.iter().flatten().all(|line| width(line, 12.0) <= room), "{short:?}");
        }
        let nested = ["random_subspace(rank: 4, sigma: 0.1)", "random_subspace(rank: 8, sigma: 0.1)"];
        let (short, _) = apart(&nested, 12.0, 100.0, 1);
        assert!(short[0] != short[1], "{short:?}");
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
