//! The credit sources of a comparison, as they are asked for on the command line.

use crate::circuit::Circuit;
use crate::circuit::validate::least_hidden;
use crate::credit::Credit;
use crate::error::Error;
use crate::manifold::{Random, Subspace};
use crate::schema::overrides::Override;
use crate::schema::{Choice, Entry, Field, FieldDoc, Problems, Rule, Value, list, parse, render};
use crate::suggest;

/// One credit source of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// As it was asked for.
    pub label: String,
    /// As it is, but for a rank that is to be clipped.
    credit: Credit,
    /// Whether the rank is the source's default, which neither the user nor the circuit's own credit asks for.
    pub rank_is_chosen: bool,
}

impl Variant {
    /// The source as it enters this circuit: a rank that nobody asked for is no larger than the smallest population that it is
    /// for.
    fn credit_in(&self, circuit: &Circuit) -> Credit {
        let mut credit = self.credit.clone();
        if let (true, Some(least), Some(manifold)) =
            (self.rank_is_chosen, least_hidden(circuit), manifold_of(&mut credit))
        {
            manifold.set_rank(manifold.rank().min(least));
        }
        credit
    }

    /// What brings it into a circuit of the sizes of `circuit`; nothing where it is the file's `own` credit, about which the
    /// file itself is quoted.
    pub fn change(&self, own: &Credit, circuit: &Circuit) -> Option<Override> {
        let credit = self.credit_in(circuit);
        (credit != *own).then(|| Override::made("credit", &render::inline(&credit.write()), "--credit", &self.label))
    }

    /// What is said where the rank is clipped.
    pub fn clipped(&self, circuit: &Circuit) -> Option<String> {
        let rank = |mut credit: Credit| manifold_of(&mut credit).map(|manifold| manifold.rank());
        let (default, found) = (rank(self.credit.clone())?, rank(self.credit_in(circuit))?);
        let label = &self.label;
        (found < default)
            .then(|| format!("{label}: rank {found}, of the smallest hidden population; the default is {default}"))
    }
}

/// What of a credit is not its default, as a circuit file writes it.
pub fn beyond_defaults(credit: &Credit) -> String {
    let mut value = credit.write();
    let known = Credit::options().into_iter().find(|option| option.name == credit.name());
    if let (Value::Record { fields, .. }, Some(doc)) = (&mut value, known) {
        let is_default = |entry: &Entry| {
            let field = doc.fields.iter().find(|field| field.name == entry.name);
            field.is_some_and(|field| field.default.as_deref() == Some(&render::inline(&entry.node.value)))
        };
        fields.retain(|entry| !is_default(entry));
    }
    render::inline(&value)
}

/// The manifold of a source's noise, if it has one.
fn manifold_of(credit: &mut Credit) -> Option<&mut Subspace> {
    match credit {
        Credit::ManifoldNoise(noise) => Some(&mut noise.manifold),
        Credit::NodePerturbation(noise) => noise.manifold.as_mut(),
        _ => None,
    }
}

/// The control that every claim about manifolds needs: the same noise in a random subspace of the same rank.
const RANDOM_SUBSPACE: &str = "random_subspace";

/// The variants of a list (all sources without one), each with the parameters that it has in common with the circuit's own
/// credit: those of the same name, legal values and default. All others are the source's own defaults.
pub fn variants(circuit: &Circuit, list: Option<&str>) -> Result<Vec<Variant>, Error> {
    let names: Vec<&str> = Credit::legal_names().into_iter().chain([RANDOM_SUBSPACE]).collect();
    let asked = match list {
        Some(list) => split(list),
        None => names.iter().map(ToString::to_string).collect(),
    };
    if asked.is_empty() {
        return Err(Error::input("--credit names no credit source", "for example --credit backprop,manifold_noise"));
    }
    let mut variants: Vec<Variant> = Vec::new();
    for label in asked {
        if variants.iter().any(|other| other.label == label) {
            return Err(Error::input(format!("--credit names `{label}` twice"), "keep one of them"));
        }
        let name = label.split('(').next().unwrap_or_default().trim_end();
        if !names.contains(&name) {
            let message = format!("--credit names `{name}`, which does not exist");
            return Err(Error::input(message, suggest::help(name, names)));
        }
        let (credit, given) = match label.strip_prefix(RANDOM_SUBSPACE) {
            Some(parameters) => random_subspace(circuit, parameters, &label)?,
            None => read(circuit, &label, &label)?,
        };
        let has_rank = manifold_of(&mut credit.clone()).is_some();
        variants.push(Variant {
            rank_is_chosen: has_rank && !given.iter().any(|field| field == "manifold"),
            credit,
            label,
        });
    }
    Ok(variants)
}

/// What a list names: its parts that are not empty.
pub fn split(list: &str) -> Vec<String> {
    list::parts(list).into_iter().filter(|part| !part.is_empty()).map(String::from).collect()
}

/// Reads a source; fields that it leaves open and that the circuit's own credit has too are taken from there. Returns the
/// names of the fields that somebody gave, here or there.
fn read(circuit: &Circuit, text: &str, label: &str) -> Result<(Credit, Vec<String>), Error> {
    let mut problems = Problems::default();
    let source = problems.add_source(&format!("--credit {label}"), label);
    let mut node = match parse::parse(text, source) {
        Ok(node) => node,
        Err(error) => {
            problems.push(error.span, error.message, error.help);
            return Err(problems.into());
        }
    };
    let mut given = Vec::new();
    if let (Value::Record { name: Some(name), fields }, Value::Record { fields: own, .. }) =
        (&mut node.value, circuit.credit.write())
    {
        let common = common(name, circuit.credit.name());
        let is_taken =
            |entry: &Entry| common.contains(&entry.name.as_str()) && !fields.iter().any(|f| f.name == entry.name);
        let taken: Vec<Entry> = own.into_iter().filter(is_taken).collect();
        fields.extend(taken);
        given = fields.iter().map(|field| field.name.clone()).collect();
    }
    let credit = Credit::read(&node, &Rule::ANY, &mut problems);
    credit.map(|credit| (credit, given)).ok_or_else(|| problems.into())
}

/// The fields that two sources declare alike.
fn common(a: &str, b: &str) -> Vec<&'static str> {
    let fields = |name: &str| {
        let doc = Credit::options().into_iter().find(|option| option.name == name);
        doc.map(|doc| doc.fields).unwrap_or_default()
    };
    let others = fields(b);
    let is_common = |field: &FieldDoc| {
        let alike =
            |other: &FieldDoc| (field.name, &field.legal, &field.default) == (other.name, &other.legal, &other.default);
        others.iter().any(alike)
    };
    fields(a).iter().filter(|field| is_common(field)).map(|field| field.name).collect()
}

/// Manifold noise with these parameters, or none, in a random subspace of its rank.
fn random_subspace(circuit: &Circuit, parameters: &str, label: &str) -> Result<(Credit, Vec<String>), Error> {
    // As long as the name that it replaces: what is wrong is found where it was written.
    let text = format!("manifold_noise {parameters}");
    let (Credit::ManifoldNoise(mut noise), given) = read(circuit, text.trim_end(), label)? else {
        return Err(Error::Internal("manifold_noise is not itself".into()));
    };
    noise.manifold = Subspace::Random(Random { rank: noise.manifold.rank() });
    Ok((noise.into(), given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::load_text;
    use std::path::Path;

    fn circuit() -> Circuit {
        let text = include_str!("../../../circuits/digits_mlp.ron");
        let sets = ["credit.manifold.rank=7".to_string(), "credit.noise.sigma=0.25".to_string()];
        load_text(text, Path::new("digits_mlp.ron"), &sets).expect("a shipped circuit").circuit
    }

    #[test]
    fn variants_take_over_what_they_share_with_the_circuit() {
        let list = "vanilla_noise,manifold_noise(manifold: random(rank: 3)), frozen,random_subspace,\
                    random_subspace(isotropic: 0.5, manifold: pca(rank: 3))";
        let variants = variants(&circuit(), Some(list)).unwrap();
        let credit = |k: usize| render::inline(&variants[k].credit.write());
        assert_eq!(variants.len(), 5);
        assert!(credit(0).contains("sigma: 0.25"));
        assert!(credit(1).contains("sigma: 0.25") && credit(1).contains("random(rank: 3)"));
        assert_eq!(credit(2), "frozen");
        assert!(credit(3).contains("random(rank: 7)"));
        assert!(credit(4).contains("random(rank: 3)") && credit(4).contains("isotropic: 0.5"));
    }

    #[test]
    fn unknown_and_repeated_sources_are_refused() {
        let refused = |list: &str| {
            let Err(Error::Input { message, help }) = variants(&circuit(), Some(list)) else {
                panic!("{list} is refused")
            };
            (message, help)
        };
        let (message, help) = refused("frozen,random_subspce(rank: 3)");
        assert!(message.contains("`random_subspce`") && help.contains("did you mean `random_subspace`?"), "{help}");
        let wrong = variants(&circuit(), Some("random_subspace(isotropc: 0.5)")).unwrap_err().to_string();
        assert!(wrong.contains("isotropc") && wrong.contains("isotropic"), "{wrong}");
        assert!(variants(&circuit(), Some("frozen,frozen")).unwrap_err().to_string().contains("twice"));
        assert!(variants(&circuit(), Some(" , ")).is_err());
    }
}
