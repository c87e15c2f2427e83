//! Images as sequences: pixel by pixel, or row by row.

use super::image_classes::CLASSES;
use super::slots::{self, Slots};
use super::{
    Answers, Digits, FashionMnist, Holdings, Metric, Mnist, Split, TaskContext, TaskError, TaskModel, TaskShape, Trial,
    Trials,
};
use crate::keyword;
use crate::record;
use crate::rng::{host_rng, permutation};
use crate::schema::Rule;
use crate::units::Unit;

keyword! {
    /// The data set whose images are shown.
    pub enum Data {
        /// 8 × 8 pixels.
        Digits = "digits",
        /// 28 × 28 pixels.
        FashionMnist = "fashion_mnist",
        /// 28 × 28 pixels.
        Mnist = "mnist",
    }
}

keyword! {
    /// What is shown at a time.
    pub enum By {
        /// One pixel: as many steps as pixels, or more.
        Pixel = "pixel",
        /// One row of pixels.
        Row = "row",
    }
}

record! {
    /// Images shown as sequences, pixel by pixel or row by row; the class is asked for at the last step.
    ///
    /// Trials, splits and classes are those of the data set, and pixels lie in [0, 1]. Inputs: one pixel (64 or 784 slots),
    /// or the pixels of a row (8 or 28 slots). Score: accuracy; chance 0.1.
    /// Source: Q. Le, N. Jaitly and G. Hinton (2015), arXiv:1504.00941, pixel by pixel with MNIST, also in a fixed random
    /// order.
    pub struct Sequential = "sequential" {
        /// The images.
        data: Data = Data::Digits;
        /// What is shown at a time.
        by: By = By::Pixel;
        /// Seed of a random order of the pixels, the same for all images; None: line by line.
        permutation: Option<u64> = None;
        /// How long each pixel or row is shown; None: one step.
        slot: Option<f64> = None, Rule::ANY.above(0.0).unit(Unit::Millisecond);
    }
}

impl Sequential {
    fn images(&self) -> Box<dyn TaskModel> {
        match self.data {
            Data::Digits => Box::new(Digits::default()),
            Data::FashionMnist => Box::new(FashionMnist::default()),
            Data::Mnist => Box::new(Mnist::default()),
        }
    }

    /// Number of slots, and of inputs in each.
    fn layout(&self) -> (usize, usize) {
        let (pixels, side) = match self.data {
            Data::Digits => (64, 8),
            Data::FashionMnist | Data::Mnist => (784, 28),
        };
        match self.by {
            By::Pixel => (pixels, 1),
            By::Row => (side, side),
        }
    }

    fn slots(&self, dt: f64) -> Slots {
        Slots { length: self.slot.unwrap_or(dt), dt }
    }
}

impl TaskModel for Sequential {
    fn shape(&self, dt: f64) -> TaskShape {
        let (slots, inputs) = self.layout();
        TaskShape {
            inputs: vec![inputs],
            outputs: CLASSES,
            steps: self.slots(dt).steps(slots).max(1),
            held: false,
            answers: Answers::AtTheEnd,
        }
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn class_names(&self) -> &'static [&'static str] {
        self.images().class_names()
    }

    fn chance(&self) -> Option<f64> {
        Some(1.0 / CLASSES as f64)
    }

    fn holdings(&self) -> Holdings {
        self.images().holdings()
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        slots::check_count(self.layout().0, self.slot.unwrap_or(dt), dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let (slots, width) = self.layout();
        let order = match self.permutation {
            Some(seed) => permutation(&mut host_rng(seed, "sequential/permutation"), slots * width),
            None => (0..slots * width).collect(),
        };
        Ok(Box::new(Sequences { images: self.images().open(context)?, order, width, slots: self.slots(context.dt) }))
    }
}

struct Sequences {
    images: Box<dyn Trials>,
    /// Which pixel comes at each place of the sequence.
    order: Vec<usize>,
    width: usize,
    slots: Slots,
}

impl Trials for Sequences {
    fn len(&self, split: Split) -> Option<u64> {
        self.images.len(split)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        let Trial { inputs, targets, weights, kind, condition } = into;
        let mut image = vec![0.0; self.order.len()];
        self.images.write(split, trial, Trial { inputs: &mut image, targets, weights, kind, condition });
        let last = self.order.len() / self.width - 1;
        for (step, row) in inputs.chunks_exact_mut(self.width).enumerate() {
            let pixels = &self.order[self.slots.at(step).min(last) * self.width..];
            row.iter_mut().zip(pixels).for_each(|(input, &pixel)| *input = image[pixel]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::testing::{Opened, assert_same_events};

    #[test]
    fn the_sequence_is_the_image_and_the_class_is_its_own() {
        let image = Opened::new(Digits::default(), 1.0).trial(3);
        for (by, steps) in [(By::Pixel, 64), (By::Row, 8)] {
            let opened = Opened::new(Sequential { by, ..Sequential::default() }, 1.0);
            let trial = opened.trial(3);
            assert_eq!((opened.shape.steps, opened.shape.input_len()), (steps, 64 / steps));
            assert_eq!((&trial.inputs, &trial.targets), (&image.inputs, &image.targets));
        }
    }

    #[test]
    fn a_permutation_is_the_same_for_all_images_and_its_seed_s_own() {
        let plain = Opened::new(Sequential::default(), 1.0);
        let permuted = |seed| Opened::new(Sequential { permutation: Some(seed), ..Sequential::default() }, 1.0);
        let (one, other) = (permuted(1), permuted(2));
        let order = permutation(&mut host_rng(1, "sequential/permutation"), 64);
        for index in 0..5 {
            let image = plain.trial(index).inputs;
            let expected: Vec<f32> = order.iter().map(|&pixel| image[pixel]).collect();
            assert_eq!(one.trial(index).inputs, expected);
            assert_ne!(other.trial(index).inputs, expected);
        }
    }

    #[test]
    fn a_pixel_lasts_a_slot_at_any_dt() {
        assert_same_events(Sequential { slot: Some(4.0), ..Sequential::default() }, 2.0);
        assert!(Sequential { slot: Some(1.0), ..Sequential::default() }.check(2.0).is_err());
        let fashion = Sequential { data: Data::FashionMnist, ..Sequential::default() };
        assert_eq!((fashion.shape(1.0).steps, fashion.class_names()[1]), (784, "trouser"));
    }
}
