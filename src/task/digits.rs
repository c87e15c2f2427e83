//! Handwritten digits, 8 × 8: the data set that comes with the program.

use super::image_classes::{self, ImageClasses, Images};
use super::{Holdings, Metric, TaskContext, TaskError, TaskModel, TaskShape, Trials};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::io::Read;

record! {
    /// Handwritten digits: 1,797 grey images of 8 × 8 pixels in 10 classes, built into the program.
    ///
    /// 1,440 images to learn from; every fifth block of ten (357 images) to be scored on. Inputs lie in [0, 1].
    /// Source: E. Alpaydin and C. Kaynak (1998), doi:10.24432/C50P49, CC BY 4.0.
    pub struct Digits = "digits" {
        /// How long an image is shown; None: one step.
        duration: Option<f64> = None, Rule::ANY.above(0.0).unit(Unit::Millisecond);
    }
}

const FILE: &[u8] = include_bytes!("../../data/digits.csv.gz");
const PIXELS: usize = 64;
const WHITE: u8 = 16;

/// The names of the classes of [`Digits`] and [`Mnist`](super::Mnist).
pub const CLASS_NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl TaskModel for Digits {
    fn shape(&self, dt: f64) -> TaskShape {
        image_classes::shape(&[1, 8, 8], self.duration, dt)
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn class_names(&self) -> &'static [&'static str] {
        &CLASS_NAMES
    }

    fn holdings(&self) -> Holdings {
        image_classes::holdings(1_440, 357, PIXELS)
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_duration(self.duration, dt)
    }

    fn open(&self, _: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        Ok(Box::new(read()))
    }
}

fn read() -> ImageClasses {
    let mut text = String::new();
    flate2::read::GzDecoder::new(FILE)
        .read_to_string(&mut text)
        .expect("the file was built in whole, and a test reads it");
    let mut classes = ImageClasses { train: Images::default(), test: Images::default(), white: WHITE };
    for (i, line) in text.lines().enumerate() {
        // The digits come in nearly regular tens: whole blocks keep the classes balanced.
        let set = if i / 10 % 5 == 4 { &mut classes.test } else { &mut classes.train };
        let mut numbers = line.split(',').map(|number| number.parse::<u8>().expect("the file holds bytes"));
        set.pixels.extend(numbers.by_ref().take(PIXELS));
        set.labels.extend(numbers);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Split, Task, Written};

    #[test]
    fn the_built_in_file_holds_every_digit_in_both_splits() {
        let classes = read();
        for (set, count) in [(&classes.train, 1440), (&classes.test, 357)] {
            assert_eq!(set.labels.len(), count);
            assert_eq!(set.pixels.len(), count * PIXELS);
            assert!(set.pixels.iter().all(|&grey| grey <= WHITE));
            assert!(set.labels.iter().all(|&label| label < 10));
            for digit in 0..10 {
                let images = set.labels.iter().filter(|&&label| label == digit).count();
                assert!(images >= 30, "{images} of digit {digit}");
            }
        }
    }

    #[test]
    fn an_image_becomes_inputs_in_0_to_1_and_a_one_hot_target() {
        let task = Task::from(Digits::default());
        let trials = task.open(&TaskContext { seed: 1, dt: 1.0, data_dir: None }).unwrap();
        let written = |split| Written::of(&task.shape(1.0), &*trials, split, 0);
        // The first line of the file: a 0 that begins 0,0,5,13,9,1.
        let Written { inputs, targets, .. } = written(Split::Train);
        assert_eq!(inputs[..6], [0.0, 0.0, 5.0 / 16.0, 13.0 / 16.0, 9.0 / 16.0, 1.0 / 16.0]);
        assert_eq!(targets, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        // Image 40 of the file is the first test image, a 8.
        let Written { inputs, targets, .. } = written(Split::Test);
        assert_eq!(targets[8], 1.0);
        assert!(inputs.contains(&1.0));
    }

    #[test]
    fn an_image_is_shown_for_one_step_or_as_long_as_asked() {
        assert_eq!(Digits::default().shape(1.0).steps, 1);
        let shown = Digits { duration: Some(50.0) };
        assert_eq!(shown.shape(0.5).steps, 100);
        assert!(shown.shape(0.5).held);
    }
}
