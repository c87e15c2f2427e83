//! The 92 object images of Kriegeskorte et al. (2008), doi:10.1016/j.neuron.2008.10.043: figures that are published or
//! that rsatoolbox's demos give. The data are not the project's to ship: without them these tests say so and pass.

use crate::close::{close, mean};
use std::fs::File;
use std::path::{Path, PathBuf};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::similarity::bootstrap::{interval, over_stimuli};
use trifactor::analysis::similarity::ceiling::ceiling;
use trifactor::analysis::similarity::rank::{Comparison, pearson, spearman};
use trifactor::analysis::similarity::rdm;

fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("TRIFACTOR_SHARED").map_or_else(beside, PathBuf::from).join("data/kriegeskorte92");
    let there = folder.is_dir();
    if !there {
        eprintln!("SKIPPED: no folder {} (set TRIFACTOR_SHARED)", folder.display());
    }
    there.then_some(folder)
}

fn read(path: PathBuf) -> Vec<f64> {
    npyz::NpyFile::new(File::open(path).unwrap()).unwrap().into_vec().unwrap()
}

fn macaque(folder: &Path) -> Vec<f64> {
    read(folder.join("rdm_macaque_it.npy"))
}

#[test]
fn macaque_and_human_it_agree_as_published() {
    let Some(folder) = folder() else { return };
    let (macaque, human) = (macaque(&folder), read(folder.join("rdm_human_it.npy")));
    close(pearson(&macaque, &human).unwrap(), 0.4912, 5e-5);
    close(spearman(&macaque, &human).unwrap(), 0.4389, 5e-5);
    let values = over_stimuli(&[&macaque, &human], 200, 1, |lists| pearson(&lists[0], &lists[1]));
    let found = interval(&values, 0.95).unwrap();
    assert!(found.low < 0.4912 && 0.4912 < found.high && found.high - found.low < 0.4, "{found:?}");
}

#[test]
fn macaque_it_groups_categories_and_animals_as_published() {
    let Some(folder) = folder() else { return };
    let table = std::fs::read_to_string(folder.join("stimuli.csv")).unwrap();
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let (head, stimuli) = (lines.next().unwrap(), lines.collect::<Vec<_>>());
    // 0 for two stimuli of the same kinds, 1 for others.
    let model = |kinds: &[&str]| {
        let columns: Vec<usize> = kinds.iter().map(|kind| head.iter().position(|name| name == kind).unwrap()).collect();
        let differ = |i: usize| {
            let (stimuli, columns) = (&stimuli, &columns);
            (0..92).map(move |j| f64::from(u8::from(columns.iter().any(|&c| stimuli[i][c] != stimuli[j][c]))))
        };
        rdm::upper(&Rows::new((0..92).flat_map(differ).collect(), 92))
    };
    let it = macaque(&folder);
    close(pearson(&it, &model(&["face", "body", "natObj", "artiObj"])).unwrap(), 0.4673, 5e-5);
    close(pearson(&it, &model(&["animate"])).unwrap(), 0.4418, 5e-5);
}

#[test]
fn four_human_subjects_have_their_noise_ceiling() {
    let Some(folder) = folder() else { return };
    let all = read(folder.join("rdm_human_it_subjects_sessions.npy"));
    let session = |subject: usize, session: usize| {
        rdm::upper(&Rows::new(all[(subject * 2 + session) * 92 * 92..][..92 * 92].to_vec(), 92))
    };
    let subject = |i| session(i, 0).iter().zip(session(i, 1)).map(|(a, b)| mean(&[*a, b])).collect::<Vec<f64>>();
    let found = ceiling(&(0..4).map(subject).collect::<Vec<_>>(), Comparison::Pearson).unwrap();
    close(found.lower, 0.3944, 5e-5);
    close(found.upper, 0.6804, 5e-5);
}

#[test]
fn pixels_say_little_about_it() {
    let Some(folder) = folder() else { return };
    // The mean of red, green and blue, every fifth pixel of every fifth line.
    let grey = |i: usize| {
        let picture = image::open(folder.join(format!("images/{i:02}.png"))).unwrap().to_rgb8();
        let kept = picture.enumerate_pixels().filter(|(x, y, _)| x % 5 == 0 && y % 5 == 0);
        kept.map(|(_, _, rgb)| rgb.0.iter().map(|v| f64::from(*v)).sum::<f64>() / 3.0).collect::<Vec<f64>>()
    };
    let pixels = rdm::correlation(&Rows::new((0..92).flat_map(grey).collect(), 35 * 35));
    let it = macaque(&folder);
    close(pearson(&it, &pixels).unwrap(), 0.1347, 5e-5);
    close(spearman(&it, &pixels).unwrap(), 0.0878, 5e-5);
}
