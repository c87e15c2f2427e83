//! Fields that take several values, as they are asked for on the command line.

use super::variants::split;
use crate::circuit::Circuit;
use crate::circuit::load::paths;
use crate::error::Error;

/// One combination of values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Setting {
    /// One FIELD=VALUE each, the path left out where the field's name says enough.
    pub labels: Vec<String>,
    /// What it sets: one PATH=VALUE a path.
    pub sets: Vec<String>,
    /// Fields, named as in the labels, and their values.
    pub values: Vec<(String, String)>,
}

/// Every combination of the values of fields, each written PATH=VALUE,VALUE,… or, for several paths that always have one
/// value, PATH+PATH=VALUE,…; one empty combination of none.
pub fn settings(circuit: &Circuit, vary: &[String]) -> Result<Vec<Setting>, Error> {
    let mut all = vec![Setting::default()];
    let names = paths(circuit);
    let mut seen: Vec<String> = Vec::new();
    for field in vary {
        let example = "for example --vary credit.manifold.rank=4,16,64";
        let (paths, values) = field
            .split_once('=')
            .filter(|(paths, values)| !paths.trim().is_empty() && !values.trim().is_empty())
            .ok_or_else(|| Error::input(format!("--vary {field}: expected PATH=VALUE,VALUE,…"), example))?;
        for path in paths.split('+').map(str::trim) {
            let path = names.canonical(path);
            let is_within =
                |part: &String| part.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if let Some(earlier) = seen.iter().find(|earlier| is_within(earlier)) {
                return Err(match *earlier == path {
                    true => Error::input(format!("--vary names `{path}` twice"), "give all its values at once"),
                    false => {
                        let message = format!("--vary names `{path}`, which replaces `{earlier}` before it");
                        Error::input(message, "name the whole before its part, or one of them alone")
                    }
                });
            }
            if path == "seed" {
                let message = format!("--vary {field}: seeds are what the runs of a row differ in");
                let help = "give their number with --seeds, and the first with --set seed=N";
                return Err(Error::input(message, help));
            }
            seen.push(path);
        }
        let values = split(values);
        if values.is_empty() {
            return Err(Error::input(format!("--vary {field}: no values"), example));
        }
        if let Some((_, value)) = values.iter().enumerate().find(|(k, value)| values[..*k].contains(value)) {
            return Err(Error::input(format!("--vary gives {paths}={value} twice"), "keep one of them"));
        }
        let with = |setting: &Setting, value: &String| {
            let mut setting = setting.clone();
            let name = name(paths, vary);
            setting.labels.push(format!("{name}={value}"));
            setting.values.push((name.into(), value.clone()));
            setting.sets.extend(paths.split('+').map(|path| format!("{}={value}", path.trim())));
            setting
        };
        all = all.iter().flat_map(|setting| values.iter().map(move |value| with(setting, value))).collect();
    }
    Ok(all)
}

/// The last part of a field's paths, or all of them where several fields end in it.
fn name<'a>(paths: &'a str, vary: &[String]) -> &'a str {
    let last =
        |field: &'_ str| field.split('=').next().unwrap_or("").trim().rsplit('.').next().unwrap_or("").to_string();
    let own = last(paths);
    let alone = vary.iter().filter(|other| last(other) == own).count() == 1;
    if alone { &paths.trim()[paths.trim().len() - own.len()..] } else { paths.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::load_text;
    use std::path::Path;

    fn settings(vary: &[String]) -> Result<Vec<Setting>, Error> {
        let text = include_str!("../../../circuits/digits_mlp.ron");
        super::settings(&load_text(text, Path::new("digits_mlp.ron"), &[]).expect("a shipped circuit").circuit, vary)
    }

    #[test]
    fn every_combination_is_made() {
        let found = settings(&["a.b+d.b=1,2".into(), "c=f(x: 1, y: 2),g".into()]).unwrap();
        let sets: Vec<Vec<&str>> = found.iter().map(|s| s.sets.iter().map(String::as_str).collect()).collect();
        let [f, g] = ["c=f(x: 1, y: 2)", "c=g"];
        assert_eq!(sets, [["a.b=1", "d.b=1", f], ["a.b=1", "d.b=1", g], ["a.b=2", "d.b=2", f], ["a.b=2", "d.b=2", g]]);
        assert_eq!(found[1].labels, ["b=1", "c=g"]);
        assert_eq!(found[1].values, [("b".into(), "1".into()), ("c".into(), "g".into())]);
        let both = settings(&["a.b=1".into(), "c.b=2".into()]).unwrap();
        assert_eq!(both[0].labels, ["a.b=1", "c.b=2"]);
        assert_eq!(settings(&[]).unwrap(), [Setting::default()]);
        assert!(["a", "a=", "a=,", "=1", "a=1,1", "a+a=1"].iter().all(|wrong| settings(&[wrong.to_string()]).is_err()));
        assert!(settings(&["a=1".into(), "b+a=2".into()]).is_err());
    }

    #[test]
    fn a_value_that_another_would_replace_is_refused_and_seeds_are_not_varied() {
        let all = |vary: &[&str]| settings(&vary.iter().map(ToString::to_string).collect::<Vec<_>>());
        for wrong in [
            &["projections.0.plastic=true", "projections.pixels_h1.plastic=false"][..],
            &["credit.manifold.rank=1,2", "credit.manifold=pca,random"],
            &["seed=1,2"],
            &["run.updates+seed=1,2"],
        ] {
            assert!(matches!(all(wrong), Err(Error::Input { .. })), "{wrong:?}");
        }
        assert_eq!(all(&["credit.manifold=pca,random", "credit.manifold.rank=1,2"]).unwrap().len(), 4);
        assert_eq!(all(&["run.updates=1,2", "run.updates_not=3"]).unwrap().len(), 2);
    }
}
