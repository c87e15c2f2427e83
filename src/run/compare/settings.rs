//! Fields that take several values, as they are asked for on the command line.

use super::variants::split;
use crate::error::Error;

/// Every combination of the values of fields, each written PATH=VALUE,VALUE,…; one empty combination of none.
pub fn settings(vary: &[String]) -> Result<Vec<Vec<String>>, Error> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen: Vec<&str> = Vec::new();
    for field in vary {
        let example = "for example --vary credit.manifold.rank=4,16,64";
        let (path, values) = field
            .split_once('=')
            .filter(|(path, values)| !path.trim().is_empty() && !values.trim().is_empty())
            .ok_or_else(|| Error::input(format!("--vary {field}: expected PATH=VALUE,VALUE,…"), example))?;
        if seen.contains(&path.trim()) {
            return Err(Error::input(format!("--vary names `{path}` twice"), "give all its values at once"));
        }
        seen.push(path.trim());
        let values: Vec<String> =
            split(values).iter().map(|value| format!("{}={}", path.trim(), value.trim())).collect();
        if let Some((_, value)) = values.iter().enumerate().find(|(k, value)| values[..*k].contains(value)) {
            return Err(Error::input(format!("--vary gives {value} twice"), "keep one of them"));
        }
        all =
            all.iter().flat_map(|set| values.iter().map(move |value| [&set[..], &[value.clone()]].concat())).collect();
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_made() {
        let found = settings(&["a.b=1,2".into(), "c=f(x: 1, y: 2),g".into()]).unwrap();
        let expected = [["a.b=1", "c=f(x: 1, y: 2)"], ["a.b=1", "c=g"], ["a.b=2", "c=f(x: 1, y: 2)"], ["a.b=2", "c=g"]];
        assert_eq!(found, expected);
        assert_eq!(settings(&[]).unwrap(), [Vec::<String>::new()]);
        assert!(["a", "a=", "=1", "a=1,1"].iter().all(|wrong| settings(&[wrong.to_string()]).is_err()));
        assert!(settings(&["a=1".into(), "a=2".into()]).is_err());
    }
}
