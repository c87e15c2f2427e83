//! Fashion-MNIST: pieces of clothing, 28 × 28.

use super::data_folder::DataSet;
use super::image_classes;
use super::{Holdings, Metric, TaskContext, TaskError, TaskModel, TaskShape, Trials};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// Fashion-MNIST: 70,000 grey images of pieces of clothing, 28 × 28 pixels in 10 classes, read from the data folder.
    ///
    /// 60,000 images to learn from, 10,000 to be scored on. Inputs lie in [0, 1].
    /// Source: H. Xiao, K. Rasul and R. Vollgraf (2017), arXiv:1708.07747.
    pub struct FashionMnist = "fashion_mnist" {
        /// How long an image is shown; None: one step.
        duration: Option<f64> = None, Rule::ANY.above(0.0).unit(Unit::Millisecond);
    }
}

/// The names of the classes, in the order of the labels.
pub const CLASS_NAMES: [&str; 10] =
    ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

/// Where its files lie.
pub const FILES: DataSet = DataSet {
    name: "fashion-mnist",
    system_folder: Some("/usr/share/datasets/fashion-mnist"),
    how_to_get: "apt-get install dataset-fashion-mnist, or get it from https://github.com/zalandoresearch/fashion-mnist",
};

impl TaskModel for FashionMnist {
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
    use crate::task::{Split, Task, Written};

    #[test]
    fn the_installed_data_set_has_the_published_size_and_balanced_classes() {
        let context = TaskContext { seed: 0, dt: 1.0, data_dir: None };
        let start = std::time::Instant::now();
        let trials = match Task::from(FashionMnist::default()).open(&context) {
            Ok(trials) => trials,
            Err(TaskError::NotFound { .. }) => {
                eprintln!("SKIPPED: Fashion-MNIST is not installed (apt-get install dataset-fashion-mnist)");
                return;
            }
            Err(error) => panic!("{error}"),
        };
        eprintln!("Fashion-MNIST opened in {:?}", start.elapsed());
        assert_eq!((trials.len(Split::Train), trials.len(Split::Test)), (Some(60_000), Some(10_000)));
        let mut written = Written::room(&FashionMnist::default().shape(1.0));
        let (mut classes, mut grey) = ([0.0; 10], 0.0);
        for trial in 0..10_000 {
            written.write(&*trials, Split::Test, trial);
            let Written { inputs, targets, .. } = &written;
            assert!(inputs.iter().all(|x| (0.0..=1.0).contains(x)));
            grey += inputs.iter().sum::<f32>() / 784.0 / 10_000.0;
            classes.iter_mut().zip(targets).for_each(|(class, target)| *class += target);
        }
        assert_eq!(classes, [1000.0; 10]);
        assert!((0.28..0.30).contains(&grey), "mean grey {grey}");
    }
}
