//! Sequences: time in slots of equal length, one item in each.

use super::TaskError;

/// Time in slots.
#[derive(Debug, Clone, Copy)]
pub struct Slots {
    /// Length of a slot, in ms.
    pub length: f64,
    /// Length of a step, in ms.
    pub dt: f64,
}

impl Slots {
    /// The slot in which the middle of a step lies.
    pub fn at(&self, step: usize) -> usize {
        ((step as f64 + 0.5) * self.dt / self.length) as usize
    }

    /// Steps of `count` slots: exactly those that [`Slots::at`] puts into them.
    pub fn steps(&self, count: usize) -> usize {
        (count as f64 * self.length / self.dt).round() as usize
    }
}

/// Refuses a slot that is shorter than a step: its item would be left out.
pub fn check(length: f64, dt: f64) -> Result<(), TaskError> {
    if length < dt * (1.0 - 1e-9) {
        return Err(TaskError::Parameter {
            field: "slot",
            message: format!("a slot of {length} ms is shorter than a step of {dt} ms"),
            help: format!("write slot: {dt} or more, or a smaller dt"),
        });
    }
    Ok(())
}

/// Refuses a slot that is too short, and more slots than a trial can have.
pub fn check_count(count: usize, length: f64, dt: f64) -> Result<(), TaskError> {
    check(length, dt)?;
    if count as f64 * length / dt > f64::from(u32::MAX) {
        return Err(TaskError::Parameter {
            field: "slot",
            message: format!("{count} slots of {length} ms are more steps of {dt} ms than a trial can have"),
            help: format!("write slot: {dt}, or a larger dt"),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_its_share_of_the_steps_at_any_dt() {
        for (length, dt) in [(1.0, 1.0), (10.0, 2.0), (10.0, 3.0), (10.0, 7.0), (0.3, 0.1)] {
            let slots = Slots { length, dt };
            let steps = slots.steps(50);
            let mut count = [0.0; 50];
            (0..steps).for_each(|step| count[slots.at(step)] += 1.0);
            assert!(count.iter().all(|count| (count - length / dt).abs() < 1.0), "{length} {dt}: {count:?}");
            assert!(slots.at(steps) >= 50 || (slots.at(steps) == 49 && length % dt != 0.0));
        }
    }

    #[test]
    fn slots_too_short_or_too_many_are_refused() {
        assert!(check_count(10, 1.0, 1.0).is_ok());
        assert!(check(0.9, 1.0).is_err());
        assert!(check_count(1 << 40, 1.0, 1.0).is_err());
    }
}
