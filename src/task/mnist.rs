//! MNIST: handwritten digits, 28 × 28.

use super::data_folder::DataSet;
use super::digits::CLASS_NAMES;
use super::image_classes;
use super::{Holdings, Metric, TaskContext, TaskError, TaskModel, TaskShape, Trials};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// MNIST: 70,000 grey images of handwritten digits, 28 × 28 pixels in 10 classes, read from the data folder.
    ///
    /// 60,000 images to learn from, 10,000 to be scored on. Inputs lie in [0, 1].
    /// Source: Y. LeCun, C. Cortes and C. Burges (1998), "The MNIST database of handwritten digits".
    pub struct Mnist = "mnist" {
        /// How long an image is shown; None: one step.
        duration: Option<f64> = None, Rule::ANY.above(0.0).unit(Unit::Millisecond);
    }
}

/// Where its files lie.
pub const FILES: DataSet = DataSet {
    name: "mnist",
    system_folder: None,
    how_to_get: "get it from https://ossci-datasets.s3.amazonaws.com/mnist/ (train-images-idx3-ubyte.gz and three more)",
};

impl TaskModel for Mnist {
    fn shape(&self, dt: f64) -> TaskShape {
        image_classes::shape(&[1, 28, 28], self.duration, dt)
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn class_names(&self) -> &'static [&'static str] {
        &CLASS_NAMES
    }

    fn holdings(&self) -> Holdings {
        image_classes::holdings(60_000, 10_000, 28 * 28)
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_duration(self.duration, dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        image_classes::open(&FILES, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;

    #[test]
    fn without_its_files_the_task_says_where_they_go() {
        let empty = tempfile::tempdir().unwrap();
        let context = TaskContext { seed: 0, dt: 1.0, data_dir: Some(empty.path()) };
        match Task::from(Mnist::default()).open(&context) {
            Ok(_) => eprintln!("SKIPPED: MNIST is installed here"),
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains(empty.path().join("mnist").to_str().unwrap()), "{text}");
                assert!(text.contains("ossci-datasets"), "{text}");
            }
        }
    }
}
