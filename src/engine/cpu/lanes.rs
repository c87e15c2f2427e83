//! Sixteen numbers at a time, on any machine.
