//! Direct feedback alignment: the output error broadcast through fixed random weights.

use super::recipe::{Recipe, ThirdFactor};
use crate::schema::Rule;

crate::record! {
    /// The output error reaches every hidden population directly through fixed random weights (Nøkland 2016,
    /// arXiv 1609.01596).
    pub struct DirectFeedback = "direct_feedback" {
        /// Standard deviation of the feedback weights times √(outputs).
        gain: f64 = 1.0, Rule::ANY.above(0.0);
    }
}

impl DirectFeedback {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        ThirdFactor::RandomBroadcast { gain: self.gain }.into()
    }
}
