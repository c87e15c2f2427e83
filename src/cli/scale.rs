//! `trifactor scale`.

use super::report::{PageArgs, of_scale};
use super::stop::{self, STOP};
use super::{Execution, number, print, run, sweep, tell_kept, to_json};
use crate::error::Error;
use crate::report::{scaling, text};
use crate::run::compare;
use crate::run::jobs::Job;
use crate::run::memory::Doing;
use crate::run::scale::{self, Point};
use crate::schema::overrides::Override;
use crate::suggest;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `scale`.
#[derive(Debug, Args)]
pub struct ScaleArgs {
    /// The circuit file
    pub circuit: PathBuf,
    #[command(flatten)]
    pub execution: Execution,
    #[command(flatten)]
    pub page: PageArgs,
    /// A population and its sizes; several populations grow together
    #[arg(long, value_name = "POPULATION=SIZE,…", required = true, value_parser = axis)]
    pub size: Vec<Axis>,
    /// Credit sources, as in `compare`; the circuit's own if left out
    #[arg(long, value_name = "LIST")]
    pub credit: Option<String>,
    /// Seeds per size and credit source, counted up from the circuit's seed
    #[arg(long, default_value_t = 3, allow_negative_numbers = true, value_parser = number::seeds)]
    pub seeds: u64,
    /// Folder for all the runs; the first free runs/NAME-scale-K if left out
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the files of an earlier comparison in --out, and of its runs: those that files.txt lists, and no others.
    /// Links are not followed, and the folder of a single run stays
    #[arg(long)]
    pub overwrite: bool,
}

/// A population and the sizes that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    population: String,
    sizes: Vec<usize>,
}

impl Axis {
    /// What gives the population the size at this place.
    fn change(&self, at: usize) -> Override {
        let (path, size) = (format!("populations.{}.size", self.population), self.sizes[at].to_string());
        Override::made(&path, &size, "--size", &format!("{}={size}", self.population))
    }
}

fn axis(text: &str) -> Result<Axis, String> {
    let (population, sizes) = text.split_once('=').ok_or("write POPULATION=SIZE,SIZE,…, for example h1=64,256,1024")?;
    let size = |text: &str| match text.trim().replace('_', "").parse::<usize>() {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(format!("`{text}` is not a number of neurons")),
    };
    let sizes = sizes.split(',').map(size).collect::<Result<Vec<usize>, String>>()?;
    Ok(Axis { population: population.trim().into(), sizes })
}

/// Runs every size and credit source with every seed, side by side on the cores.
pub fn scale(args: &ScaleArgs) -> Result<(), Error> {
    let loaded = run::load(&args.circuit, &args.execution, None)?;
    let circuit = &loaded.circuit;
    check(args, &circuit.populations.names().collect::<Vec<_>>())?;
    let own = circuit.credit.name().to_string();
    let variants = compare::variants(circuit, Some(args.credit.as_deref().unwrap_or(&own)))?;
    let (mut jobs, mut points, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..args.size[0].sizes.len() {
        let (size, sizes): (_, Vec<Override>) =
            (args.size[0].sizes[at], args.size.iter().map(|axis| axis.change(at)).collect());
        for variant in &variants {
            for seed in sweep::seeds(circuit, args.seeds) {
                let of = (&loaded, variant);
                let (loaded, clipped) = sweep::circuit(&args.circuit, &args.execution, of, &sizes, Some(seed))?;
                chosen.extend(clipped);
                jobs.push(Job { label: format!("{}-{size}", variant.label), seed, loaded });
                points.push(Point { size, credit: variant.label.clone() });
            }
        }
    }
    sweep::leave_out_probes(&loaded, &mut jobs, &args.execution);
    let doing = Doing::to_scale();
    sweep::prepare(&jobs, &chosen, &args.execution, doing)?;
    let name = format!("{}-scale", circuit.name);
    let side_by_side = sweep::side_by_side(&jobs, &args.execution, doing);
    let folder = sweep::folder(args.out.as_deref(), &name, args.overwrite, &args.circuit)?;
    tell_kept(&folder, &args.execution);
    stop::watch();
    let jobs = sweep::jobs(jobs, &folder, side_by_side, doing, &args.execution, args.overwrite);
    let axis: Vec<String> = args.size.iter().map(|axis| axis.population.clone()).collect();
    let document = scale::scale(&jobs, &points, &axis, &STOP)?;
    if sweep::is_without_runs(jobs.jobs.len(), document.unfinished, &args.execution) {
        if args.execution.json {
            print(&to_json(&document)?)?;
        }
        return sweep::end(document.unfinished);
    }
    folder.write("scale.json", &(to_json(&document)? + "\n"))?;
    if let Some(svg) = scaling::svg(&circuit.name, &document) {
        folder.write("scale.svg", &svg)?;
    }
    let printed = match args.execution {
        Execution { json: true, .. } => print(&to_json(&document)?),
        Execution { quiet: true, .. } => Ok(()),
        _ => print(&text::scale(&document, folder.path())),
    };
    // Last: what fails here is not worth the table.
    sweep::pages(document.rows.iter().filter_map(|row| row.out.as_ref()), &args.page)?;
    args.page.write(&folder, of_scale)?;
    printed?;
    sweep::end(document.unfinished)
}

fn check(args: &ScaleArgs, names: &[&str]) -> Result<(), Error> {
    for (i, axis) in args.size.iter().enumerate() {
        let name = &axis.population;
        if !names.contains(&name.as_str()) {
            let help = suggest::help(name, names.iter().copied());
            return Err(Error::input(format!("--size names `{name}`, which is no population of this circuit"), help));
        }
        if args.size[..i].iter().any(|other| other.population == *name) {
            return Err(Error::input(format!("--size names `{name}` twice"), "give all its sizes at once"));
        }
        let (sizes, first) = (axis.sizes.len(), args.size[0].sizes.len());
        if sizes != first {
            let message = format!("`{name}` has {sizes} sizes, `{}` has {first}", args.size[0].population);
            return Err(Error::input(message, "populations that grow together need as many sizes each"));
        }
        if let Some(size) = axis.sizes.iter().enumerate().find(|(k, size)| axis.sizes[..*k].contains(size)) {
            return Err(Error::input(format!("--size gives `{name}` the size {} twice", size.1), "keep one of them"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_read() {
        assert_eq!(axis("h1=64, 1_024"), Ok(Axis { population: "h1".into(), sizes: vec![64, 1024] }));
        assert!(axis("h1").is_err() && axis("h1=").is_err() && axis("h1=0").is_err() && axis("h1=64,x").is_err());
    }
}
