//! Labelled grey images in memory: what the image data sets have in common.

use super::data_folder::DataSet;
use super::{Answers, Holdings, Split, TaskContext, TaskError, TaskShape, Trial, Trials, idx, steps};
use std::path::Path;

/// The images of one split, one byte a pixel: a quarter of what they would take as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    /// Grey values, [images × pixels].
    pub pixels: Vec<u8>,
    /// The class of each image.
    pub labels: Vec<u8>,
}

/// Ten classes of grey images; an image is one trial, and its input is held.
#[derive(Debug, Clone)]
pub struct ImageClasses {
    /// The images to learn from.
    pub train: Images,
    /// The images to be scored on.
    pub test: Images,
    /// The grey value that becomes an input of 1.
    pub white: u8,
}

/// Classes of every image data set here.
pub const CLASSES: usize = 10;

/// The shape of a task that shows an image of `inputs` for `duration` ms, or for one step.
pub fn shape(inputs: &[usize], duration: Option<f64>, dt: f64) -> TaskShape {
    TaskShape {
        inputs: inputs.to_vec(),
        outputs: CLASSES,
        steps: duration.map_or(1, |duration| steps(duration, dt)),
        held: true,
        answers: Answers::AtTheEnd,
    }
}

/// What so many images of so many pixels take, each with its label.
pub fn holdings(train: u64, test: u64, pixels: usize) -> Holdings {
    Holdings { bytes: (train + test) * (pixels as u64 + 1), test_trials: Some(test) }
}

/// Finds and reads the four files of a data set in MNIST's format.
pub fn open(set: &DataSet, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
    let files = set.find(context.data_dir)?;
    let read = |path: &Path, labels: &Path| -> Result<Images, TaskError> {
        let images = Images { pixels: idx::images(path)?, labels: idx::labels(labels)? };
        let count = images.pixels.len() / (idx::SIDE * idx::SIDE);
        if count == 0 {
            let (expected, found) = ("at least one image".into(), "none".into());
            return Err(TaskError::Malformed { path: path.to_path_buf(), expected, found });
        }
        if images.labels.len() == count {
            return Ok(images);
        }
        Err(TaskError::Malformed {
            path: labels.to_path_buf(),
            expected: format!("{count} labels, one for each image beside it"),
            found: format!("{} labels", images.labels.len()),
        })
    };
    Ok(Box::new(ImageClasses {
        train: read(&files.train_images, &files.train_labels)?,
        test: read(&files.test_images, &files.test_labels)?,
        white: 255,
    }))
}

impl ImageClasses {
    fn images(&self, split: Split) -> &Images {
        match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        }
    }
}

impl Trials for ImageClasses {
    fn len(&self, split: Split) -> Option<u64> {
        Some(self.images(split).labels.len() as u64)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        let Trial { inputs, targets, .. } = into;
        let (images, trial) = (self.images(split), trial as usize);
        let pixels = images.pixels.len() / images.labels.len();
        let image = &images.pixels[trial * pixels..][..pixels];
        assert_eq!(inputs.len(), pixels, "one input a pixel");
        for (input, &grey) in inputs.iter_mut().zip(image) {
            *input = f32::from(grey) / f32::from(self.white);
        }
        assert_eq!(targets.len(), CLASSES, "one target a class");
        targets.fill(0.0);
        targets[usize::from(images.labels[trial])] = 1.0;
    }
}
