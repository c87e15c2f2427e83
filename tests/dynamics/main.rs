//! What circuits do in time, against closed forms: leaks, fixed points, noise, the order of the integration, the onset of
//! chaos, and the units in which times are written.

mod bench;
mod chaos;
mod fixed_point;
mod leak;
mod noise;
mod order;
mod units;
