//! The twenty rules.

use crate::keyword;
use std::sync::LazyLock;

keyword! {
    /// A rule: what to do with the stimuli of a trial.
    pub enum YangRule {
        /// Go where the stimulus is, once the fixation goes off.
        FdGo = "fdgo",
        /// Go where the stimulus is, as soon as it comes.
        ReactGo = "reactgo",
        /// Go where the stimulus was, after a delay.
        DelayGo = "delaygo",
        /// As `fdgo`, to the opposite side.
        FdAnti = "fdanti",
        /// As `reactgo`, to the opposite side.
        ReactAnti = "reactanti",
        /// As `delaygo`, to the opposite side.
        DelayAnti = "delayanti",
        /// Two stimuli in the first ring: go to the stronger.
        Dm1 = "dm1",
        /// Two stimuli in the second ring: go to the stronger.
        Dm2 = "dm2",
        /// Two directions in both rings: go to the one that is stronger in the first.
        ContextDm1 = "contextdm1",
        /// Two directions in both rings: go to the one that is stronger in the second.
        ContextDm2 = "contextdm2",
        /// Two directions in both rings: go to the one that is stronger in the sum.
        MultiDm = "multidm",
        /// As `dm1`, one stimulus after the other.
        DelayDm1 = "delaydm1",
        /// As `dm2`, one stimulus after the other.
        DelayDm2 = "delaydm2",
        /// As `contextdm1`, one stimulus after the other.
        ContextDelayDm1 = "contextdelaydm1",
        /// As `contextdm2`, one stimulus after the other.
        ContextDelayDm2 = "contextdelaydm2",
        /// As `multidm`, one stimulus after the other.
        MultiDelayDm = "multidelaydm",
        /// Go to the second stimulus if it is where the first was, else hold.
        DmsGo = "dmsgo",
        /// Go to the second stimulus if it is not where the first was, else hold.
        DmsNoGo = "dmsnogo",
        /// Go to the second stimulus if it is in the half where the first was, else hold.
        DmcGo = "dmcgo",
        /// Go to the second stimulus if it is not in the half where the first was, else hold.
        DmcNoGo = "dmcnogo",
    }
}

/// All rules, in the order of the source.
pub const ALL: [YangRule; 20] = [
    YangRule::FdGo,
    YangRule::ReactGo,
    YangRule::DelayGo,
    YangRule::FdAnti,
    YangRule::ReactAnti,
    YangRule::DelayAnti,
    YangRule::Dm1,
    YangRule::Dm2,
    YangRule::ContextDm1,
    YangRule::ContextDm2,
    YangRule::MultiDm,
    YangRule::DelayDm1,
    YangRule::DelayDm2,
    YangRule::ContextDelayDm1,
    YangRule::ContextDelayDm2,
    YangRule::MultiDelayDm,
    YangRule::DmsGo,
    YangRule::DmsNoGo,
    YangRule::DmcGo,
    YangRule::DmcNoGo,
];

/// The names of [`ALL`].
pub static NAMES: LazyLock<[&str; 20]> = LazyLock::new(|| ALL.map(YangRule::name));

/// The time course that rules share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The stimulus stays; go when the fixation ends.
    FixedDelay,
    /// Go when the stimulus comes.
    Reaction,
    /// The stimulus goes; then a delay.
    Memory,
    /// Two stimuli at a time.
    Decision,
    /// Two stimuli one after the other.
    DelayedDecision,
    /// Two stimuli one after the other; go or hold.
    Match,
}

/// In which ring the strengths are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attended {
    /// In this one; the other ring is empty.
    Only(usize),
    /// In this one; the other ring has strengths of its own.
    Context(usize),
    /// In the sum of both.
    Both,
}

impl YangRule {
    /// Its place in [`ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Its time course.
    pub fn family(self) -> Family {
        use YangRule::*;
        match self {
            FdGo | FdAnti => Family::FixedDelay,
            ReactGo | ReactAnti => Family::Reaction,
            DelayGo | DelayAnti => Family::Memory,
            Dm1 | Dm2 | ContextDm1 | ContextDm2 | MultiDm => Family::Decision,
            DelayDm1 | DelayDm2 | ContextDelayDm1 | ContextDelayDm2 | MultiDelayDm => Family::DelayedDecision,
            DmsGo | DmsNoGo | DmcGo | DmcNoGo => Family::Match,
        }
    }

    /// Whether it goes to the opposite side.
    pub fn is_anti(self) -> bool {
        matches!(self, YangRule::FdAnti | YangRule::ReactAnti | YangRule::DelayAnti)
    }

    /// Whether it compares halves of the ring, not directions.
    pub fn is_by_category(self) -> bool {
        matches!(self, YangRule::DmcGo | YangRule::DmcNoGo)
    }

    /// Whether a match is answered, and not a non-match.
    pub fn goes_on_match(self) -> bool {
        matches!(self, YangRule::DmsGo | YangRule::DmcGo)
    }

    /// Where strengths are compared; only for the two families of decisions.
    pub fn attended(self) -> Attended {
        use YangRule::*;
        match self {
            Dm2 | DelayDm2 => Attended::Only(1),
            ContextDm1 | ContextDelayDm1 => Attended::Context(0),
            ContextDm2 | ContextDelayDm2 => Attended::Context(1),
            MultiDm | MultiDelayDm => Attended::Both,
            _ => Attended::Only(0),
        }
    }

    /// The longest trial, in ms.
    pub fn longest(self) -> f64 {
        match self.family() {
            Family::FixedDelay => 700.0 + 1500.0 + 500.0,
            Family::Reaction => 2500.0 + 500.0,
            Family::Memory => 700.0 + 600.0 + 1600.0 + 500.0,
            Family::Decision => 400.0 + 1600.0 + 500.0,
            Family::DelayedDecision => 600.0 + 600.0 + 1600.0 + 600.0 + 300.0 + 500.0,
            Family::Match => 600.0 + 600.0 + 1600.0 + if self.is_by_category() { 600.0 } else { 500.0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_rules_is_in_the_order_of_their_indices() {
        for (i, rule) in ALL.iter().enumerate() {
            assert_eq!((rule.index(), rule.name()), (i, NAMES[i]));
        }
    }
}
