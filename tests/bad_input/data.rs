//! Data sets that are missing or damaged.

use crate::place::{Catalogue, Place, edited};

/// An IDX file of bytes: its magic number, its axes, and what follows.
fn idx(magic: u32, axes: &[u32], items: usize) -> Vec<u8> {
    let header = std::iter::once(&magic).chain(axes).flat_map(|word| word.to_be_bytes());
    header.chain(std::iter::repeat_n(0, items)).collect()
}

const IMAGES: u32 = 0x0803;
const LABELS: u32 = 0x0801;

#[test]
fn a_data_set_that_cannot_be_read_is_refused_with_its_file() {
    let place = Place::new();
    let mut said = Catalogue::default();
    // MNIST has no folder of the system's in which it might happen to be.
    place.put("circuit.ron", edited(&[("task: digits", "task: mnist")]));
    let mut run =
        |what: &str| said.refused(what, place.run(&["run", "circuit.ron", "--data-dir", "data", "--out", "out"]));
    run("no such folder");
    place.put("data/train-images-idx3-ubyte", idx(IMAGES, &[2, 28, 28], 2 * 784));
    run("three files missing");
    place.put("data/train-labels-idx1-ubyte", idx(LABELS, &[2], 2));
    place.put("data/t10k-images-idx3-ubyte", idx(IMAGES, &[2, 28, 28], 2 * 784));
    place.put("data/t10k-labels-idx1-ubyte", idx(LABELS, &[3], 3));
    run("labels for other images");
    place.put("data/train-images-idx3-ubyte", idx(IMAGES, &[2, 28, 28], 1000));
    run("cut short");
    place.put("data/train-images-idx3-ubyte", idx(LABELS, &[2], 2));
    run("wrong magic number");
    place.put("data/train-images-idx3-ubyte", idx(IMAGES, &[u32::MAX, 28, 28], 0));
    run("a header that claims too much");
    place.put("data/train-images-idx3-ubyte", b"\x1f\x8b and no gzip");
    run("broken gzip");
    place.put("data/train-images-idx3-ubyte", "");
    run("empty");
    insta::assert_snapshot!(said.text());
    assert!(!place.path().join("out").exists(), "a run that cannot begin leaves no folder");
}
