use crate::rng::Host;
use std::path::Path;
#[derive(Debug)]
pub struct WeightsError;
crate::record! { /// x
pub struct Xavier = "xavier" { /// gain
  gain: f64 = 1.0; } }
crate::choice! { /// w
pub enum InitialWeights { Xavier(Xavier) } }
impl InitialWeights {
    pub fn draw(&self, post: usize, pre: usize, rng: &mut Host, _folder: &Path) -> Result<Vec<f32>, WeightsError> {
        let InitialWeights::Xavier(x) = self;
        let a = x.gain * (6.0 / (post + pre) as f64).sqrt();
        Ok((0..post * pre).map(|_| ((crate::rng::uniform(rng) * 2.0 - 1.0) * a) as f32).collect())
    }
}
